import Testing

@testable import GatehouseCore

@Suite("RequestHost is a name or an address with an optional port")
struct RequestHostTests {
    private static let label = String(repeating: "a", count: 63)
    /// 253 bytes, the maximum length of a name.
    private static let longest = "\(label).\(label).\(label).\(label.dropLast(2))"

    @Test(
        "Name and port are parsed, the name in lower case",
        arguments: [
            ("example.com", "example.com", nil), ("EXAMPLE.Com:1", "example.com", 1),
            ("example.com:65535", "example.com", 65_535), ("example.com:00080", "example.com", 80),
            ("my_host", "my_host", nil), ("a-b.example", "a-b.example", nil), ("1.2.3.4:8080", "1.2.3.4", 8080),
            ("[2001:DB8::1]", "[2001:db8::1]", nil), ("[::ffff:1.2.3.4]:443", "[::ffff:1.2.3.4]", 443),
            ("xn--bcher-kva.example", "xn--bcher-kva.example", nil), ("\(label).example", "\(label).example", nil),
            (longest, longest, nil), ("\(longest):8080", longest, 8080), ("\(longest).", longest, nil),
            // RFC 3986: a dot at the end does not change the name, and an empty port is the default port.
            ("a.", "a", nil), ("Example.com.:8080", "example.com", 8080), ("example.com:", "example.com", nil),
            ("example.com.:", "example.com", nil), ("[::1]:", "[::1]", nil), ("1.2.3.4.", "1.2.3.4", nil),
        ] as [(String, String, Int?)]
    )
    func nameAndPortAreParsed(text: String, name: String, port: Int?) throws {
        let host = try #require(RequestHost(text))
        #expect(host.name == name)
        #expect(host.port == port)
        #expect(host.text == name + (port.map { ":\($0)" } ?? ""))
    }

    @Test(
        "Everything else is refused",
        arguments: [
            "", ".", "..", "a..", ".:80", ":", "[::1].", ".a", "a..b", "a b", " a", "a ", "a,b", "a, a", "user@a",
            "user:word@a", "a/", "a/b", "a?",
            "a#",
            "http://a", "*", "a*", "a%2e", "b\u{FC}cher.example", "\u{212A}elvin", "a\u{0}", "a\n", "a\\", "a|b", "<a>",
            "a;b", "a::",
            "a:0", "a:00", "a:000080", "a:65536", "a:99999", "a:+80", "a:-1", "a: 80", "a:80 ", "a:80x", "a:8\u{0660}",
            "a:80:80", ":80",
            "\(label)a", "\(label)a.example", "\(longest)a", "[", "]", "[]", "[::1", "::1", "::1]", "[::1]]", "[::1]x",
            "[::1]x80",
            "[::1]80", "[::1]::", "[::1]:0", "\(longest)..", "[:]", "[1.2.3.4]", "[x::1]", "[::1%25eth0]",
            "[fe80::1%eth0]", "[::1::]",
            "[a:b]",
        ]
    )
    func invalidHostsAreRefused(text: String) {
        #expect(RequestHost(text) == nil)
    }

    @Test(
        "Only loopback names and addresses count as loopback",
        arguments: [
            ("localhost", true), ("LocalHost:80", true), ("127.0.0.1", true), ("127.255.255.254:1", true),
            ("[::1]", true), ("localhost.", true), ("localhost:", true), ("127.0.0.1.", true),
            ("localhost.example", false), ("127.example", false), ("127.1", false), ("127.0.0.1.example", false),
            ("128.0.0.1", false), ("0.0.0.0", false), ("[::]", false), ("[::2]", false), ("[::ffff:127.0.0.1]", false),
            ("1127.0.0.1", false),
        ]
    )
    func loopbackHostsAreRecognized(text: String, isLoopback: Bool) throws {
        #expect(try #require(RequestHost(text)).isLoopback == isLoopback)
    }
}
