/// One IP address, or all that begin with the same bits (CIDR, RFC 4632).
package struct AddressRange: Hashable, Sendable {
    private let first: IPAddress
    /// How many bits at the end of an address do not matter.
    private let free: Int

    /// The addresses of the own machine: 127.0.0.0/8 and ::1.
    package static let loopback = ["127.0.0.0/8", "::1"].compactMap { try? AddressRange($0) }

    /// Reads `ADDRESS` or `ADDRESS/LENGTH`.
    ///
    /// An IPv4-mapped IPv6 address means the IPv4 address; its length counts 128 bits, as it is written.
    ///
    /// - Throws: ``AddressRangeError`` for anything else, also for bits behind the prefix: what is understood in part
    ///   might let in whom it was meant to keep out.
    package init(_ text: String) throws(AddressRangeError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = IPAddress(parts[0]) else {
            throw AddressRangeError(text, "is no IPv4 or IPv6 address; write 10.0.0.7, 10.1.0.0/16 or fd00::/8")
        }
        var free = 0
        if parts.count == 2 {
            let width = parts[0].utf8.contains(UInt8(ascii: ":")) ? 128 : 32
            guard let length = Self.number(parts[1]), length <= width else {
                throw AddressRangeError(text, "has no prefix length from 0 to \(width) behind its \"/\"")
            }
            free = width - length
            guard free <= (first.isIPv4 ? 32 : 128) else {
                throw AddressRangeError(text, "covers more than the IPv4-mapped addresses; write the IPv4 range")
            }
        }
        guard first.bits & ~(UInt128.max << UInt128(free)) == 0 else {
            throw AddressRangeError(text, "has bits behind its prefix; write the first address of the range")
        }
        self.first = first
        self.free = free
    }

    /// Whether an address lies in the range. One of IPv4 never lies in one of IPv6.
    package func contains(_ address: IPAddress) -> Bool {
        // A smart shift: by 128 it leaves nothing.
        address.isIPv4 == first.isIPv4 && (address.bits ^ first.bits) >> UInt128(free) == 0
    }

    /// A number as people write it: digits, and no zero before others.
    private static func number(_ text: Substring) -> Int? {
        let digits = text.utf8
        guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0"),
            digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        return Int(text)
    }
}
