/// The parts of a field, as HTML.
public struct FieldParts: Sendable, Hashable {
    /// The `<label>`, or the `<legend>` of a list.
    public let label: HTML
    /// The help text, with the id that the element names; empty if there is none.
    public let hint: HTML
    /// The error, with the id that the element names; empty if there is none.
    public let error: HTML
    /// The element, or the elements of a list.
    public let control: HTML
    /// All parts together.
    public let html: HTML

    /// - Parameter error: the error or, for a file, the note that it must be chosen again.
    init<Fields>(_ field: FieldDefinition, _ input: FieldInput, _ filled: FilledForm<Fields>, error: String?) {
        let id = filled.form.idPrefix + field.name
        hint = field.hint.map { "<p class=\"hint\" id=\"\(id):hint\">\($0)</p>\n" } ?? ""
        self.error = error.map { "<p class=\"error\" id=\"\(id):error\">\($0)</p>\n" } ?? ""
        let notes = [field.hint.map { _ in "\(id):hint" }, error.map { _ in "\(id):error" }].compactMap(\.self)
        let described: HTML = notes.isEmpty ? "" : " aria-describedby=\"\(notes.joined(separator: " "))\""
        let state: HTML = "\(described)\(error == nil ? "" : " aria-invalid=\"true\"" as HTML)"
        let mark = field.isRequired || field.control.isCheckbox ? "" : filled.texts.optionalMark
        let required: HTML = field.isRequired ? " required" : ""
        let purpose: HTML? = field.autocomplete.map { " autocomplete=\"\($0)\"" }
        let common: HTML = "id=\"\(id)\" name=\"\(field.name)\"\(required)\(purpose)\(state)"
        let text = input.text
        let chosen = Set(input.texts.map(ExactText.init))

        switch field.control {
        case .text(_, let longest, let lines) where lines > 1:
            // The parser of HTML drops a line end at the start.
            control = "<textarea \(common) rows=\"\(lines)\" maxlength=\"\(longest)\">\n\(text)</textarea>\n"
        case .text(let kind, let longest, _):
            let value: HTML = kind == .password ? "" : " value=\"\(text)\""
            control = "<input type=\"\(kind.type)\" \(common) maxlength=\"\(longest)\"\(value)>\n"
        case .number(let least, let most, let isWhole):
            // An element for numbers would hide any other text.
            let isShown = text.isEmpty || text.trimmed.isNumberInHTML
            let step: HTML = isWhole ? "1" : "any"
            let kind: HTML =
                isShown
                ? "type=\"number\" min=\"\(least)\" max=\"\(most)\" step=\"\(step)\""
                : "type=\"text\" inputmode=\"\(isWhole ? "numeric" : "decimal")\""
            control = "<input \(kind) \(common) value=\"\(isShown ? text.trimmed : text)\">\n"
        case .date(let range):
            let isShown = text.isEmpty || CivilDate(text.trimmed).map { $0.year > 0 } == true
            let limits: HTML? = range.map { " min=\"\($0.lowerBound)\" max=\"\($0.upperBound)\"" }
            let kind: HTML = isShown ? "type=\"date\"\(limits)" : "type=\"text\""
            control = "<input \(kind) \(common) value=\"\(isShown ? text.trimmed : text)\">\n"
        case .menu(let options):
            let items: [HTML] = options.map { option in
                let selected: HTML = chosen.contains(ExactText(option.text)) ? " selected" : ""
                return "<option value=\"\(option.text)\"\(selected)>\(option.label)</option>\n"
            }
            let prompt: HTML =
                options.contains { $0.text.isEmpty } ? "" : "<option value=\"\">\(filled.texts.menuPrompt)</option>\n"
            control = "<select \(common)>\n\(prompt)\(items)</select>\n"
        case .radios(let options):
            control = Self.list(options, "radio", id, field.name, required, chosen)
        case .checkboxes(let options):
            control = Self.list(options, "checkbox", id, field.name, "", chosen)
        case .checkbox:
            let checked: HTML = text.isEmpty ? "" : " checked"
            control = "<input type=\"checkbox\" \(common) value=\"on\"\(checked)>\n"
        case .file(_, let types):
            let names = types.flatMap { [$0.mediaType] + $0.extensions.map { "." + $0 } }.joined(separator: ",")
            control = "<input type=\"file\" \(common)\(names.isEmpty ? "" : " accept=\"\(names)\"" as HTML)>\n"
        case .hidden:
            control = "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(text)\">\n"
        }

        switch field.control {
        case .radios, .checkboxes:
            let role: HTML = field.control.isRadios ? " role=\"radiogroup\"\(state)" : described
            label = "<legend>\(field.label)\(mark)</legend>\n"
            html = "<fieldset class=\"field\"\(role)>\n\(label)\(hint)\(self.error)\(control)</fieldset>\n"
        case .hidden:
            label = ""
            html = ""
        default:
            label = "<label for=\"\(id)\">\(field.label)\(mark)</label>\n"
            let parts =
                field.control.isCheckbox ? [control, label, hint, self.error] : [label, hint, self.error, control]
            html = "<div class=\"field\">\n\(parts)</div>\n"
        }
    }

    /// A line with a button or a box for each option. The first has the id of the field, to which the list of errors leads.
    private static func list(
        _ options: [FieldOption], _ type: HTML, _ id: String, _ name: String, _ required: HTML, _ chosen: Set<ExactText>
    ) -> HTML {
        let items: [HTML] = options.enumerated().map { index, option in
            let id = index == 0 ? id : "\(id):\(index)"
            let checked: HTML = chosen.contains(ExactText(option.text)) ? " checked" : ""
            return """
                <div><input type="\(type)" id="\(id)" name="\(name)" value="\(option.text)"\(required)\(checked)>
                <label for="\(id)">\(option.label)</label></div>

                """
        }
        return "\(items)"
    }
}

extension FieldControl {
    fileprivate var isCheckbox: Bool {
        if case .checkbox = self { true } else { false }
    }

    fileprivate var isRadios: Bool {
        if case .radios = self { true } else { false }
    }
}
