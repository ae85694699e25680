internal import CFastCGI

/// The header of a record: FCGI_Header (FastCGI specification, section 3.3).
struct RecordHeader {
    /// FCGI_HEADER_LEN, in bytes.
    static let length = Int(FCGI_HEADER_LEN)

    /// The longest content, in bytes, that needs no padding.
    static let longestContent = 65_528

    /// The type; -1, which is not a type, if the version is not FCGI_VERSION_1.
    let type: Int32
    let requestID: UInt16
    let contentLength: Int
    let paddingLength: Int

    /// - Parameters:
    ///   - contentLength: at most 65,535.
    ///   - paddingLength: at most 255.
    init(_ type: Int32, requestID: UInt16, contentLength: Int, paddingLength: Int = 0) {
        self.type = type
        self.requestID = requestID
        self.contentLength = contentLength
        self.paddingLength = paddingLength
    }

    /// Reads a header.
    ///
    /// - Parameter byte: returns the byte at an offset below ``length``.
    @inline(__always)
    init(reading byte: (Int) -> UInt8) {
        type = byte(0) == UInt8(FCGI_VERSION_1) ? Int32(byte(1)) : -1
        requestID = UInt16(byte(2)) << 8 | UInt16(byte(3))
        contentLength = Int(byte(4)) << 8 | Int(byte(5))
        paddingLength = Int(byte(6))
    }

    /// The length of the whole record, in bytes.
    var recordLength: Int { Self.length + contentLength + paddingLength }

    /// Writes the header over eight bytes of a buffer.
    func write(to bytes: inout [UInt8], at start: Int) {
        bytes[start] = UInt8(FCGI_VERSION_1)
        bytes[start + 1] = UInt8(truncatingIfNeeded: type)
        bytes[start + 2] = UInt8(requestID >> 8)
        bytes[start + 3] = UInt8(requestID & 0xFF)
        bytes[start + 4] = UInt8(contentLength >> 8)
        bytes[start + 5] = UInt8(contentLength & 0xFF)
        bytes[start + 6] = UInt8(paddingLength)
        bytes[start + 7] = 0
    }

    /// The eight bytes of the header.
    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.length)
        write(to: &bytes, at: 0)
        return bytes
    }
}
