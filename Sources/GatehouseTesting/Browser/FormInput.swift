/// What a person enters into a field of a form: ``Browser/submit(_:button:)``.
///
/// ```swift
/// try await browser.submit(["Title": "Tea", "Public": true, "Picture": .file("tea.png", "image/png", bytes)])
/// ```
public enum FormInput: Sendable, Hashable {
    /// A text, or the text of an option in a list or a group of radio buttons.
    case text(String)
    /// Whether a checkbox is checked.
    case checked(Bool)
    /// The texts of several options in a list.
    case options([String])
    /// A file: its name, its media type and its content.
    case file(_ name: String, _ type: String, _ content: [UInt8])
}

extension FormInput: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral {
    /// A text.
    public init(stringLiteral text: String) { self = .text(text) }

    /// A checkbox.
    public init(booleanLiteral isChecked: Bool) { self = .checked(isChecked) }

    /// Several options.
    public init(arrayLiteral options: String...) { self = .options(options) }
}
