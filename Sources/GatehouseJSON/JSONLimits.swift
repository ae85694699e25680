/// How much JSON a body may hold.
public struct JSONLimits: Sendable, Hashable {
    /// The largest number of bytes; 64 KiB unless told.
    public var bytes: Int

    /// How deep arrays and objects may lie in each other; 64 unless told.
    public var depth: Int

    /// The largest number of values, those in arrays and objects too; 10,000 unless told.
    public var values: Int

    /// The largest number of bytes of a name in an object, decoded; defaults to 256.
    public var nameBytes: Int

    /// Creates limits.
    public init(bytes: Int = 64 * 1024, depth: Int = 64, values: Int = 10_000, nameBytes: Int = 256) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
        self.nameBytes = nameBytes
    }
}
