/// Decodes records from a stream of bytes, in pieces of any size.
public struct RecordDecoder: Sendable {
    private var pending: [UInt8] = []

    /// Creates a decoder.
    public init() {}

    /// Whether the bytes so far end inside a record.
    public var isInsideRecord: Bool { !pending.isEmpty }

    /// Adds the next bytes of the connection.
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        pending += bytes
    }

    /// The next complete record; `nil` if more bytes are needed.
    public mutating func next() -> Record? {
        guard pending.count >= Record.headerLength else { return nil }
        let contentLength = Int(pending[4]) << 8 | Int(pending[5])
        let end = Record.headerLength + contentLength + Int(pending[6])
        guard pending.count >= end else { return nil }
        let record = Record(
            RecordKind(rawValue: pending[1]),
            requestID: UInt16(pending[2]) << 8 | UInt16(pending[3]),
            content: Array(pending[Record.headerLength..<Record.headerLength + contentLength]),
            paddingLength: pending[6],
            version: pending[0]
        )
        pending.removeFirst(end)
        return record
    }
}
