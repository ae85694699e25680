import Testing

@testable import FastCGI

@Suite("Addresses as text")
struct SocketAddressTests {
    @Test(
        "What can be listened on",
        arguments: [
            "/run/app.sock", "./s", "a/b", "/", "127.0.0.1:9000", "127.0.0.1:0", "127.0.0.1:65535", "127.255.255.254:1",
            "[::1]:9000", "[::1]:0", "/run/with:colon:80", "/run/ä",
        ]
    )
    func good(_ text: String) throws {
        let address = try SocketAddress(text)
        #expect(address.description == text)
        #expect(try SocketAddress(address.description) == address)
    }

    @Test("Other ways to write a loopback address", arguments: [("[0:0:0:0:0:0:0:1]:80"), ("127.0.0.1:00080")])
    func otherSpellings(_ text: String) {
        #expect(throws: Never.self) { try SocketAddress(text) }
    }

    @Test(
        "What others could reach, or what is no address, is refused",
        arguments: [
            // reachable from elsewhere
            "0.0.0.0:9000", "192.0.2.1:9000", "10.0.0.1:80", "128.0.0.1:80", "126.255.255.255:80", "255.255.255.255:1",
            "[::]:9000", "[2001:db8::1]:80", "[fe80::1]:80", "[::2]:80", "[::ffff:127.0.0.1]:80", "[::127.0.0.1]:80",
            "[1::1]:80",
            // names, which would have to be looked up
            "localhost:9000", "example.org:80", "ip6-localhost:80", "[localhost]:80",
            // no address and port
            "", ":", ":9000", "9000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x",
            "127.0.0.1: 80", " 127.0.0.1:80", "127.0.0.1 :80", "127.0.0.1:80 ", "[::1]", "[::1]:", "[::1", "::1:9000",
            "::1", "[]:80", "[127.0.0.1]:80", "127.1:80", "0x7f.0.0.1:80", "2130706433:80", "0177.0.0.1:80",
            "127.0.0.1.:80", "[::1%lo]:80", "[[::1]]:80", "127.0.0.1:٨٠", "/with\0nul",
        ]
    )
    func bad(_ text: String) {
        #expect(throws: FastCGIError(.invalidAddress, "")) { try SocketAddress(text) }
    }

    @Test(
        "A NUL or a sign is no part of a number", arguments: ["127.0.0.1\0.example:80", "127.0.0.1:+80", "[::1\0]:80"])
    func oddNumbers(_ text: String) {
        #expect(throws: FastCGIError(.invalidAddress, "")) { try SocketAddress(text) }
    }

    @Test("A refusal says what would do")
    func messages() {
        func message(_ text: String) -> String? {
            do throws(FastCGIError) {
                _ = try SocketAddress(text)
                return nil
            } catch {
                return error.description
            }
        }
        #expect(message("0.0.0.0:80")?.contains("FastCGI has no authentication, so only 127.0.0.0/8, [::1]") == true)
        #expect(message("app.sock")?.contains("neither a path (with a \"/\") nor ADDRESS:PORT") == true)
    }

    @Test("A path given as such needs no slash, and must be one")
    func paths() throws {
        #expect(try SocketAddress.unix(path: "s").description == "s")
        for path in ["", "a\0b", String(repeating: "a", count: 108), String(repeating: "ä", count: 54)] {
            #expect(throws: FastCGIError(.invalidAddress, "")) { try SocketAddress.unix(path: path) }
        }
        #expect(throws: Never.self) { try SocketAddress.unix(path: String(repeating: "a", count: 107)) }
    }
}
