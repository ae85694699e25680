/// The limits for a JSON body.
public struct JSONLimits: Sendable, Hashable {
    /// The largest number of bytes; defaults to 64 KiB.
    public var bytes: Int

    /// The largest number of nested arrays and objects; defaults to 64.
    public var depth: Int

    /// The largest number of values, including those in arrays and objects; defaults to 10,000.
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
