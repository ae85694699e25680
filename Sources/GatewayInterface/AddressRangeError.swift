/// The reason why a text is not an address range.
package struct AddressRangeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason in one line, with the text.
    package let description: String

    init(_ text: String, _ reason: String) {
        description = "\(LogText.quoted(text.utf8)) \(reason)"
    }
}
