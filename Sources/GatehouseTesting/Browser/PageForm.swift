/// A form of a page.
struct PageForm {
    /// A field or a button.
    struct Control {
        var name: String
        /// `input` types, `select`, `textarea`, or `submit` for every button that sends the form.
        var type: String
        var value: String
        var isChecked = false
        var isMultiple = false
        var options: [(text: String, value: String, isSelected: Bool)] = []
        var labels: [String] = []
        var autocomplete = ""
        /// Where a button sends the form, and how, instead of what the form says.
        var action: String?
        var method: String?
        var file: (name: String, type: String, content: [UInt8])?
    }

    var id: String?
    var action: String?
    var method: String
    var isMultipart: Bool
    var controls: [Control] = []

    /// The method that an attribute names, as browsers read it.
    static func method(_ attribute: String?) -> String { attribute?.lowercased() == "post" ? "POST" : "GET" }

    /// The buttons that send the form.
    var buttons: [Control] { controls.filter { $0.type == "submit" } }

    /// The labels of the fields, for messages.
    var fieldLabels: [String] {
        controls.filter { !["submit", "button", "reset", "hidden"].contains($0.type) }.map {
            $0.labels.first ?? $0.name
        }
    }

    /// The indices of the fields with a label or, if there is none, with a name.
    func indices(of label: String) -> [Int] {
        let fields = controls.indices.filter { controls[$0].type != "submit" }
        let labelled = fields.filter { controls[$0].labels.contains(label) }
        return labelled.isEmpty ? fields.filter { controls[$0].name == label } : labelled
    }

    // MARK: Filling in

    /// Enters a value.
    mutating func fill(_ label: String, _ input: FormInput) throws {
        let found = indices(of: label)
        guard let first = found.first else {
            throw TestFailure("the form has no field \"\(label)\"; it has: \(fieldLabels.joined(separator: ", "))")
        }
        if controls[first].type == "radio" { return try choose(label, input, found) }
        guard found.count == 1 else { throw TestFailure("the form has \(found.count) fields \"\(label)\"") }
        switch (input, controls[first].type) {
        case (.checked(let isChecked), "checkbox"): controls[first].isChecked = isChecked
        case (.text(let text), "select"): try select([text], in: first, label)
        case (.options(let texts), "select"): try select(texts, in: first, label)
        case (.file(let name, let type, let content), "file"): controls[first].file = (name, type, content)
        case (.text(let text), let type) where !["checkbox", "file"].contains(type): controls[first].value = text
        default:
            throw TestFailure("the field \"\(label)\" has the type \(controls[first].type) and cannot get \(input)")
        }
    }

    private mutating func select(_ texts: [String], in index: Int, _ label: String) throws {
        for text in texts where !controls[index].options.contains(where: { $0.text == text || $0.value == text }) {
            let options = controls[index].options.map(\.text).joined(separator: ", ")
            throw TestFailure("the list \"\(label)\" has no option \"\(text)\"; it has: \(options)")
        }
        for option in controls[index].options.indices {
            let (text, value, _) = controls[index].options[option]
            controls[index].options[option].isSelected = texts.contains { $0 == text || $0 == value }
        }
    }

    /// Chooses a radio button: by its own label, or by the name of the group and a value.
    private mutating func choose(_ label: String, _ input: FormInput, _ found: [Int]) throws {
        let chosen: Int? =
            switch input {
            case .checked(true) where found.count == 1: found[0]
            case .text(let text): found.first { controls[$0].value == text || controls[$0].labels.contains(text) }
            default: nil
            }
        guard let chosen else { throw TestFailure("no radio button of \"\(label)\" can get \(input)") }
        for index in controls.indices where controls[index].name == controls[chosen].name {
            controls[index].isChecked = index == chosen
        }
    }

    // MARK: Sending

    /// What the form sends, in the order of the page.
    func entries(button: Control?) -> [(name: String, control: Control, value: String)] {
        var entries: [(String, Control, String)] = []
        for control in controls where !control.name.isEmpty {
            switch control.type {
            case "submit", "button", "reset", "image": continue
            case "checkbox", "radio":
                if control.isChecked { entries.append((control.name, control, control.value)) }
            case "select":
                let selected = control.options.filter(\.isSelected)
                let first = control.isMultiple ? [] : Array(control.options.prefix(1))
                for option in selected.isEmpty ? first : selected {
                    entries.append((control.name, control, option.value))
                }
            default: entries.append((control.name, control, control.value))
            }
        }
        if let button, !button.name.isEmpty { entries.append((button.name, button, button.value)) }
        return entries
    }
}
