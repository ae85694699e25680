/// The element that shows a choice.
public struct ChoiceStyle: Sendable, Hashable {
    let isMenu: Bool

    /// A menu that opens.
    public static let menu = ChoiceStyle(isMenu: true)
    /// A list with a button for each value.
    public static let list = ChoiceStyle(isMenu: false)
}

extension FormField where Value: RawRepresentable, Value.RawValue == String {
    /// A choice of one value of an enumeration.
    ///
    /// ```swift
    /// FormField.choice("kind", label: "Kind", of: Kind.allCases) { $0.title }
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - label: the label, as plain text.
    ///   - values: the offered values. Any other one is an error.
    ///   - style: a menu or a list.
    ///   - title: the label of a value.
    public static func choice(
        _ name: String, label: String, of values: [Value], style: ChoiceStyle = .menu, title: (Value) -> String
    ) -> FormField {
        one(name, label, FieldChoices(values.map { ($0, $0.rawValue, title($0)) }), style) { $0.rawValue }
    }
}

extension FormField where Value: LosslessStringConvertible {
    /// A choice of one of these values, such as ids from a database.
    ///
    /// ```swift
    /// FormField.choice("room", label: "Room", of: rooms.map { ($0.id, $0.name) })
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - label: the label, as plain text.
    ///   - values: the offered values with their labels. Any other value is an error.
    ///   - style: a menu or a list.
    public static func choice(
        _ name: String, label: String, of values: [(Value, String)], style: ChoiceStyle = .menu
    ) -> FormField {
        one(name, label, FieldChoices(values.map { ($0.0, $0.0.description, $0.1) }), style) { $0.description }
    }
}

extension FormField {
    /// A choice of several values of an enumeration, each with a box to check. The value has them in the offered order.
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - label: the label, as plain text.
    ///   - values: the offered values. Any other one is an error.
    ///   - count: the least and the largest number of chosen values; defaults to any.
    ///   - title: the label of a value.
    public static func choices<Element: RawRepresentable & Sendable>(
        _ name: String, label: String, of values: [Element], count: ClosedRange<Int>? = nil,
        title: (Element) -> String
    ) -> FormField where Value == [Element], Element.RawValue == String {
        let choices = FieldChoices(values.map { ($0, $0.rawValue, title($0)) })
        return several(name, label, choices, count) { $0.rawValue }
    }

    /// A choice of several of these values, each with a box to check. The value has them in the offered order.
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - label: the label, as plain text.
    ///   - values: the offered values with their labels. Any other value is an error.
    ///   - count: the least and the largest number of chosen values; defaults to any.
    public static func choices<Element: LosslessStringConvertible & Sendable>(
        _ name: String, label: String, of values: [(Element, String)], count: ClosedRange<Int>? = nil
    ) -> FormField where Value == [Element] {
        let choices = FieldChoices(values.map { ($0.0, $0.0.description, $0.1) })
        return several(name, label, choices, count) { $0.description }
    }
}

/// The offered values.
private struct FieldChoices<Value: Sendable>: Sendable {
    let values: [Value]
    let options: [FieldOption]
    private let indices: [ExactText: Int]

    init(_ all: [(value: Value, text: String, label: String)]) {
        values = all.map(\.value)
        options = all.map { FieldOption(text: $0.text, label: $0.label) }
        indices = Dictionary(options.indices.map { (ExactText(all[$0].text), $0) }) { first, _ in first }
    }

    func index(_ text: String, _ texts: FormTexts) throws(FieldProblem) -> Int {
        guard let index = indices[ExactText(text)] else { throw FieldProblem(texts.invalidChoice) }
        return index
    }
}

extension FormField {
    fileprivate static func one(
        _ name: String, _ label: String, _ choices: FieldChoices<Value>, _ style: ChoiceStyle,
        _ text: @escaping @Sendable (Value) -> String
    ) -> FormField {
        let control: FieldControl = style.isMenu ? .menu(choices.options) : .radios(choices.options)
        let definition = FieldDefinition(name: name, label: label, control: control)
        return FormField(
            definition, write: { [text($0)] },
            read: { (input, texts) throws(FieldProblem) in
                // The first line of a menu sends an empty text, unless that is offered.
                if input.text.isEmpty, (try? choices.index("", texts)) == nil {
                    throw FieldProblem(texts.missingChoice)
                }
                return choices.values[try choices.index(input.text, texts)]
            })
    }

    fileprivate static func several<Element: Sendable>(
        _ name: String, _ label: String, _ choices: FieldChoices<Element>, _ count: ClosedRange<Int>?,
        _ text: @escaping @Sendable (Element) -> String
    ) -> FormField where Value == [Element] {
        let definition = FieldDefinition(
            name: name, label: label, control: .checkboxes(choices.options),
            isRequired: count.map { $0.lowerBound > 0 } ?? false)
        return FormField(
            definition, write: { $0.map(text) },
            read: { (input, texts) throws(FieldProblem) in
                var chosen: Set<Int> = []
                for text in input.texts { chosen.insert(try choices.index(text, texts)) }
                if let count, !count.contains(chosen.count) {
                    throw FieldProblem(texts.choicesOutOfRange(count.lowerBound, count.upperBound))
                }
                return chosen.sorted().map { choices.values[$0] }
            })
    }
}
