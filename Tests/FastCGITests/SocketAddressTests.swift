import Testing

@testable import FastCGI

@Suite("Parsing socket addresses")
struct SocketAddressTests {
    @Test(
        "Valid addresses are parsed",
        arguments: [
            "/run/app.sock", "./s", "a/b", "/", "127.0.0.1:9000", "127.0.0.1:0", "127.0.0.1:65535", "127.255.255.254:1",
            "[::1]:9000", "[::1]:0", "/run/with:colon:80", "/run/ä",
        ]
    )
    func validAddressesAreParsed(_ text: String) throws {
        let address = try SocketAddress(text)
        #expect(address.description == text)
        #expect(try SocketAddress(address.description) == address)
    }

    @Test(
        "Other spellings of loopback addresses are parsed", arguments: [("[0:0:0:0:0:0:0:1]:80"), ("127.0.0.1:00080")])
    func otherLoopbackSpellingsAreParsed(_ text: String) {
        #expect(throws: Never.self) { try SocketAddress(text) }
    }

    @Test(
        "Public and malformed addresses are refused",
        arguments: [
            // Reachable from other machines.
            "0.0.0.0:9000", "192.0.2.1:9000", "10.0.0.1:80", "128.0.0.1:80", "126.255.255.255:80", "255.255.255.255:1",
            "[::]:9000", "[2001:db8::1]:80", "[fe80::1]:80", "[::2]:80", "[::ffff:127.0.0.1]:80", "[::127.0.0.1]:80",
            "[1::1]:80",
            // Names, which would need a lookup.
            "localhost:9000", "example.org:80", "ip6-localhost:80", "[localhost]:80",
            // Not an address and a port.
            "", ":", ":9000", "9000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x",
            "127.0.0.1: 80", " 127.0.0.1:80", "127.0.0.1 :80", "127.0.0.1:80 ", "[::1]", "[::1]:", "[::1", "::1:9000",
            "::1", "[]:80", "[127.0.0.1]:80", "127.1:80", "0x7f.0.0.1:80", "2130706433:80", "0177.0.0.1:80",
            "127.0.0.1.:80", "[::1%lo]:80", "[[::1]]:80", "127.0.0.1:٨٠", "/with\0nul",
        ]
    )
    func publicAndMalformedAddressesAreRefused(_ text: String) {
        #expect(throws: FastCGIError(.invalidAddress, "")) { try SocketAddress(text) }
    }

    @Test(
        "A NUL or a sign in a number is refused", arguments: ["127.0.0.1\0.example:80", "127.0.0.1:+80", "[::1\0]:80"])
    func nulAndSignAreRefused(_ text: String) {
        #expect(throws: FastCGIError(.invalidAddress, "")) { try SocketAddress(text) }
    }

    @Test("An error says which addresses are valid")
    func errorsSuggestValidAddresses() {
        func message(_ text: String) -> String? {
            do throws(FastCGIError) {
                _ = try SocketAddress(text)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(message("0.0.0.0:80")?.contains("FastCGI has no authentication, so use 127.0.0.0/8, [::1]") == true)
        #expect(message("app.sock")?.contains("neither a path (with a \"/\") nor ADDRESS:PORT") == true)
    }

    @Test("A path from unix(path:) needs no slash, but must be valid")
    func explicitPathNeedsNoSlash() throws {
        #expect(try SocketAddress.unix(path: "s").description == "s")
        for path in ["", "a\0b", String(repeating: "a", count: 108), String(repeating: "ä", count: 54)] {
            #expect(throws: FastCGIError(.invalidAddress, "")) { try SocketAddress.unix(path: path) }
        }
        #expect(throws: Never.self) { try SocketAddress.unix(path: String(repeating: "a", count: 107)) }
    }
}
