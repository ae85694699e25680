import Glibc
import Testing

@testable import GatewayInterface

@Suite("IP addresses, compared with inet_pton(3)")
struct IPAddressTests {
    /// The result of the C library for a text.
    private func oracle(_ text: String) -> [UInt8]? {
        let isIPv6 = text.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isIPv6 ? 16 : 4)
        // inet_pton(3) writes the bytes of one address of the family.
        let result = unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes)
        return result == 1 ? bytes : nil
    }

    /// Breaks if the gate allows an address that the system parses differently.
    @Test("A text parses to the same address as with inet_pton, or is invalid for both")
    func parsesLikeInetPton() throws {
        var generator = Generator()
        var read = 0
        for _ in 0..<200_000 {
            let text = generator.address()
            let expected = oracle(text)
            try #require(IPAddress(text) == expected.flatMap { IPAddress($0) }, "\(text)")
            if expected != nil { read += 1 }
        }
        // Both outcomes must occur, or the comparison proves nothing.
        #expect((20_000...180_000).contains(read), "\(read)")
    }

    /// Breaks if the log has an address that cannot be looked up.
    @Test("The description parses to the same address and follows RFC 5952")
    func descriptionFollowsRFC5952() throws {
        var generator = Generator()
        for _ in 0..<20_000 {
            let bytes = generator.bytes()
            let address = try #require(IPAddress(bytes))
            try #require(IPAddress(address.description) == address, "\(bytes)")
        }
        for (text, description) in [
            ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
            ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
            ("2001:DB8::00Ff", "2001:db8::ff"),
            ("::ffff:10.0.0.7", "10.0.0.7"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
        ] {
            #expect(IPAddress(text)?.description == description, "\(text)")
        }
    }

    @Test(
        "Port, brackets and zone of a peer are dropped",
        arguments: [
            ("10.1.2.3", "10.1.2.3"), ("10.1.2.3:5678", "10.1.2.3"), ("10.1.2.3:0", "10.1.2.3"),
            ("10.1.2.3:_hidden", "10.1.2.3"), ("::1", "::1"), ("[::1]", "::1"), ("[::1]:443", "::1"),
            ("[2001:DB8::1]:_p.1", "2001:db8::1"), ("fe80::1%eth0", "fe80::1"), ("[fe80::1%eth0]", "fe80::1"),
            ("[fe80::1%25eth0]:80", "fe80::1"), ("fe80::1%br-lan.7", "fe80::1"), ("::ffff:10.1.2.3", "10.1.2.3"),
            ("[::ffff:10.1.2.3]:80", "10.1.2.3"), ("1::2:80", "1::2:80"),
            ("0000:0000:0000:0000:0000:ffff:255.255.255.255", "255.255.255.255"),
        ]
    )
    func peerIsParsed(_ text: String, _ expected: String) {
        #expect(IPAddress(peer: Array(text.utf8)[...])?.description == expected)
    }

    @Test(
        "Other names of a peer are not addresses",
        arguments: [
            "", " ", ":", "unix:", "unix:/run/x", "unknown", "_hidden", "10.1.2.3:", "10.1.2.3:x",
            "10.1.2.3:123456", "10.1.2.3:-1", "10.1.2.3:_", "10.1.2.3:_a b", "10.1.2.3 ", " 10.1.2.3", "10.1.2.3,::1",
            "10.1.2.3%eth0", "10.1.2.3%eth0:80", "[10.1.2.3]", "[10.1.2.3]:80", "[::1", "::1]", "[::1]x", "[::1]80",
            "[::1]:", "[::1]:x", "[]", "[]:80", "[[::1]]", "fe80::1%", "fe80::1%a b", "fe80::1%eth0]", "%eth0",
            "fe80::1%e%", "[fe80::1]%eth0", "10.1.2.3:80:80", "fe80::1%\(String(repeating: "x", count: 65))",
            "10.1.2.3\0",
            "[::1]:80\n", "0\(String(repeating: ":0", count: 40))",
        ]
    )
    func otherPeersAreNil(_ text: String) {
        #expect(IPAddress(peer: Array(text.utf8)[...]) == nil)
    }

    /// In a C string the NUL would end the address and hide the rest.
    @Test("A NUL does not end an address", arguments: ["10.0.0.7\0", "::1\0", "\0", "::1\0.example"])
    func nulDoesNotEndAddress(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("Byte counts other than 4 and 16 are refused", arguments: [0, 1, 3, 5, 15, 17])
    func otherByteCountsAreRefused(_ count: Int) {
        #expect(IPAddress([UInt8](repeating: 1, count: count)) == nil)
    }
}

/// Generates valid and almost valid addresses.
private struct Generator {
    private var state: UInt64 = 20_261_121

    private mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }

    private mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    private mutating func pick(_ texts: [String]) -> String { texts[below(texts.count)] }

    mutating func bytes() -> [UInt8] {
        (0..<(below(2) == 0 ? 4 : 16)).map { _ in below(3) == 0 ? 0 : UInt8(below(256)) }
    }

    private mutating func decimal() -> String {
        below(12) == 0
            ? pick(["", "00", "01", "256", "999", "1000", "-1", "+1", " 1", "a", "0x1"]) : String(below(256))
    }

    private mutating func ipv4() -> String {
        (0..<(below(12) == 0 ? 3 + below(3) : 4)).map { _ in decimal() }.joined(separator: ".")
    }

    private mutating func group() -> String {
        switch below(14) {
        case 0: pick(["", "00000", "12345", "g", "-1", "0000", "FFFF", "aBc", " "])
        case 1, 2: "0"
        default: String(below(65_536), radix: 16)
        }
    }

    private mutating func groups(_ count: Int) -> String {
        (0..<count).map { _ in group() }.joined(separator: ":")
    }

    mutating func address() -> String {
        var text: String
        switch below(6) {
        case 0: text = ipv4()
        case 1: text = groups(below(4) == 0 ? 7 + below(3) : 8)
        case 2, 3: text = groups(below(5)) + "::" + groups(below(5))
        case 4: text = groups(below(4)) + "::" + (below(2) == 0 ? "ffff:" : groups(below(3)) + ":") + ipv4()
        default: text = groups(6) + ":" + ipv4()
        }
        guard below(10) == 0 else { return text }
        // Removes, doubles or replaces a byte.
        var bytes = Array(text.utf8)
        guard !bytes.isEmpty else { return ":" }
        let index = below(bytes.count)
        switch below(3) {
        case 0: bytes.remove(at: index)
        case 1: bytes.insert(bytes[index], at: index)
        default: bytes[index] = Array(":.%/0fFgx ".utf8)[below(10)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
