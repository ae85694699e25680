/// Several parts of a file in one body: `multipart/byteranges` (RFC 9110, section 14.6).
struct MultipartRanges: Sendable {
    /// The parts, each with the bytes before it.
    let parts: [(head: [UInt8], range: Range<Int>)]
    /// The bytes after the last part.
    let end: [UInt8]
    /// The value of `Content-Type`.
    let contentType: String

    /// The length of the body, in bytes.
    var length: Int { parts.reduce(end.count) { $0 + $1.head.count + $1.range.count } }

    /// - Parameters:
    ///   - ranges: the parts, which lie within the file.
    ///   - size: the size of the file.
    ///   - type: the media type of the file.
    ///   - boundary: the separator. It must not occur in the file, so it must not be predictable.
    init(_ ranges: [Range<Int>], of size: Int, type: String, boundary: String = Self.randomBoundary()) {
        parts = ranges.enumerated().map { index, range in
            let head =
                (index == 0 ? "" : "\r\n") + "--\(boundary)\r\nContent-Type: \(type)\r\n"
                + "Content-Range: \(Self.contentRange(range, of: size))\r\n\r\n"
            return (Array(head.utf8), range)
        }
        end = Array("\r\n--\(boundary)--\r\n".utf8)
        contentType = "multipart/byteranges; boundary=\(boundary)"
    }

    /// The value of `Content-Range` for a part: `bytes 0-499/1234`.
    static func contentRange(_ range: Range<Int>, of size: Int) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
    }

    /// A boundary of 128 random bits from the system.
    static func randomBoundary() -> String {
        (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }
}
