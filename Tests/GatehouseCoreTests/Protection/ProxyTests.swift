import Testing

@testable import GatehouseCore

@Suite("Only trusted proxies are believed, from right to left")
struct ProxyTests {
    /// Client, host and scheme in the form in which a handler sees them.
    private func seen(_ proxies: TrustedProxies, _ parameters: [String: String]) async throws -> String {
        var gate = Gate()
        gate.configuration.proxies = proxies
        gate.configuration.hosts = .any
        gate.configuration.https = .notRequired
        gate.get("/", allow: .everyone) { request in
            "\(request.clientAddress ?? "-") \(request.host) \(request.isSecure ? "https" : "http")"
        }
        let all = ["REMOTE_ADDR": "10.0.0.1", "HTTP_HOST": "inner.example"].merging(parameters) { $1 }
        return try await gate.answer("GET", "/", with: all).text
    }

    private let known = TrustedProxies(at: "10.0.0.0/8", "2001:db8::/32")

    @Test("The fields of an unknown proxy are ignored")
    func unknownProxyIsIgnored() async throws {
        let told = [
            "HTTP_X_FORWARDED_FOR": "192.0.2.7", "HTTP_X_FORWARDED_PROTO": "https",
            "HTTP_X_FORWARDED_HOST": "evil.example",
            "HTTP_FORWARDED": "for=192.0.2.7;proto=https;host=evil.example",
        ]
        #expect(try await seen(.none, told) == "10.0.0.1 inner.example http")
        #expect(
            try await seen(known, told.merging(["REMOTE_ADDR": "192.0.2.1"]) { $1 }) == "192.0.2.1 inner.example http")
        #expect(try await seen(known, told.merging(["REMOTE_ADDR": "x"]) { $1 }) == "x inner.example http")
    }

    @Test(
        "The client is the last address that belongs to no trusted proxy",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("192.0.2.7, 10.0.0.2", "192.0.2.7"),
            ("1.1.1.1, 192.0.2.7, 10.0.0.2,10.0.0.3", "192.0.2.7"),
            ("10.0.0.9, 192.0.2.7", "192.0.2.7"), ("2001:db8::1", "-"), ("2001:db9::1", "2001:db9::1"), ("", "-"),
            ("10.0.0.2", "-"), ("unknown", "-"), ("192.0.2.7, unknown", "-"), ("192.0.2.7:80", "-"),
            ("192.0.2.7, , 10.0.0.2", "-"),
            ("evil, 192.0.2.7", "192.0.2.7"), ("192.0.2.7\u{9}", "192.0.2.7"), ("1.1.1.1,\u{9}192.0.2.7", "192.0.2.7"),
            // At most 64 addresses are read.
            ("192.0.2.7" + String(repeating: ",10.0.0.2", count: 63), "192.0.2.7"),
            ("192.0.2.7" + String(repeating: ",10.0.0.2", count: 64), "-"),
        ]
    )
    func rightmostUnknownAddressIsClient(field: String, client: String) async throws {
        #expect(try await seen(known, ["HTTP_X_FORWARDED_FOR": field]) == "\(client) inner.example http")
    }

    @Test("Scheme and host come from the nearest proxy")
    func nearestProxySetsSchemeAndHost() async throws {
        let told = [
            "HTTP_X_FORWARDED_FOR": "192.0.2.7", "HTTP_X_FORWARDED_PROTO": "http, HTTPS",
            "HTTP_X_FORWARDED_HOST": "evil.example, www.example.com",
        ]
        #expect(try await seen(known, told) == "192.0.2.7 www.example.com https")
        #expect(try await seen(known, ["HTTP_X_FORWARDED_PROTO": "https"]) == "- inner.example https")
        // The web server supplies what the proxy does not.
        #expect(
            try await seen(known, ["HTTPS": "on", "HTTP_X_FORWARDED_FOR": "192.0.2.7"])
                == "192.0.2.7 inner.example https")
        #expect(try await seen(known, ["HTTPS": "on", "HTTP_X_FORWARDED_PROTO": "http"]) == "- inner.example http")
        #expect(
            try await seen(known, told.merging(["HTTP_X_FORWARDED_PROTO": "ftp"]) { $1 })
                == "192.0.2.7 www.example.com http")
    }

    @Test("Only the configured kind of field is read")
    func onlyConfiguredFieldsAreRead() async throws {
        let standard = TrustedProxies(at: "10.0.0.0/8", fields: .forwarded)
        let both = [
            "HTTP_FORWARDED": "for=192.0.2.7;proto=https;host=www.example.com", "HTTP_X_FORWARDED_FOR": "192.0.2.8",
            "HTTP_X_FORWARDED_PROTO": "http", "HTTP_X_FORWARDED_HOST": "evil.example",
        ]
        #expect(try await seen(standard, both) == "192.0.2.7 www.example.com https")
        #expect(try await seen(known, both) == "192.0.2.8 evil.example http")
        let malformed = ["HTTP_FORWARDED": "for=192.0.2.7;proto=https;;", "HTTP_X_FORWARDED_FOR": "192.0.2.8"]
        #expect(try await seen(standard, malformed) == "- inner.example http")
        let chain = ["HTTP_FORWARDED": "for=evil, for=\"[2001:db9::7]:80\", for=10.0.0.2;proto=https"]
        #expect(try await seen(standard, chain) == "2001:db9::7 inner.example https")
        let hosts = ["HTTP_FORWARDED": "for=192.0.2.7;host=evil.example;proto=https, for=10.0.0.2;host=www.example.com"]
        #expect(try await seen(standard, hosts) == "192.0.2.7 www.example.com http")
        let both443 = ["HTTP_FORWARDED": "for=192.0.2.7;host=evil.example;proto=https, for=10.0.0.2"]
        #expect(try await seen(standard, both443) == "192.0.2.7 inner.example http")
    }

    @Test("A host from a proxy must be valid and allowed")
    func forwardedHostIsChecked() async throws {
        for fields in [TrustedProxies.Fields.xForwarded, .forwarded] {
            var gate = Gate()
            gate.configuration.proxies = TrustedProxies(at: "10.0.0.0/8", fields: fields)
            gate.configuration.hosts = .only("www.example.com")
            gate.configuration.https = .notRequired
            gate.get("/", allow: .everyone) { _ in "open" }
            for (host, status) in [
                ("www.example.com", 200), ("evil.example", 421), ("localhost", 421), ("a b", 400), ("user@a", 400),
                ("www.example.com.", 400), ("www.example.com:0", 400),
            ] {
                let told = [
                    "REMOTE_ADDR": "10.0.0.1", "HTTP_HOST": "www.example.com", "HTTP_X_FORWARDED_HOST": host,
                    "HTTP_FORWARDED": "host=\"\(host)\"",
                ]
                #expect(try await gate.answer("GET", "/", with: told).status == status, "\(host)")
            }
        }
    }

    @Test("An address rule uses the client's address, not the proxy's")
    func addressRuleUsesClientAddress() async throws {
        var gate = Gate()
        gate.configuration.proxies = known
        gate.get("/", allow: .address(in: "192.0.2.0/24", else: .forbidden)) { _ in "in" }
        let proxy = ["REMOTE_ADDR": "10.0.0.1"]
        #expect(
            try await gate.answer("GET", "/", with: proxy.merging(["HTTP_X_FORWARDED_FOR": "192.0.2.7"]) { $1 }).status
                == 200)
        #expect(
            try await gate.answer(
                "GET", "/", with: proxy.merging(["HTTP_X_FORWARDED_FOR": "192.0.2.7, 1.1.1.1"]) { $1 }
            ).status == 403)
        #expect(try await gate.answer("GET", "/", with: proxy).status == 403)
    }
}
