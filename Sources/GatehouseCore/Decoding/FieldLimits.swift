/// How much a query or a form may hold.
public struct FieldLimits: Sendable, Hashable {
    /// The largest number of fields; 1,000 unless told.
    public var count: Int

    /// The largest number of bytes of all of them, encoded; 64 KiB unless told.
    public var bytes: Int

    /// The largest number of bytes of a name, decoded; 256 unless told.
    public var nameBytes: Int

    /// Creates limits.
    public init(count: Int = 1000, bytes: Int = 64 * 1024, nameBytes: Int = 256) {
        self.count = count
        self.bytes = bytes
        self.nameBytes = nameBytes
    }
}
