import Testing

@testable import GatewayInterface

@Suite("Address ranges")
struct AddressRangeTests {
    /// Breaks if an address inside the range is refused, or one outside it is allowed.
    @Test(
        "A range contains its first and last address, and not the addresses next to them",
        arguments: [
            ("10.0.0.7", ["10.0.0.7", "::ffff:10.0.0.7"], ["10.0.0.6", "10.0.0.8", "::10.0.0.7", "::1"]),
            ("10.0.0.7/32", ["10.0.0.7"], ["10.0.0.6", "10.0.0.8"]),
            ("10.0.0.6/31", ["10.0.0.6", "10.0.0.7"], ["10.0.0.5", "10.0.0.8"]),
            ("10.1.0.0/16", ["10.1.0.0", "10.1.255.255"], ["10.0.255.255", "10.2.0.0"]),
            ("128.0.0.0/1", ["128.0.0.0", "255.255.255.255"], ["127.255.255.255", "0.0.0.0"]),
            ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255", "::ffff:1.2.3.4"], ["::", "::1", "fd00::1"]),
            ("::/0", ["::", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], ["1.2.3.4", "::ffff:1.2.3.4"]),
            ("::1/128", ["::1", "0:0:0:0:0:0:0:1"], ["::", "::2", "0.0.0.1", "127.0.0.1"]),
            ("fd00::/8", ["fd00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], ["fc00::", "fe00::"]),
            ("2001:db8::/127", ["2001:db8::", "2001:db8::1"], ["2001:db8::2", "2001:db7::"]),
            ("::ffff:10.0.0.7", ["10.0.0.7", "::ffff:10.0.0.7"], ["10.0.0.8", "::10.0.0.7"]),
            ("::ffff:10.0.0.0/104", ["10.0.0.0", "10.255.255.255", "::ffff:10.0.0.1"], ["9.255.255.255", "11.0.0.0"]),
            ("::ffff:0.0.0.0/96", ["0.0.0.0", "255.255.255.255"], ["::", "::1"]),
        ]
    )
    func rangeContainsItsAddresses(text: String, inside: [String], outside: [String]) throws {
        let range = try AddressRange(text)
        for address in inside {
            #expect(range.contains(try #require(IPAddress(address))), "\(address)")
        }
        for address in outside {
            #expect(!range.contains(try #require(IPAddress(address))), "\(address)")
        }
    }

    /// A partly parsed range would allow the wrong clients. PeerPolicyTests has the complete list.
    @Test(
        "A malformed range is refused, and the error names it",
        arguments: ["", "10.0.0", "10.0.0.1/8", "::/129", "1/٨"])
    func malformedRangesAreRefused(_ text: String) throws {
        let error = #expect(throws: AddressRangeError.self) { try AddressRange(text) }
        #expect(error?.description.hasPrefix(LogText.quoted(text.utf8)) == true)
    }

    /// Breaks if a server for the local machine serves other machines, or none.
    @Test("Loopback is 127.0.0.0/8 and ::1")
    func loopbackContainsLocalAddresses() throws {
        func holds(_ text: String) throws -> Bool {
            let address = try #require(IPAddress(text))
            return AddressRange.loopback.contains { $0.contains(address) }
        }
        #expect(AddressRange.loopback.count == 2)
        for text in ["127.0.0.0", "127.255.255.255", "::1", "::ffff:127.0.0.1"] { #expect(try holds(text), "\(text)") }
        for text in ["126.255.255.255", "128.0.0.0", "::", "::2", "::127.0.0.1"] {
            #expect(try !holds(text), "\(text)")
        }
    }
}
