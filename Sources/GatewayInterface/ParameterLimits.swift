/// The limits for the number and the total size of the parameters of a request.
public struct ParameterLimits: Sendable, Hashable {
    /// The largest number of pairs. A request of a browser behind Apache has about thirty.
    public var count: Int

    /// The largest total size of all names and values, in bytes. Apache's own limits allow about 800 KiB of header
    /// fields.
    public var bytes: Int

    /// Creates limits.
    ///
    /// - Parameters:
    ///   - count: the largest number of pairs; defaults to 256.
    ///   - bytes: the largest total size of names and values in bytes; defaults to 128 KiB.
    public init(count: Int = 256, bytes: Int = 128 * 1024) {
        self.count = count
        self.bytes = bytes
    }
}

extension ParameterLimits {
    /// The largest size of names, values and lengths, with up to eight bytes of lengths for each pair. The limits are
    /// capped at 1 GiB and 65,535 pairs.
    package var longestBlock: Int { min(max(bytes, 0), 1 << 30) + 8 * min(max(count, 0), Int(UInt16.max)) }

    /// The same, with room for small FastCGI records.
    package var mostReceived: Int { 4 * min(max(bytes, 0), 1 << 30) + 1 << 16 }
}
