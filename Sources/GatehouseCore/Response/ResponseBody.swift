/// The body of an answer.
public struct ResponseBody: Sendable {
    /// The whole body, in memory.
    package let bytes: [UInt8]

    /// No body.
    public static let empty = ResponseBody(bytes: [])

    /// Bytes in memory.
    public static func bytes(_ bytes: [UInt8]) -> ResponseBody {
        ResponseBody(bytes: bytes)
    }

    /// A text, as UTF-8.
    public static func text(_ text: String) -> ResponseBody {
        ResponseBody(bytes: Array(text.utf8))
    }
}
