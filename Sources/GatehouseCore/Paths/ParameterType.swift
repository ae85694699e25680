internal import GatewayInterface

/// The type of a path parameter, such as the `int` of `/notes/{id:int}`. It defines which segments match.
///
/// It is a class, so that passing it on copies only a reference.
final class ParameterType: Sendable {
    let name: String
    /// A matching text, for tests that visit every route.
    let example: String
    /// The form of all texts of this type, if it can distinguish the type from others.
    let shape: Shape
    let matches: @Sendable (String) -> Bool

    /// The known form of all texts of a type.
    enum Shape: Sendable {
        case integer
        case uuid
        /// Unknown.
        case any
    }

    /// `{name}`: any single segment that is not empty and contains no encoded "/".
    static let text = ParameterType(name: "text", example: "x", shape: .any) { text in
        guard !text.isEmpty else { return false }
        let bytes = text.utf8.span
        for index in bytes.indices where bytes[index] == UInt8(ascii: "/") { return false }
        return true
    }

    /// `{name:slashes}`: any single segment that is not empty. It may contain encoded slashes.
    static let slashes = ParameterType(name: "slashes", example: "x", shape: .any) { !$0.isEmpty }

    /// `{name:int}`: an integer that fits into 64 bits, in its canonical form: without "+" and without leading zeros.
    static let integer = ParameterType(name: "int", example: "1", shape: .integer) { text in
        isUsualNumber(text.utf8.span) && Int64(text) != nil
    }

    /// Whether the text is "0", or digits without a leading 0 and with an optional "-" before them.
    private static func isUsualNumber(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty else { return false }
        let start = text[0] == UInt8(ascii: "-") ? 1 : 0
        guard start < text.count else { return false }
        for index in start..<text.count where !text[index].isASCIIDigit {
            return false
        }
        return text[start] != UInt8(ascii: "0") || text.count == 1
    }

    /// `{name:uuid}`: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12 (RFC 9562), in upper or lower case.
    static let uuid = ParameterType(
        name: "uuid",
        example: "00000000-0000-4000-8000-000000000000",
        shape: .uuid
    ) { text in
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12]
            && groups.joined().allSatisfy { $0.hexadecimalValue != nil }
    }

    static let builtIn = [text, slashes, integer, uuid]

    /// Creates a custom type. It never matches an empty segment or one with an encoded "/".
    convenience init(name: String, example: String, matches: @escaping @Sendable (String) -> Bool) {
        self.init(name: name, example: example, shape: .any) { Self.text.matches($0) && matches($0) }
    }

    private init(name: String, example: String, shape: Shape, matches: @escaping @Sendable (String) -> Bool) {
        self.name = name
        self.example = example
        self.shape = shape
        self.matches = matches
    }

    /// Whether a text may match both types. `true` if that is unknown.
    func overlaps(_ other: ParameterType) -> Bool {
        switch (shape, other.shape) {
        case (.integer, .uuid), (.uuid, .integer): false
        // An example of one type that does not match the other proves nothing; only the shapes do.
        default: true
        }
    }
}
