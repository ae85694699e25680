/// What the text of a parameter in a path has to look like: the `int` of `/notes/{id:int}`.
///
/// A class, because the way of a request through the table hands it on.
final class ParameterType: Sendable {
    let name: String
    /// A text that matches, for tests that walk the table.
    let example: String
    /// What every text of this type is made of, where that tells it from other types.
    let shape: Shape
    let matches: @Sendable (String) -> Bool

    /// What is known of all texts of a type without asking it.
    enum Shape: Sendable {
        case integer
        case uuid
        /// Nothing is known.
        case any
    }

    /// `{name}`: any one segment that is neither empty nor holds an encoded "/".
    static let text = ParameterType(name: "text", example: "x", shape: .any) { text in
        guard !text.isEmpty else { return false }
        let bytes = text.utf8.span
        for index in bytes.indices where bytes[index] == UInt8(ascii: "/") { return false }
        return true
    }

    /// `{name:slashes}`: any one segment that is not empty; it may hold encoded slashes.
    static let slashes = ParameterType(name: "slashes", example: "x", shape: .any) { !$0.isEmpty }

    /// `{name:int}`: a number in its one usual form, without "+" or leading zeros, that fits into 64 bits.
    static let integer = ParameterType(name: "int", example: "1", shape: .integer) { text in
        isUsualNumber(text.utf8.span) && Int64(text) != nil
    }

    /// Digits of which the first is no 0, or a 0 alone; a "-" before them, but for the 0.
    private static func isUsualNumber(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty else { return false }
        let start = text[0] == UInt8(ascii: "-") ? 1 : 0
        guard start < text.count else { return false }
        for index in start..<text.count where !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) {
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
            && groups.joined().allSatisfy { PathText.hexadecimal($0) != nil }
    }

    static let builtIn = [text, slashes, integer, uuid]

    /// A type of the program's own. It never matches an empty segment or one with an encoded "/".
    convenience init(name: String, example: String, matches: @escaping @Sendable (String) -> Bool) {
        self.init(name: name, example: example, shape: .any) { Self.text.matches($0) && matches($0) }
    }

    private init(name: String, example: String, shape: Shape, matches: @escaping @Sendable (String) -> Bool) {
        self.name = name
        self.example = example
        self.shape = shape
        self.matches = matches
    }

    /// Whether some text may match both types; `true` where that is not known.
    func overlaps(_ other: ParameterType) -> Bool {
        switch (shape, other.shape) {
        case (.integer, .uuid), (.uuid, .integer): false
        // What has an example that the other does not match may still share others; only shapes tell.
        default: true
        }
    }
}
