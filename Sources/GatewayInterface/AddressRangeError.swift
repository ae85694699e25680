/// A text that is no address range.
package struct AddressRangeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in one line that names the text.
    package let description: String

    init(_ text: String, _ reason: String) {
        description = "\(LogText.quoted(text.utf8)) \(reason)"
    }
}
