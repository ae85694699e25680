/// Reads forms, links and the title of a page.
struct PageReader {
    private(set) var forms: [PageForm] = []
    private(set) var links: [(text: String, target: String)] = []
    private(set) var title = ""
    private(set) var text = ""

    /// The form, by its index, of the controls that follow.
    private var open: Int?
    /// The controls with an id, by form and control.
    private var places: [String: (form: Int, control: Int)] = [:]
    private var labels: [(text: String, target: String?, inside: (form: Int, control: Int)?)] = []

    /// The elements whose text is collected.
    private var label: (text: String, target: String?, inside: (form: Int, control: Int)?)?
    private var link: (text: String, target: String)?
    private var button: (form: Int, control: Int)?
    private var area: (form: Int, control: Int)?
    private var select: (form: Int, control: Int)?
    private var isOption = false
    private var isTitle = false

    init(_ html: String) {
        let tokens = HTMLTokens(html).tokens
        // Controls can name a form that follows.
        for case .start("form", let attributes) in tokens {
            forms.append(
                PageForm(
                    id: attributes["id"], action: attributes["action"],
                    method: PageForm.method(attributes["method"]),
                    isMultipart: attributes["enctype"]?.lowercased() == "multipart/form-data"))
        }
        var count = 0
        for token in tokens {
            switch token {
            case .start("form", _):
                open = count
                count += 1
            case .start(let name, let attributes): start(name, attributes)
            case .end(let name): end(name)
            case .text(let text): append(text)
            }
        }
        for label in labels {
            guard let place = label.inside ?? label.target.flatMap({ places[$0] }) else { continue }
            forms[place.form].controls[place.control].labels.append(Self.joined(label.text))
        }
    }

    private mutating func start(_ name: String, _ attributes: [String: String]) {
        separate(name)
        switch name {
        case "label": label = ("", attributes["for"], nil)
        case "a": if let target = attributes["href"] { link = ("", target) }
        case "title": isTitle = true
        case "option":
            guard let select else { return }
            isOption = true
            forms[select.form].controls[select.control].options.append(
                ("", attributes["value"] ?? "\u{0}", attributes["selected"] != nil))
        case "input", "textarea", "select", "button": control(name, attributes)
        default: break
        }
    }

    private mutating func control(_ element: String, _ attributes: [String: String]) {
        let owner = attributes["form"].flatMap { id in forms.firstIndex { $0.id == id } } ?? open
        guard let owner, attributes["disabled"] == nil else { return }
        var type = element == "input" || element == "button" ? attributes["type"]?.lowercased() ?? "" : element
        if type.isEmpty { type = element == "button" ? "submit" : "text" }
        var control = PageForm.Control(
            name: attributes["name"] ?? "", type: type,
            value: attributes["value"] ?? (type == "checkbox" || type == "radio" ? "on" : ""))
        control.isChecked = attributes["checked"] != nil
        control.isMultiple = attributes["multiple"] != nil
        control.autocomplete = attributes["autocomplete"] ?? ""
        control.action = attributes["formaction"]
        control.method = attributes["formmethod"].map(PageForm.method)
        if let label = attributes["aria-label"] { control.labels.append(label) }
        if element == "input", type == "submit" { control.labels.append(control.value) }
        let place = (form: owner, control: forms[owner].controls.count)
        forms[owner].controls.append(control)
        if let id = attributes["id"] { places[id] = place }
        if label?.target == nil, label != nil, label?.inside == nil { label?.inside = place }
        switch element {
        case "textarea": area = place
        case "select":
            select = place
            // A new field ends the option of an unfinished one.
            isOption = false
        case "button": button = place
        default: break
        }
    }

    private mutating func append(_ text: String) {
        // A label is the text beside its field.
        if select == nil, area == nil { label?.text += text }
        link?.text += text
        if isTitle { title += text } else { self.text += text }
        if let button { forms[button.form].controls[button.control].labels.append(Self.joined(text)) }
        if let area {
            // A line break directly after the tag is not part of the value.
            forms[area.form].controls[area.control].value = text.hasPrefix("\n") ? String(text.dropFirst()) : text
        }
        if isOption, let select {
            let last = forms[select.form].controls[select.control].options.count - 1
            let text = Self.joined(text)
            forms[select.form].controls[select.control].options[last].text = text
            if forms[select.form].controls[select.control].options[last].value == "\u{0}" {
                forms[select.form].controls[select.control].options[last].value = text
            }
        }
    }

    private mutating func end(_ name: String) {
        separate(name)
        switch name {
        case "form": open = nil
        case "label":
            if let label { labels.append(label) }
            label = nil
        case "a":
            if let link { links.append((Self.joined(link.text), link.target)) }
            link = nil
        case "title": isTitle = false
        case "option": isOption = false
        case "select":
            isOption = false
            select = nil
        case "textarea": area = nil
        case "button": button = nil
        default: break
        }
    }

    /// The elements that do not begin a new line or box.
    private static let inline: Set<String> = [
        "a", "abbr", "b", "code", "em", "i", "small", "span", "strong", "sub", "sup", "time",
    ]

    /// Separates the text of two blocks.
    private mutating func separate(_ element: String) {
        if !Self.inline.contains(element) { text += " " }
    }

    /// A text with single spaces, as a browser shows it.
    static func joined(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
