/// An IP address as a number. An IPv4-mapped address (`::ffff:a.b.c.d`, RFC 4291, section 2.5.5.2) becomes an IPv4
/// address.
package struct IPAddress: Hashable, Sendable {
    package let isIPv4: Bool
    /// The 32 bits of an IPv4 address, the 128 of an IPv6 address.
    package let bits: UInt128

    /// Creates an address from 4 or 16 bytes in network byte order; `nil` for any other number of bytes.
    package init?(_ bytes: some Collection<UInt8>) {
        let number = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        switch bytes.count {
        case 4: self.init(isIPv4: true, bits: number)
        case 16: self.init(ipv6: number)
        default: return nil
        }
    }

    /// Reads the numeric text of an address, like inet_pton(3): four decimal numbers without leading zeros, or groups
    /// of hexadecimal digits (RFC 4291, section 2.2). Zones, brackets and blanks are invalid.
    package init?(_ text: some StringProtocol) {
        self.init(text: Array(text.utf8))
    }

    /// Reads the address of a peer as web servers and proxies write it: optionally with a port (`10.1.2.3:5678`), in
    /// brackets (`[2001:db8::1]`, `[::1]:443`) or with the zone of a link-local address (`fe80::1%eth0`, RFC 4007,
    /// section 11).
    ///
    /// Port and zone are dropped. A port can be obfuscated (`_name`, RFC 7239, section 6.3).
    ///
    /// - Returns: `nil` for any other text, such as `unknown`, `unix:` or two addresses.
    package init?(peer text: ArraySlice<UInt8>) {
        var address = text
        let colon = UInt8(ascii: ":")
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")), Self.isPort(text[(end + 1)...]) else { return nil }
            address = text[..<end].dropFirst()
            guard address.contains(colon) else { return nil }
        } else if let first = text.firstIndex(of: colon), !text[(first + 1)...].contains(colon) {
            guard Self.isPort(text[first...]) else { return nil }
            address = text[..<first]
        }
        if let percent = address.firstIndex(of: UInt8(ascii: "%")) {
            guard Self.isZone(address[(percent + 1)...]) else { return nil }
            address = address[..<percent]
            guard address.contains(colon) else { return nil }
        }
        // The length of the longest address that inet_ntop(3) writes.
        guard address.count <= 45 else { return nil }
        self.init(text: Array(address))
    }

    private init?(text: [UInt8]) {
        if text.contains(UInt8(ascii: ":")) {
            guard let bits = Self.ipv6(text) else { return nil }
            self.init(ipv6: bits)
        } else {
            guard let bits = Self.ipv4(text[...]) else { return nil }
            self.init(isIPv4: true, bits: UInt128(bits))
        }
    }

    /// Whether a text is empty, `:` and one to five digits, or `:_` and a name.
    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first else { return true }
        let port = text.dropFirst()
        guard first == UInt8(ascii: ":") else { return false }
        if port.first == UInt8(ascii: "_") { return isZone(port.dropFirst()) }
        return (1...5).contains(port.count) && port.allSatisfy(\.isASCIIDigit)
    }

    /// Whether a text is the name of an interface: unreserved characters (RFC 6874, section 2).
    private static func isZone(_ text: ArraySlice<UInt8>) -> Bool {
        guard (1...64).contains(text.count) else { return false }
        return text.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-._~".utf8.contains(byte)
            }
        }
    }

    private init(ipv6 bits: UInt128) {
        let isMapped = bits >> 32 == 0xFFFF
        self.init(isIPv4: isMapped, bits: isMapped ? bits & 0xFFFF_FFFF : bits)
    }

    private init(isIPv4: Bool, bits: UInt128) {
        self.isIPv4 = isIPv4
        self.bits = bits
    }

    private static func ipv4(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            // Some readers treat a number with a leading zero as octal.
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var number: UInt32 = 0
            for byte in part {
                guard byte.isASCIIDigit else { return nil }
                number = number * 10 + UInt32(byte - UInt8(ascii: "0"))
            }
            guard number <= 255 else { return nil }
            bits = bits << 8 | number
        }
        return bits
    }

    private static func ipv6(_ text: [UInt8]) -> UInt128? {
        let colon = UInt8(ascii: ":")
        let gap = text.indices.dropLast().first { text[$0] == colon && text[$0 + 1] == colon }
        guard let gap else {
            guard let groups = groups(text[...], isEnd: true), groups.count == 8 else { return nil }
            return bits(groups)
        }
        guard let head = groups(text[..<gap], isEnd: false), let tail = groups(text[(gap + 2)...], isEnd: true),
            // "::" replaces at least one group.
            head.count + tail.count <= 7
        else { return nil }
        return bits(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    private static func bits(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    /// The groups between colons. The last two groups of an address can be an IPv4 address.
    private static func groups(_ text: ArraySlice<UInt8>, isEnd: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if isEnd, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let bits = ipv4(part) else { return nil }
                groups += [UInt16(bits >> 16), UInt16(bits & 0xFFFF)]
                continue
            }
            guard (1...4).contains(part.count) else { return nil }
            var group: UInt16 = 0
            for byte in part {
                guard let digit = byte.hexadecimalValue.map(UInt16.init) else { return nil }
                group = group << 4 | digit
            }
            groups.append(group)
        }
        return groups
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address in its canonical form (RFC 5952, section 4).
    package var description: String {
        if isIPv4 {
            return [24, 16, 8, 0].map { String(bits >> UInt128($0) & 0xFF) }.joined(separator: ".")
        }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> UInt128(16 * (7 - $0))) }
        // "::" replaces the longest run of at least two zeros, and the first of equally long runs.
        var gap = 0..<0
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 { start = index + 1 }
            if index + 1 - start > max(gap.count, 1) { gap = start..<index + 1 }
        }
        func text(_ groups: ArraySlice<UInt16>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        return gap.isEmpty
            ? text(groups[...]) : "\(text(groups[..<gap.lowerBound]))::\(text(groups[gap.upperBound...]))"
    }
}
