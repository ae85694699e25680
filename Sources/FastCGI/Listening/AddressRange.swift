internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// An IP address as a number. One that is IPv4-mapped (`::ffff:a.b.c.d`) is an IPv4 address.
struct IPAddress: Hashable, Sendable {
    let isIPv4: Bool
    let bits: UInt128

    /// From its 4 or 16 bytes in network order.
    init?(_ bytes: some Collection<UInt8>) {
        let number = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        switch bytes.count {
        case 4:
            self.init(isIPv4: true, bits: number)
        case 16:
            let isMapped = number >> 32 == 0xFFFF
            self.init(isIPv4: isMapped, bits: isMapped ? number & 0xFFFF_FFFF : number)
        default:
            return nil
        }
    }

    private init(isIPv4: Bool, bits: UInt128) {
        self.isIPv4 = isIPv4
        self.bits = bits
    }

    /// From its numeric text, by inet_pton(3).
    init?(_ text: some StringProtocol) {
        // A C string would end at a NUL.
        guard !text.utf8.contains(0) else { return nil }
        let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        // inet_pton(3) writes as many bytes as the family has.
        let result = unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, String(text), &bytes)
        guard result == 1 else { return nil }
        self.init(bytes)
    }
}

extension IPAddress: CustomStringConvertible {
    var description: String {
        let count = isIPv4 ? 4 : 16
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: bits >> (8 * (count - 1 - $0))) }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        // inet_ntop(3) reads as many bytes as the family has and writes at most the text's count.
        let end = unsafe inet_ntop(isIPv4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        guard unsafe end != nil else { return "an address without a text" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// One address, or all that begin with the same bits.
struct AddressRange: Hashable, Sendable {
    private let first: IPAddress
    /// How many bits at the end of an address do not matter.
    private let free: Int

    static let loopback = [
        IPAddress([127, 0, 0, 0]).map { AddressRange(first: $0, free: 24) },
        IPAddress("::1").map { AddressRange(first: $0, free: 0) },
    ].compactMap { $0 }

    private init(first: IPAddress, free: Int) {
        self.first = first
        self.free = free
    }

    /// Reads `ADDRESS` or `ADDRESS/LENGTH`.
    init(_ text: String) throws(FastCGIError) {
        func refused(_ reason: String) -> FastCGIError {
            FastCGIError(.invalidPeers, "\(LogText.quoted(text.utf8)) \(reason)")
        }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = IPAddress(parts[0]) else {
            throw refused("is no IPv4 or IPv6 address; write 10.0.0.7, 10.1.0.0/16 or fd00::/8")
        }
        var free = 0
        if parts.count == 2 {
            // The length counts the bits of what was written, also where that is an IPv4-mapped address.
            let width = parts[0].utf8.contains(UInt8(ascii: ":")) ? 128 : 32
            guard let length = Self.number(parts[1]), length <= width else {
                throw refused("has no prefix length from 0 to \(width) behind its \"/\"")
            }
            free = width - length
            guard free <= (first.isIPv4 ? 32 : 128) else {
                throw refused("covers more than the IPv4-mapped addresses; write the IPv4 range")
            }
        }
        guard first.bits & ~(UInt128.max << UInt128(free)) == 0 else {
            throw refused("has bits behind its prefix; write the first address of the range")
        }
        self.init(first: first, free: free)
    }

    func contains(_ address: IPAddress) -> Bool {
        // A smart shift: by 128 it leaves nothing.
        address.isIPv4 == first.isIPv4 && (address.bits ^ first.bits) >> UInt128(free) == 0
    }

    /// A number as people write it: digits, and no zero before others.
    private static func number(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count), text == "0" || !text.hasPrefix("0"),
            text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        return Int(text)
    }
}
