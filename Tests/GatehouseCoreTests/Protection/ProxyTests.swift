import Testing

@testable import GatehouseCore

@Suite("Trusted proxies")
struct ProxyTests {
    /// Client, host and scheme that a handler gets.
    private func seen(_ proxies: TrustedProxies, _ parameters: [String: String]) async throws -> String {
        var gate = Gate()
        gate.configuration.proxies = proxies
        gate.configuration.hosts = .any
        gate.configuration.https = .notRequired
        gate.get("/", allow: .everyone) { request in
            "\(request.clientAddress ?? "-") \(request.host) \(request.isSecure ? "https" : "http")"
        }
        let all = ["REMOTE_ADDR": "10.0.0.1", "HTTP_HOST": "inner.example"].merging(parameters) { $1 }
        return try await gate.response("GET", "/", with: all).text
    }

    private static let addresses = ["10.0.0.0/8", "2001:db8::/32"]
    private static let everything: TrustedProxies.Claims = [.client, .scheme, .host]
    private let known = TrustedProxies(at: addresses, claims: everything)
    private let standard = TrustedProxies(at: addresses, fields: .forwarded, claims: everything)

    @Test("Fields of an unknown proxy are ignored")
    func unknownProxyIsIgnored() async throws {
        let told = [
            "HTTP_X_FORWARDED_FOR": "192.0.2.7", "HTTP_X_FORWARDED_PROTO": "https",
            "HTTP_X_FORWARDED_HOST": "evil.example",
            "HTTP_FORWARDED": "for=192.0.2.7;proto=https;host=evil.example",
        ]
        #expect(try await seen(.none, told) == "10.0.0.1 inner.example http")
        for (address, client) in [("192.0.2.1", "192.0.2.1"), ("x", "-"), ("", "-"), ("10.0.0.1, 192.0.2.1", "-")] {
            let all = told.merging(["REMOTE_ADDR": address]) { $1 }
            #expect(try await seen(known, all) == "\(client) inner.example http")
            #expect(try await seen(standard, all) == "\(client) inner.example http")
        }
    }

    @Test(
        "A peer may have a port, brackets or a zone",
        arguments: ["10.0.0.1:80", "[::ffff:10.0.0.1]:80", "[2001:db8::1]", "2001:db8::1%eth0"]
    )
    func peerAddressIsParsed(address: String) async throws {
        let told = ["REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": "192.0.2.7"]
        #expect(try await seen(known, told) == "192.0.2.7 inner.example http")
    }

    @Test(
        "The rightmost address that is not a trusted proxy's is the client's",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("192.0.2.7, 10.0.0.2", "192.0.2.7"),
            ("1.1.1.1, 192.0.2.7, 10.0.0.2,10.0.0.3", "192.0.2.7"),
            ("10.0.0.9, 192.0.2.7", "192.0.2.7"), ("2001:db8::1", "-"), ("2001:db9::1", "2001:db9::1"), ("", "-"),
            ("10.0.0.2", "-"), ("unknown", "-"), ("192.0.2.7, unknown", "-"), ("192.0.2.7, , 10.0.0.2", "-"),
            ("192.0.2.7,", "-"), ("192.0.2.7:80", "192.0.2.7"), ("[2001:db9::1]:443, 10.0.0.2:80", "2001:db9::1"),
            ("[2001:db9::1]", "2001:db9::1"), ("fe80::1%eth0", "fe80::1"), ("[fe80::1%eth0], [2001:db8::5]", "fe80::1"),
            ("::ffff:192.0.2.7, ::ffff:10.0.0.2", "192.0.2.7"), ("192.0.2.7, 10.0.0.2:x", "-"),
            ("evil, 192.0.2.7", "192.0.2.7"), ("192.0.2.7\u{9}", "192.0.2.7"), ("1.1.1.1,\u{9}192.0.2.7", "192.0.2.7"),
            // No more than 64 proxies.
            ("192.0.2.7" + String(repeating: ",10.0.0.2", count: 63), "192.0.2.7"),
            ("192.0.2.7" + String(repeating: ",10.0.0.2", count: 64), "-"),
        ]
    )
    func rightmostUnknownAddressIsClient(field: String, client: String) async throws {
        #expect(try await seen(known, ["HTTP_X_FORWARDED_FOR": field]) == "\(client) inner.example http")
    }

    /// The client's elements precede the ones that the proxy adds.
    @Test(
        "Elements of the client before those of the proxies have no effect",
        arguments: [
            "x", "", ",", ",,,,", "for=", "for=\"", "\"", "\\", "\"\\", "=\"\\\"",
            "for=127.0.0.1;proto=https;host=evil.example",
            "127.0.0.1", "10.0.0.9", "for=10.0.0.9;proto=https;host=evil.example,for=10.0.0.8;proto=https", "for=_x",
            "unknown",
            "for=\"[", "\u{FF}", ";", "for=127.0.0.1;for=", "https", "evil.example",
            String(repeating: "for=10.0.0.9, ", count: 64) + "for=127.0.0.1",
            String(repeating: "10.0.0.9,", count: 640),
            String(repeating: "\"", count: 999), String(repeating: "\\\"", count: 999),
            String(repeating: "a", count: 9999),
        ]
    )
    func clientPrefixHasNoEffect(_ prefix: String) async throws {
        let chain = "for=192.0.2.7;proto=https;host=www.example.com, for=10.0.0.2;proto=http"
        #expect(
            try await seen(standard, ["HTTP_FORWARDED": "\(prefix), \(chain)"]) == "192.0.2.7 www.example.com https")
        let fields = [
            "HTTP_X_FORWARDED_FOR": "\(prefix), 192.0.2.7, 10.0.0.2",
            "HTTP_X_FORWARDED_PROTO": "\(prefix), https, http",
            "HTTP_X_FORWARDED_HOST": "\(prefix), www.example.com, inner.example",
        ]
        #expect(try await seen(known, fields) == "192.0.2.7 www.example.com https")
    }

    @Test("Scheme and host come from the outermost trusted proxy")
    func outermostProxyDecidesSchemeAndHost() async throws {
        func told(
            _ client: String, _ scheme: String?, _ host: String? = nil, _ https: String? = nil
        ) -> [String: String] {
            var fields = ["HTTP_X_FORWARDED_FOR": client]
            fields["HTTP_X_FORWARDED_PROTO"] = scheme
            fields["HTTP_X_FORWARDED_HOST"] = host
            fields["HTTPS"] = https
            return fields
        }
        for (fields, expected) in [
            // One proxy: the last value is from it.
            (told("192.0.2.7", "https, HTTP", "evil.example, www.example.com"), "192.0.2.7 www.example.com http"),
            (told("192.0.2.7", "http, HTTPS", "evil.example, www.example.com"), "192.0.2.7 www.example.com https"),
            // Two proxies: the outer one's value precedes it, unless the inner one has replaced it.
            (
                told("192.0.2.7, 10.0.0.2", "https, http", "www.example.com, b.example"),
                "192.0.2.7 www.example.com https"
            ),
            (
                told("192.0.2.7, 10.0.0.2", "http, https, http", "a.example, b.example, c.example"),
                "192.0.2.7 b.example https"
            ),
            (told("192.0.2.7, 10.0.0.2", "https", "b.example"), "192.0.2.7 b.example https"),
            (told("192.0.2.7, 10.0.0.3, 10.0.0.2", "https, http, http"), "192.0.2.7 inner.example https"),
            // The outer proxy has not named the client.
            (told("10.0.0.2", "https, http"), "- inner.example https"),
            (told("unknown, 10.0.0.2", "http, https, http"), "- inner.example https"),
            (told("unknown", "https, http"), "- inner.example http"),
            // The web server's values replace missing ones.
            (told("192.0.2.7", nil, nil, "on"), "192.0.2.7 inner.example https"),
            (told("192.0.2.7", "", " ", "on"), "192.0.2.7 inner.example https"),
            (told("192.0.2.7", "http", nil, "on"), "192.0.2.7 inner.example http"),
            (told("192.0.2.7", "ftp"), "192.0.2.7 inner.example http"),
            (told("192.0.2.7", "https,"), "192.0.2.7 inner.example http"),
            (told("", "https"), "- inner.example https"), (told("", "https, http"), "- inner.example http"),
        ] {
            #expect(try await seen(known, fields) == expected, "\(fields)")
        }
        for (field, expected) in [
            (
                "for=192.0.2.7;proto=https;host=a.example, for=10.0.0.2;proto=http;host=b.example",
                "192.0.2.7 a.example https"
            ),
            ("for=192.0.2.7;host=a.example, for=10.0.0.2;proto=https", "192.0.2.7 a.example https"),
            ("for=1.1.1.1;proto=https;host=evil.example, for=192.0.2.7", "192.0.2.7 inner.example http"),
            ("for=evil;proto=https, for=\"[2001:db9::7]:80\", for=10.0.0.2", "2001:db9::7 inner.example http"),
            ("for=192.0.2.7;proto=https, for=unknown;proto=http", "- inner.example http"),
            ("proto=https", "- inner.example https"),
            ("for=192.0.2.7;proto=https, x", "- inner.example http"), ("", "- inner.example http"),
            ("for=192.0.2.7;proto=https;,", "192.0.2.7 inner.example https"),
            ("for=192.0.2.7" + String(repeating: ",for=10.0.0.2", count: 63), "192.0.2.7 inner.example http"),
            ("for=192.0.2.7" + String(repeating: ",for=10.0.0.2", count: 64), "- inner.example http"),
        ] {
            #expect(try await seen(standard, ["HTTP_FORWARDED": field]) == expected, "\(field)")
        }
    }

    @Test("Plain HTTP between two trusted proxies causes no redirect")
    func innerPlainHTTPIsNotRedirected() async throws {
        var gate = Gate()
        gate.configuration.proxies = TrustedProxies(at: "10.0.0.0/8")
        gate.configuration.hosts = .any
        gate.get("/", allow: .everyone) { _ in "open" }
        let told = [
            "REMOTE_ADDR": "10.0.0.1", "HTTP_HOST": "www.example.com", "HTTP_X_FORWARDED_FOR": "192.0.2.7, 10.0.0.2",
            "HTTP_X_FORWARDED_PROTO": "https, http",
        ]
        #expect(try await gate.response("GET", "/", with: told).status == 200)
    }

    @Test("Only the configured fields are read")
    func onlyConfiguredFieldsAreRead() async throws {
        let both = [
            "HTTP_FORWARDED": "for=192.0.2.7;proto=https;host=www.example.com", "HTTP_X_FORWARDED_FOR": "192.0.2.8",
            "HTTP_X_FORWARDED_PROTO": "http", "HTTP_X_FORWARDED_HOST": "evil.example",
        ]
        #expect(try await seen(standard, both) == "192.0.2.7 www.example.com https")
        #expect(try await seen(known, both) == "192.0.2.8 evil.example http")
    }

    @Test("Claims are trusted separately, and the host is not by default")
    func claimsAreTrustedSeparately() async throws {
        let told = [
            "HTTP_FORWARDED": "for=192.0.2.7;proto=https;host=a.example, for=10.0.0.2;proto=http;host=b.example",
            "HTTP_X_FORWARDED_FOR": "192.0.2.7, 10.0.0.2", "HTTP_X_FORWARDED_PROTO": "https, http",
            "HTTP_X_FORWARDED_HOST": "a.example, b.example",
        ]
        for fields in [TrustedProxies.Fields.xForwarded, .forwarded] {
            let unsaid = TrustedProxies(at: Self.addresses, fields: fields)
            #expect(try await seen(unsaid, told) == "192.0.2.7 inner.example https")
            for (claims, expected) in [
                (.client, "192.0.2.7 inner.example http"), (.scheme, "- inner.example http"),
                (.host, "- b.example http"),
                ([.client, .host], "192.0.2.7 a.example http"), ([.scheme, .host], "- b.example http"),
                (Self.everything, "192.0.2.7 a.example https"),
            ] as [(TrustedProxies.Claims, String)] {
                let proxies = TrustedProxies(at: Self.addresses, fields: fields, claims: claims)
                #expect(try await seen(proxies, told) == expected, "\(claims) \(fields)")
            }
        }
    }

    @Test("A forwarded host must be valid and served by the gate")
    func forwardedHostIsChecked() async throws {
        for fields in [TrustedProxies.Fields.xForwarded, .forwarded] {
            var gate = Gate()
            gate.configuration.proxies = TrustedProxies(at: "10.0.0.0/8", fields: fields, claims: .host)
            gate.configuration.hosts = .only("www.example.com")
            gate.configuration.https = .notRequired
            gate.get("/", allow: .everyone) { _ in "open" }
            for (host, status) in [
                ("www.example.com", 200), ("evil.example", 421), ("localhost", 421), ("a b", 400), ("user@a", 400),
                ("www.example.com.", 200), ("www.example.com:0", 400), ("www.example.com,", 400),
            ] {
                let told = [
                    "REMOTE_ADDR": "10.0.0.1", "HTTP_HOST": "www.example.com", "HTTP_X_FORWARDED_HOST": host,
                    "HTTP_FORWARDED": "host=\"\(host)\"",
                ]
                #expect(try await gate.response("GET", "/", with: told).status == status, "\(host)")
            }
        }
    }

    @Test("An address rule uses the client's address")
    func addressRuleUsesClientAddress() async throws {
        var gate = Gate()
        gate.configuration.proxies = known
        gate.configuration.hosts = .any
        gate.configuration.https = .notRequired
        gate.get("/", allow: .address(in: "192.0.2.0/24", else: .forbidden)) { _ in "in" }
        for (field, status) in [
            ("192.0.2.7", 200), ("192.0.2.7:80", 200), ("192.0.2.7, 1.1.1.1", 403), (nil, 403),
        ] as [(String?, Int)] {
            var all = ["REMOTE_ADDR": "10.0.0.1"]
            all["HTTP_X_FORWARDED_FOR"] = field
            #expect(try await gate.response("GET", "/", with: all).status == status)
        }
    }
}
