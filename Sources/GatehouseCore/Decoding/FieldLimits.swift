/// Limits for the fields of a query or a form.
public struct FieldLimits: Sendable, Hashable {
    /// The maximum number of fields; defaults to 1,000.
    public var count: Int

    /// The maximum size of all fields, encoded, in bytes; defaults to 64 KiB.
    public var bytes: Int

    /// The maximum length of a name, decoded, in bytes; defaults to 256.
    public var nameBytes: Int

    /// Creates limits.
    public init(count: Int = 1000, bytes: Int = 64 * 1024, nameBytes: Int = 256) {
        self.count = count
        self.bytes = bytes
        self.nameBytes = nameBytes
    }
}
