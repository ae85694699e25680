internal import GatewayInterface

/// The fields of a form, each declared once as a stored property. A computed property is not part of the form, and its use
/// ends the program.
///
/// ```swift
/// struct NoticeFields: FormFields {
///     let title = FormField.text("title", label: "Title", length: 1...80)
///     let text = FormField.text("text", label: "Text", length: 1...5000, lines: 10)
///     let from = FormField.date("from", label: "From")
///     let until = FormField.date("until", label: "Until").optional()
///
///     func check(_ values: FormValues<Self>, _ form: inout FilledForm<Self>) {
///         if let until = values.until, until < values.from { form.reject(\.until, "Choose a later date.") }
///     }
/// }
/// ```
public protocol FormFields: Sendable {
    /// Checks the values together. It is called when each field is valid alone, and does nothing by default.
    ///
    /// - Parameters:
    ///   - values: the values.
    ///   - form: the form, for the errors: ``FilledForm/reject(_:_:)``.
    func check(_ values: FormValues<Self>, _ form: inout FilledForm<Self>)
}

extension FormFields {
    /// Accepts all values.
    public func check(_ values: FormValues<Self>, _ form: inout FilledForm<Self>) {}
}

/// A form: it makes the page with the fields, reads what the client sends, and makes the page again if there are errors.
///
/// ```swift
/// let notices = try Form(NoticeFields())
///
/// func editor(_ form: FilledForm<NoticeFields>, _ request: Request) throws -> Response {
///     try form.page(for: request) { Page("New notice", $0.html(button: "Publish")) }
/// }
/// gate.get("/new", allow: member) { request, _ in try editor(notices.blank, request) }
/// gate.post("/new", allow: member) { request, member in
///     switch try await notices.submitted(by: request) {
///     case .invalid(let form): return try editor(form, request)
///     case .valid(let values):
///         try await board.add(title: values.title, text: values.text, by: member)
///         return Redirect(to: "/")
///     }
/// }
/// ```
///
/// A form holds no state of a request. Create it once, or for each request if the fields depend on it.
public struct Form<Fields: FormFields>: Sendable {
    /// The declared fields.
    public let fields: Fields

    /// The largest request, in bytes. Defaults to the limits of the fields and, if there is a file, 16 MB more, so that a file
    /// above its own limit does not lose the other fields.
    public var bodyLimit: Int

    /// Whether a field that the form does not declare is an error (400). Defaults to `false`: it is ignored.
    public var refusesUnknownFields = false

    /// What the elements' `id` begin with; defaults to nothing. Two forms of one page need different ones if they share a
    /// name.
    public var idPrefix = ""

    /// The texts of this form; `nil` for those of the request's language: ``Gate/languages(_:fileID:line:choose:)``.
    public var texts: FormTexts?

    let entries: [any AnyFormField]
    let indices: [ExactText: Int]
    private(set) var tokens: (any FormTokenSource)?

    /// Creates a form.
    ///
    /// - Parameters:
    ///   - fields: the fields: the stored properties of the type `FormField`, in this order.
    ///   - texts: the texts of this form; `nil`, the default, for those of the request's language.
    /// - Throws: ``FormError`` with all errors in the declaration: no field, a duplicate or an invalid name, a limit that is
    ///   too high.
    public init(_ fields: Fields, texts: FormTexts? = nil) throws(FormError) {
        self.fields = fields
        self.texts = texts
        entries = Mirror(reflecting: fields).children.compactMap { $0.value as? any AnyFormField }
        var indices: [ExactText: Int] = [:]
        var problems: [String] = entries.isEmpty ? ["\(Fields.self) has no stored property of the type FormField"] : []
        for (index, entry) in entries.enumerated() {
            let field = entry.definition
            if indices.updateValue(index, forKey: ExactText(field.name)) != nil {
                problems.append("two fields have the name \(field.name.debugDescription); use different names")
            }
            if let problem = field.problem { problems.append("field \(field.name.debugDescription): \(problem)") }
        }
        guard problems.isEmpty else { throw FormError(problems: problems) }
        self.indices = indices
        let files = entries.reduce(0) { $0 + ($1.definition.control.fileBytes ?? 0) }
        bodyLimit = entries.textLimit + (entries.hasFile ? files + 16_000_000 : 0)
    }

    /// The same form with a token in each page, and a check of the token of each request.
    ///
    /// - Parameter tokens: makes and checks the tokens.
    public func guarded(by tokens: some FormTokenSource) -> Form {
        var form = self
        form.tokens = tokens
        return form
    }

    /// The form without values. For other values, use ``FilledForm/set(_:to:)``.
    public var blank: FilledForm<Fields> { FilledForm(self) }

    func index<Value>(of path: KeyPath<Fields, FormField<Value>>) -> Int {
        guard let index = indices[ExactText(fields[keyPath: path].name)] else {
            preconditionFailure("\(path) is not a stored property of \(Fields.self); a form has only those fields")
        }
        return index
    }
}

/// Errors in the declaration of a form.
public struct FormError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Each error, with the name of the field.
    public let problems: [String]

    /// All errors, in one line.
    public var description: String { "invalid form: " + problems.joined(separator: "; ") }
}

extension FieldDefinition {
    /// The error in the declaration; `nil` if there is none.
    fileprivate var problem: String? {
        let isNamed = name.utf8.first?.isASCIILetter == true
        guard isNamed, name.utf8.count <= 64,
            name.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) })
        else { return "invalid name; use a letter and up to 63 ASCII letters, digits, \"-\", \"_\" and \".\" after it" }
        return switch control {
        case .text(_, let longest, _) where !(1...Self.longestText).contains(longest):
            "use a largest length from 1 to 1,000,000 characters"
        case .hidden(let maximum) where !(1...Self.longestText).contains(maximum):
            "use a limit from 1 to 1,000,000 bytes"
        case .file(let maximum, _) where !(1...1_000_000_000).contains(maximum): "use a limit from 1 byte to 1 GB"
        default: nil
        }
    }
}

extension [any AnyFormField] {
    var hasFile: Bool { contains { $0.definition.control.fileBytes != nil } }

    /// The largest number of values. The client may send some more, such as a token.
    var valueLimit: Int { reduce(100) { $0 + $1.definition.control.valueCount } }

    /// The largest body without files, in bytes. Each byte of a value can be encoded as three.
    var textLimit: Int {
        reduce(64 * 1024) { $0 + 3 * ($1.definition.textBytes + 80) * $1.definition.control.valueCount }
    }
}
