/// A field of a form: its name, its label, its rules, and the type of its value.
///
/// ```swift
/// let title = FormField.text("title", label: "Title", length: 1...80)
/// let until = FormField.date("until", label: "Until").hint("The notice disappears after this day.").optional()
/// let seats = FormField.integer("seats", label: "Seats", in: 2...12).checked("Use an even number.") { $0 % 2 == 0 }
/// ```
///
/// The name begins with a letter and consists of ASCII letters, digits, "-", "_" and ".".
public struct FormField<Value: Sendable>: Sendable {
    var definition: FieldDefinition
    /// The value of what the client sent, or the error to show.
    let read: @Sendable (FieldInput, FormTexts) throws(FieldProblem) -> Value
    /// The texts that a client would send for a value.
    let write: @Sendable (Value) -> [String]

    /// The name, under which the client sends the field.
    public var name: String { definition.name }

    /// The label, as plain text.
    public var label: String { definition.label }

    init(
        _ definition: FieldDefinition,
        write: @escaping @Sendable (Value) -> [String],
        read: @escaping @Sendable (FieldInput, FormTexts) throws(FieldProblem) -> Value
    ) {
        self.definition = definition
        self.read = read
        self.write = write
    }

    /// The same field with a help text, which is connected to it for screen readers.
    public func hint(_ text: String) -> FormField {
        var field = self
        field.definition.hint = text
        return field
    }

    /// The same field with a purpose for the browser, which then offers to fill it in: `"email"`, `"one-time-code"`, `"off"`.
    public func autocomplete(_ purpose: String) -> FormField {
        var field = self
        field.definition.autocomplete = purpose
        return field
    }

    /// The same field with another check, which runs after those of the field itself.
    ///
    /// - Parameters:
    ///   - message: the error, in plain words for people.
    ///   - isValid: whether a value is accepted.
    public func checked(_ message: String, _ isValid: @escaping @Sendable (Value) -> Bool) -> FormField {
        FormField(definition, write: write) { [read] (input, texts) throws(FieldProblem) in
            let value = try read(input, texts)
            guard isValid(value) else { throw FieldProblem(message) }
            return value
        }
    }

    /// The same field, which can stay empty. Its value is then `nil`.
    public func optional() -> FormField<Value?> {
        var definition = definition
        definition.isRequired = false
        return FormField<Value?>(
            definition, write: { [write] in $0.map(write) ?? [] },
            read: {
                [read] (input, texts) throws(FieldProblem) in
                input.isEmpty ? nil : try read(input, texts)
            })
    }
}

/// The parts of a field that do not depend on the type of its value.
struct FieldDefinition: Sendable {
    let name: String
    let label: String
    let control: FieldControl
    /// The largest number of bytes of one text that is kept.
    let textBytes: Int
    static let longestText = 1_000_000
    var isRequired: Bool
    var hint: String?
    var autocomplete: String?

    init(name: String, label: String, control: FieldControl, isRequired: Bool = true) {
        self.name = name
        self.label = label
        self.control = control
        self.isRequired = isRequired
        textBytes = control.textBytes
    }
}

/// The element that shows a field.
enum FieldControl: Sendable {
    case text(TextKind, longest: Int, lines: Int)
    case number(least: String, most: String, isWhole: Bool)
    case date(ClosedRange<CivilDate>?)
    case menu([FieldOption])
    case radios([FieldOption])
    case checkboxes([FieldOption])
    case checkbox
    case file(maximumBytes: Int, [FileType])
    case hidden(maximumBytes: Int)

    /// The largest number of bytes of one text that is kept. More are never valid, and would not be shown again.
    fileprivate var textBytes: Int {
        switch self {
        // A character has up to 4 bytes. The rest is for spaces at the ends, which are not counted.
        case .text(_, let longest, _): 4 * min(max(longest, 0), FieldDefinition.longestText) + 1024
        case .menu(let options), .radios(let options), .checkboxes(let options):
            (options.map(\.text.utf8.count).max() ?? 0) + 1
        case .number, .date, .checkbox: 128
        case .file: 0
        case .hidden(let maximum): maximum
        }
    }

    /// The largest number of values.
    var valueCount: Int {
        if case .checkboxes(let options) = self { options.count } else { 1 }
    }

    /// The largest size of a file that is kept, in bytes; `nil` unless the field is a file.
    var fileBytes: Int? {
        if case .file(let maximum, _) = self { maximum } else { nil }
    }
}

/// A value that a menu or a list offers.
struct FieldOption: Sendable {
    /// The text that the client sends.
    let text: String
    let label: String
}

/// A field of any type.
protocol AnyFormField: Sendable {
    var definition: FieldDefinition { get }

    /// The value of what the client sent, as ``FieldValueBox``.
    func value(of input: FieldInput, _ texts: FormTexts) throws(FieldProblem) -> any Sendable
}

/// A value of any type. A box can be cast back even if the value is an optional.
struct FieldValueBox<Value: Sendable>: Sendable {
    let value: Value
}

extension FormField: AnyFormField {
    func value(of input: FieldInput, _ texts: FormTexts) throws(FieldProblem) -> any Sendable {
        if let fault = input.fault { throw FieldProblem(fault.message(for: definition, texts)) }
        return FieldValueBox(value: try read(input, texts))
    }
}

/// The error of a field, in words for people.
struct FieldProblem: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
