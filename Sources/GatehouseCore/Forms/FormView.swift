/// The elements of a form, in the layout of the program: ``FilledForm/page(for:_:)``.
///
/// ```swift
/// form.html(button: "Publish")                                              // the whole form
/// form.html("<div>\(form.title) \(form.until)</div> <button>Publish</button>")  // fields in an own layout
/// ```
///
/// A field is a `<div class="field">` or, for a list, a `<fieldset class="field">`, with its label, hint, error and element.
/// Labels, hints and errors are connected to the element for screen readers. Everything is escaped.
@dynamicMemberLookup
public struct FormView<Fields: FormFields> {
    private let filled: FilledForm<Fields>
    private let token: HTML?
    private let ownAction: String?

    /// - Parameter action: the action of a form for which the program names none; `nil` omits the attribute.
    init(_ filled: FilledForm<Fields>, token: HTML?, action: String? = nil) {
        self.filled = filled
        self.token = token
        ownAction = action
    }

    /// A field, with its label, hint and error. Nothing for a hidden field, which ``html(action:_:)`` adds.
    public subscript<Value>(dynamicMember path: KeyPath<Fields, FormField<Value>>) -> HTML {
        field(filled.form.index(of: path)).html
    }

    /// The parts of a field, for a layout of its own.
    public func parts<Value>(of path: KeyPath<Fields, FormField<Value>>) -> FieldParts {
        field(filled.form.index(of: path))
    }

    /// The whole form: the errors, the fields in their order, and a button.
    ///
    /// - Parameters:
    ///   - action: the URL that gets the form; defaults to the URL of the page.
    ///   - button: the text of the button.
    public func html(action: String? = nil, button: String) -> HTML {
        let fields = filled.form.entries.indices.map { field($0).html }
        return html(action: action, "\(fields)<p><button>\(button)</button></p>\n")
    }

    /// The form with content of the program: the errors, hidden fields, the token, and the content.
    ///
    /// - Parameters:
    ///   - action: the URL that gets the form; defaults to the URL of the page.
    ///   - content: the content, with a button.
    public func html(action: String? = nil, _ content: HTML) -> HTML {
        let type: HTML = filled.form.entries.hasFile ? " enctype=\"multipart/form-data\"" : ""
        return "\(form(" method=\"post\"\(type)", action ?? ownAction, "\(token)\(content)"))"
    }

    /// The form for a search: the browser puts the fields into the query, for ``Form/submitted(inQueryOf:)``. It has no
    /// token, which would be visible in the URL.
    ///
    /// - Parameters:
    ///   - action: the path that gets the form; defaults to the path of the page.
    ///   - button: the text of the button.
    public func search(action: String? = nil, button: String) -> HTML {
        let fields = filled.form.entries.indices.map { field($0).html }
        return form("", action, "\(fields)<p><button>\(button)</button></p>\n")
    }

    private func form(_ attributes: HTML, _ action: String?, _ content: HTML) -> HTML {
        let action: HTML? = action.map { " action=\"\(url: $0)\"" }
        let hidden: [HTML] = filled.form.entries.indices.compactMap { index in
            guard case .hidden = filled.form.entries[index].definition.control else { return nil }
            return field(index).control
        }
        return "\(errors)<form\(attributes)\(action)>\n\(hidden)\(content)</form>\n"
    }

    /// The list of all errors with links to their fields, empty if there are none. It gets the focus when the page opens.
    public var errors: HTML {
        guard filled.hasErrors else { return "" }
        let form = filled.form
        var items = filled.formErrors.map { "<li>\($0)</li>\n" as HTML }
        for (index, entry) in form.entries.enumerated() {
            guard let error = filled.errors[index] else { continue }
            let text: HTML = "\(entry.definition.label): \(error)"
            if case .hidden = entry.definition.control {
                items.append("<li>\(text)</li>\n")
            } else {
                items.append("<li><a href=\"#\(form.idPrefix + entry.definition.name)\">\(text)</a></li>\n")
            }
        }
        return """
            <div class="errors" role="alert" tabindex="-1" autofocus>
            <p>\(filled.texts.summary)</p>
            <ul>
            \(items)</ul>
            </div>

            """
    }

    private func field(_ index: Int) -> FieldParts {
        let form = filled.form
        let (input, error) = (filled.inputs[index], filled.errors[index])
        // Browsers do not keep a chosen file.
        let lost = filled.hasErrors && error == nil ? input.file.map { filled.texts.chooseFileAgain($0.fileName) } : nil
        return FieldParts(form.entries[index].definition, input, filled, error: error ?? lost)
    }
}
