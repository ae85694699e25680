public import HTTPTypes

/// A form with what is in its fields, and with errors: blank, with values of the program, or as a client sent it.
public struct FilledForm<Fields: FormFields>: Sendable {
    let form: Form<Fields>
    /// The texts for the request. A form without a request is in English until it is shown.
    private(set) var texts: FormTexts
    var inputs: [FieldInput]
    /// The first error of each field.
    private(set) var errors: [String?]
    /// Errors of the whole form.
    private(set) var formErrors: [String] = []
    private var failure: HTTPResponse.Status = .unprocessableContent

    init(_ form: Form<Fields>, for request: Request? = nil) {
        self.form = form
        texts = form.texts ?? request?.texts.forms ?? FormTexts()
        inputs = Array(repeating: FieldInput(), count: form.entries.count)
        errors = Array(repeating: nil, count: form.entries.count)
    }

    /// Whether a field or the form has an error.
    public var hasErrors: Bool { !formErrors.isEmpty || errors.contains { $0 != nil } }

    /// The status of the page: 200 without errors, 413 if the request or a file is too large, 403 without a valid token, and
    /// otherwise 422.
    public var status: HTTPResponse.Status { hasErrors ? failure : .ok }

    /// Puts a value into a field, for example to edit what is stored. Files are never shown.
    public mutating func set<Value>(_ path: KeyPath<Fields, FormField<Value>>, to value: Value) {
        inputs[form.index(of: path)] = FieldInput(form.fields[keyPath: path].write(value))
    }

    /// Adds an error to a field, in plain words for people. The first error of a field stays.
    public mutating func reject<Value>(_ path: KeyPath<Fields, FormField<Value>>, _ message: String) {
        reject(form.index(of: path), message)
    }

    /// Adds an error that is not about one field.
    public mutating func reject(_ message: String) {
        formErrors.append(message)
    }

    mutating func reject(_ index: Int, _ message: String) {
        errors[index] = errors[index] ?? message
    }

    mutating func reject(_ message: String, _ status: HTTPResponse.Status) {
        formErrors.append(message)
        failure = status
    }

    /// Decides whether each field is valid.
    func submission() -> FormSubmission<Fields> {
        var filled = self
        var values: [any Sendable] = []
        for (index, entry) in form.entries.enumerated() {
            do throws(FieldProblem) {
                values.append(try entry.value(of: inputs[index], texts))
            } catch {
                filled.reject(index, error.message)
                if case .fileTooLarge = inputs[index].fault, filled.formErrors.isEmpty {
                    filled.failure = .contentTooLarge
                }
            }
        }
        guard !filled.hasErrors else { return .invalid(filled) }
        let result = FormValues(self, values)
        form.fields.check(result, &filled)
        return filled.hasErrors ? .invalid(filled) : .valid(result)
    }

    /// Makes a page with the form. It gets the form's ``status``, and the cookie of the token if the form has one.
    ///
    /// ```swift
    /// try form.page(for: request) { form in Page("New notice", form.html(button: "Publish")) }
    /// ```
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - layout: makes the page from the elements of the form.
    public func page<Layout: ResponseConvertible>(
        for request: Request, _ layout: (FormView<Fields>) throws -> Layout
    ) throws -> Response {
        let issued = try form.tokens.map { tokens in
            let (text, cookie) = try tokens.token(for: request)
            let field: HTML = "<input type=\"hidden\" name=\"\(tokens.fieldName)\" value=\"\(text)\">\n"
            return (field, cookie)
        }
        // Without an action, the URL of the next page would keep the fragment of a link from an error to its field. That
        // field would then get the focus instead of the errors.
        let action = hasErrors ? request.url(settingQuery: []) : nil
        var shown = self
        if form.texts == nil { shown.texts = request.texts.forms }
        var response = try layout(FormView(shown, token: issued?.0, action: action)).response(to: request)
        response.status = status
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        if let cookie = issued?.1 { try response.set(cookie) }
        return response
    }
}
