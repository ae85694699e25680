/// One record of the FastCGI protocol (FastCGI specification, section 3.3).
public struct Record: Sendable, Hashable {
    /// FCGI_HEADER_LEN
    public static let headerLength = 8

    /// FCGI_VERSION_1, or another value for tests.
    public var version: UInt8

    /// The type.
    public var kind: RecordKind

    /// The id of its request; 0 for management records.
    public var requestID: UInt16

    /// The content, at most 65,535 bytes.
    public var content: [UInt8]

    /// The number of padding bytes after the content.
    public var paddingLength: UInt8

    /// Creates a record.
    public init(
        _ kind: RecordKind,
        requestID: UInt16 = 1,
        content: [UInt8] = [],
        paddingLength: UInt8 = 0,
        version: UInt8 = 1
    ) {
        precondition(content.count <= Int(UInt16.max), "a record carries at most 65,535 bytes")
        self.version = version
        self.kind = kind
        self.requestID = requestID
        self.content = content
        self.paddingLength = paddingLength
    }

    /// The record as bytes on the wire.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = [
            version, kind.rawValue, UInt8(requestID >> 8), UInt8(requestID & 0xFF), UInt8(content.count >> 8),
            UInt8(content.count & 0xFF), paddingLength, 0,
        ]
        bytes += content
        bytes += Array(repeating: 0, count: Int(paddingLength))
        return bytes
    }

    /// FCGI_BEGIN_REQUEST.
    ///
    /// - Parameters:
    ///   - role: 1 responder, 2 authorizer, 3 filter.
    ///   - keepsConnection: sets FCGI_KEEP_CONN.
    ///   - requestID: not 0.
    public static func beginRequest(role: UInt16 = 1, keepsConnection: Bool = false, requestID: UInt16 = 1) -> Record {
        Record(
            .beginRequest,
            requestID: requestID,
            content: [UInt8(role >> 8), UInt8(role & 0xFF), keepsConnection ? 1 : 0, 0, 0, 0, 0, 0]
        )
    }

    /// A stream: as many records as the bytes need, and an empty one at the end.
    ///
    /// - Parameters:
    ///   - kind: FCGI_PARAMS, FCGI_STDIN or FCGI_DATA, from a web server.
    ///   - bytes: the content of all records together.
    ///   - requestID: the id of the request.
    ///   - longest: the largest content of one record.
    public static func stream(
        _ kind: RecordKind,
        _ bytes: [UInt8],
        requestID: UInt16 = 1,
        longest: Int = 32_768
    ) -> [Record] {
        var records: [Record] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            records.append(Record(kind, requestID: requestID, content: Array(rest.prefix(longest))))
            rest = rest.dropFirst(longest)
        }
        return records + [Record(kind, requestID: requestID)]
    }
}
