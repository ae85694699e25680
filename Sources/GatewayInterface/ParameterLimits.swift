/// How many parameters a request may carry, and how large they may be together.
public struct ParameterLimits: Sendable, Hashable {
    /// The largest number of pairs. A browser behind Apache brings about thirty.
    public var count: Int

    /// The largest sum of all names and values, in bytes. Apache's own limits allow about 800 KiB of header fields.
    public var bytes: Int

    /// Creates limits.
    ///
    /// - Parameters:
    ///   - count: the largest number of pairs; 256 unless told.
    ///   - bytes: the largest sum of names and values in bytes; 128 KiB unless told.
    public init(count: Int = 256, bytes: Int = 128 * 1024) {
        self.count = count
        self.bytes = bytes
    }
}

extension ParameterLimits {
    /// Names, values and their lengths, of up to eight bytes a pair. More than 1 GiB, or 65,535 pairs, cannot be asked for.
    package var longestBlock: Int { min(max(bytes, 0), 1 << 30) + 8 * min(max(count, 0), Int(UInt16.max)) }

    /// The same in records of which some carry little.
    package var mostReceived: Int { 4 * min(max(bytes, 0), 1 << 30) + 1 << 16 }
}
