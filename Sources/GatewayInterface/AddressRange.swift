/// One IP address, or all that begin with the same bits (CIDR, RFC 4632).
package struct AddressRange: Hashable, Sendable {
    private let first: IPAddress
    /// The number of bits at the end of an address that do not matter.
    private let free: Int

    /// The addresses of the local machine: 127.0.0.0/8 and ::1.
    package static let loopback = ["127.0.0.0/8", "::1"].compactMap { try? AddressRange($0) }

    /// Reads `ADDRESS` or `ADDRESS/LENGTH`.
    ///
    /// An IPv4-mapped IPv6 address means the IPv4 address, with a prefix length out of 128 bits.
    ///
    /// - Throws: ``AddressRangeError`` for any other text, including one with bits after the prefix: a range that is
    ///   read wrong could allow addresses that it should exclude.
    package init(_ text: String) throws(AddressRangeError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = IPAddress(parts[0]) else {
            throw AddressRangeError(text, "is not an IPv4 or IPv6 address; write 10.0.0.7, 10.1.0.0/16 or fd00::/8")
        }
        var free = 0
        if parts.count == 2 {
            let width = parts[0].utf8.contains(UInt8(ascii: ":")) ? 128 : 32
            guard let length = Self.number(parts[1]), length <= width else {
                throw AddressRangeError(text, "has an invalid prefix length; write 0 to \(width) after the \"/\"")
            }
            free = width - length
            guard free <= (first.isIPv4 ? 32 : 128) else {
                throw AddressRangeError(text, "covers more than the IPv4-mapped addresses; write the IPv4 range")
            }
        }
        guard first.bits & ~(UInt128.max << UInt128(free)) == 0 else {
            throw AddressRangeError(text, "has bits after its prefix; write the first address of the range")
        }
        self.first = first
        self.free = free
    }

    /// Whether the range contains an address. An IPv4 address is never in an IPv6 range.
    package func contains(_ address: IPAddress) -> Bool {
        // A smart shift: a shift by 128 bits returns 0.
        address.isIPv4 == first.isIPv4 && (address.bits ^ first.bits) >> UInt128(free) == 0
    }

    /// A decimal number without leading zeros.
    private static func number(_ text: Substring) -> Int? {
        let digits = text.utf8
        guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0"),
            digits.allSatisfy(\.isASCIIDigit)
        else { return nil }
        return Int(text)
    }
}
