import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("The gate checks host, HTTPS and origin of every request")
struct ProtectionTests {
    private func gate(_ configure: (inout GateConfiguration) -> Void = { _ in }) -> Gate {
        var gate = Gate()
        configure(&gate.configuration)
        gate.get("/x", allow: .everyone) { _ in "open" }
        gate.post("/x", allow: .everyone) { _ in "changed" }
        return gate
    }

    private func status(
        _ gate: Gate,
        _ parameters: [String: String],
        _ method: String = "GET",
        _ target: String = "/x"
    ) async throws -> Int {
        try await gate.response(method, target, with: parameters).status
    }

    // MARK: Host

    @Test(
        "The hosts default to the loopback names and addresses",
        arguments: [
            ("localhost", 200), ("LOCALHOST:8080", 200), ("127.0.0.1", 200), ("127.1.2.3:80", 200), ("[::1]:8080", 200),
            ("www.example.com", 421), ("127.0.0.1.example.com", 421), ("localhost.example.com", 421), ("[::2]", 421),
            ("10.0.0.1", 421), ("127.1", 421), ("localhost.", 200), ("localhost:", 200), ("[::1]:", 200),
        ]
    )
    func defaultHostsAreLoopback(host: String, expected: Int) async throws {
        #expect(try await status(gate(), ["HTTP_HOST": host]) == expected)
    }

    @Test(
        "A malformed host is a 400, whichever hosts are allowed",
        arguments: [
            " ", "a b", "a,b", "localhost, localhost", "user@localhost", "localhost::", "localhost:0",
            "localhost:65536",
            "localhost:80x", "localhost/", "localhost?", "localhost#", "localhost..", ".localhost", "a..b", "[::1",
            "::1",
            "[::1]x", "[]", "[127.0.0.1]", "\u{E9}.example", "localhost\0", "a%41", String(repeating: "a", count: 64),
            "[fe80::1%25eth0]",
        ]
    )
    func malformedHostIs400(host: String) async throws {
        let any = gate {
            $0.hosts = .any
            $0.https = .notRequired
        }
        // A parameter cannot contain a NUL.
        if host.utf8.contains(0) { return }
        #expect(try await status(any, ["HTTP_HOST": host]) == 400)
        #expect(try await status(gate(), ["HTTP_HOST": host]) == 400)
    }

    @Test(
        "Only named hosts are served, on any port or on the named one",
        arguments: [
            ("www.example.com", 200), ("WWW.Example.com:8080", 200), ("a.example.com:8443", 200),
            ("a.example.com", 421),
            ("a.example.com:80", 421), ("example.com", 421), ("x.www.example.com", 421), ("localhost", 421),
            ("xn--bcher-kva.example", 200), ("www.example.com.", 200), ("www.example.com:", 200),
            ("a.example.com.:8443", 200), ("b.example.com", 200), ("b.example.com:80", 200), ("b.example.com:443", 421),
        ]
    )
    func onlyNamedHostsAreServed(host: String, expected: Int) async throws {
        let gate = gate {
            $0.hosts = .only("www.example.com", "A.example.com:8443", "b.example.com:80", "xn--bcher-kva.example")
            $0.https = .notRequired
        }
        #expect(try await status(gate, ["HTTP_HOST": host]) == expected)
    }

    @Test("HTTP_HOST precedes SERVER_NAME; a request without both counts as local")
    func hostFieldPrecedesServerName() async throws {
        #expect(try await status(gate(), ["HTTP_HOST": "localhost", "SERVER_NAME": "www.example.com"]) == 200)
        #expect(try await status(gate(), ["SERVER_NAME": "www.example.com"]) == 421)
        #expect(try await status(gate(), [:]) == 200)
        let named = gate { $0.hosts = .only("www.example.com") }
        #expect(try await status(named, [:]) == 421)
        // An empty field counts as missing (RFC 9112, section 3.2).
        #expect(try await status(named, ["HTTP_HOST": "", "SERVER_NAME": "www.example.com", "HTTPS": "on"]) == 200)
        #expect(try await status(gate(), ["HTTP_HOST": "", "SERVER_NAME": "www.example.com"]) == 421)
        #expect(try await status(gate(), ["HTTP_HOST": "", "SERVER_NAME": ""]) == 200)
        #expect(try await status(named, ["HTTP_HOST": "", "SERVER_NAME": "a b"]) == 400)
    }

    // MARK: Loopback hosts

    @Test(
        "A loopback host has no effect for remote, unknown and forwarded clients",
        arguments: [
            ["REMOTE_ADDR": "203.0.113.9"], ["REMOTE_ADDR": ""], ["REMOTE_ADDR": "unix:"], ["REMOTE_ADDR": "localhost"],
            ["REMOTE_ADDR": "127.0.0.1, 127.0.0.1"], ["REMOTE_ADDR": "::2"], ["REMOTE_ADDR": "10.0.0.1"],
            ["REMOTE_ADDR": "128.0.0.1"], ["HTTP_X_FORWARDED_FOR": "203.0.113.9"], ["HTTP_X_FORWARDED_FOR": ""],
            ["HTTP_FORWARDED": "for=127.0.0.1"], ["HTTP_VIA": "1.1 p"], ["HTTP_X_REAL_IP": "127.0.0.1"],
            ["HTTP_X_FORWARDED_HOST": "h"], ["HTTP_X_FORWARDED_PROTO": "http"], ["HTTP_X_FORWARDED_SERVER": "s"],
            ["HTTP_X_CLIENT_IP": "127.0.0.1"], ["HTTP_TRUE_CLIENT_IP": "127.0.0.1"],
        ]
    )
    func loopbackHostNeedsLoopbackClient(parameters: [String: String]) async throws {
        let all = ["HTTP_HOST": "localhost"].merging(parameters) { $1 }
        #expect(try await status(gate(), all) == 421)
        #expect(try await status(gate(), all.merging(["HTTPS": "on"]) { $1 }) == 421)
        let named = gate { $0.hosts = .only("localhost") }
        #expect(try await status(named, all) == 308)
        #expect(try await status(named, all, "POST") == 403)
        #expect(try await status(named, all.merging(["HTTPS": "on"]) { $1 }) == 200)
    }

    @Test("A client without REMOTE_ADDR does not count as local")
    func missingAddressIsNotLoopback() async throws {
        let dispatcher = try Dispatcher(gate(), servesEveryHost: false)
        let response = await dispatcher.respond(
            to: try parameters(["REQUEST_METHOD": "GET", "REQUEST_URI": "/x", "HTTP_HOST": "localhost"]), body: .init())
        #expect(response.status.code == 421)
    }

    @Test(
        "For a trusted proxy on loopback, the client's address decides",
        arguments: [
            ("203.0.113.9", 421), ("127.0.0.1", 421), ("", 421), ("::1, 203.0.113.9", 421), ("::1", 200),
            ("203.0.113.9, ::1", 200), ("unknown", 421),
        ]
    )
    func trustedLoopbackProxyStandsForClient(field: String, expected: Int) async throws {
        let gate = gate { $0.proxies = TrustedProxies(at: "127.0.0.1") }
        let all = ["REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": field]
        #expect(try await status(gate, all) == expected)
    }

    @Test("The log says that a loopback host is served only to this machine")
    func refusedLoopbackHostIsLogged() async throws {
        let log = CollectedLog()
        _ = try await gate().response("GET", "/x", with: ["REMOTE_ADDR": "::2", "HTTP_HOST": "localhost"], log: log)
        #expect(log.lines.contains { $0.contains("does not serve localhost to other machines") })
    }

    // MARK: Absolute form

    @Test(
        "A target whose authority differs from Host is a 400",
        arguments: [
            ("http://www.example.com/x", "www.example.com", 200), ("https://www.example.com/x", "www.example.com", 200),
            ("http://WWW.example.com./x", "www.EXAMPLE.com", 200),
            ("http://www.example.com/x", "www.example.com:", 200),
            ("http://www.example.com:80/x", "www.example.com", 200),
            ("http://www.example.com/x", "www.example.com:80", 200),
            ("https://www.example.com:443/x", "www.example.com", 200),
            ("http://www.example.com:8080/x", "www.example.com:8080", 200),
            ("http://www.example.com/x", "", 200), ("http://evil.example/x", "", 421),
            ("http://evil.example/x", "www.example.com", 400), ("http://www.example.com/x", "evil.example", 400),
            ("http://www.example.com:8080/x", "www.example.com", 400),
            ("http://www.example.com/x", "www.example.com:8080", 400),
            ("https://www.example.com:80/x", "www.example.com", 400),
            ("http://www.example.com/x", "www.example.com:443", 400),
            ("http://user@www.example.com/x", "www.example.com", 400), ("http://www.example.com@/x", "", 400),
            ("http://a b/x", "www.example.com", 400), ("http://www.example.com/x", "a b", 400),
            ("http://www.example.com\u{E9}/x", "www.example.com", 400), ("http://:80/x", "www.example.com", 400),
            ("http://localhost/x", "www.example.com", 400),
        ]
    )
    func authorityAgreesWithHost(target: String, host: String, expected: Int) async throws {
        let gate = gate { $0.hosts = .only("www.example.com") }
        #expect(try await status(gate, ["HTTP_HOST": host, "HTTPS": "on"], "GET", target) == expected)
        #expect(try await status(gate, ["HTTP_HOST": "www.example.com", "HTTPS": "on"], "GET", "/x") == 200)
    }

    @Test("Without Host, the authority of the target is the host")
    func authorityReplacesMissingHost() async throws {
        var gate = gate { $0.hosts = .any }
        gate.get("/host", allow: .everyone) { $0.host }
        let all = ["HTTPS": "on", "SERVER_NAME": "other.example"]
        #expect(try await gate.response("GET", "https://www.example.com/host", with: all).text == "www.example.com")
        #expect(try await gate.response("GET", "/host", with: all).text == "other.example")
    }

    @Test("Another host reaches neither rule nor handler, and the log names the setting to change")
    func otherHostReachesNoRule() async throws {
        let calls = Calls()
        let log = CollectedLog()
        var gate = Gate()
        gate.get("/x", allow: .noting(calls)) { _, _ in "never" }
        let response = try await gate.response("GET", "/x", with: ["HTTP_HOST": "www.example.com"], log: log)
        #expect(response.text == "421 Misdirected Request\n")
        #expect(calls.all.isEmpty)
        #expect(log.lines.contains { $0.hasPrefix("notice: ") && $0.contains(#"hosts = .only("www.example.com")"#) })
        _ = try await gate.response("GET", "/x", with: ["HTTP_HOST": "www.example.com:8443"], log: log)
        #expect(log.lines.contains { $0.contains(#"hosts = .only("www.example.com:8443")"#) })
    }

    // MARK: HTTPS

    private func named() -> Gate { gate { $0.hosts = .only("www.example.com") } }

    @Test(
        "Plain HTTP is redirected to HTTPS with mount, path and query; unsafe methods are refused",
        arguments: [
            ("GET", "/x?a=%2F", 308, "https://www.example.com/x?a=%2F"),
            ("HEAD", "/x", 308, "https://www.example.com/x"),
            ("GET", "/unknown/%41", 308, "https://www.example.com/unknown/A"), ("POST", "/x", 403, nil),
            ("PUT", "/unknown", 403, nil), ("OPTIONS", "/x", 403, nil),
        ] as [(String, String, Int, String?)]
    )
    func plainHTTPIsRedirected(method: String, target: String, expected: Int, location: String?) async throws {
        let response = try await named().response(method, target, with: ["HTTP_HOST": "www.example.com:80"])
        #expect(response.status == expected)
        #expect(response.headers.first { $0.hasPrefix("Location: ") } == location.map { "Location: \($0)" })
        // A cache that stored a redirect would lock the client out of the site.
        #expect(response.headers.contains("Cache-Control: no-store"))
    }

    @Test("HTTPS is required without Strict-Transport-Security, too")
    func httpsIsRequiredWithoutHSTS() async throws {
        let gate = gate {
            $0.hosts = .only("www.example.com")
            $0.https = .required(strictTransportSecurity: nil)
        }
        #expect(try await status(gate, ["HTTP_HOST": "www.example.com"]) == 308)
        #expect(try await status(gate, ["HTTP_HOST": "www.example.com"], "POST") == 403)
        #expect(try await status(gate, ["HTTP_HOST": "www.example.com", "HTTPS": "on"]) == 200)
    }

    @Test(
        "Plain HTTP is redirected to the port of HTTPS: 443 or the configured one",
        arguments: [
            ("www.example.com", 443, "https://www.example.com/x"),
            ("www.example.com:80", 443, "https://www.example.com/x"),
            ("www.example.com:8080", 443, "https://www.example.com/x"),
            ("www.example.com.:", 443, "https://www.example.com/x"),
            ("www.example.com:8080", 8443, "https://www.example.com:8443/x"),
            ("www.example.com", 8443, "https://www.example.com:8443/x"), ("[::2]:8080", 8443, "https://[::2]:8443/x"),
            ("www.example.com", 65_535, "https://www.example.com:65535/x"),
            ("www.example.com", 1, "https://www.example.com:1/x"),
        ]
    )
    func redirectUsesHTTPSPort(host: String, port: Int, location: String) async throws {
        let gate = gate {
            $0.hosts = .any
            $0.https = .required(port: port)
        }
        let response = try await gate.response("GET", "/x", with: ["HTTP_HOST": host])
        #expect(response.headers.contains("Location: \(location)"))
    }

    @Test(
        "HTTPS is decided by the web server's parameters only",
        arguments: [
            (["HTTPS": "on"], 200), (["HTTPS": "ON"], 200), (["HTTPS": "1"], 200), (["REQUEST_SCHEME": "https"], 200),
            (["REQUEST_SCHEME": "HTTPS"], 200), (["HTTPS": "", "REQUEST_SCHEME": "https"], 200),
            (["HTTPS": "off"], 308), (["HTTPS": "OFF"], 308), (["HTTPS": ""], 308), (["REQUEST_SCHEME": "http"], 308),
            (["HTTP_X_FORWARDED_PROTO": "https"], 308), (["HTTP_HTTPS": "on"], 308), (["SERVER_PORT": "443"], 308),
            (["HTTPS": "off", "REQUEST_SCHEME": "https"], 308), (["HTTP_FORWARDED": "proto=https"], 308),
        ]
    )
    func httpsComesFromWebServer(parameters: [String: String], expected: Int) async throws {
        let all = parameters.merging(["HTTP_HOST": "www.example.com"]) { $1 }
        #expect(try await status(named(), all) == expected)
    }

    @Test("Plain HTTP is served on loopback, and if HTTPS is not required")
    func plainHTTPMayBeServed() async throws {
        let gate = gate {
            $0.hosts = .only("www.example.com", "localhost")
            $0.https = .notRequired
        }
        #expect(try await status(gate, ["HTTP_HOST": "www.example.com"], "POST") == 200)
        #expect(try await status(self.gate(), ["HTTP_HOST": "localhost:8080"], "POST") == 200)
    }

    // MARK: Other sites

    @Test(
        "Unsafe requests are allowed only from this site and from clients that are not browsers",
        arguments: [
            ([:], 200), (["HTTP_SEC_FETCH_SITE": "same-origin"], 200), (["HTTP_SEC_FETCH_SITE": "none"], 200),
            (["HTTP_SEC_FETCH_SITE": "same-site"], 403), (["HTTP_SEC_FETCH_SITE": "cross-site"], 403),
            (["HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://www.example.com"], 403),
            (["HTTP_SEC_FETCH_SITE": ""], 403), (["HTTP_SEC_FETCH_SITE": "Same-Origin"], 403),
            (["HTTP_ORIGIN": "https://www.example.com"], 200), (["HTTP_ORIGIN": "https://WWW.example.com:443"], 200),
            (["HTTP_ORIGIN": "https://www.example.com:8443"], 403), (["HTTP_ORIGIN": "https://evil.example"], 403),
            (["HTTP_ORIGIN": "https://www.example.com.evil.example"], 403), (["HTTP_ORIGIN": "null"], 403),
            (["HTTP_ORIGIN": ""], 403), (["HTTP_ORIGIN": "https://www.example.com/"], 403),
            (["HTTP_ORIGIN": "https://www.example.com, https://evil.example"], 403),
            // An attacker on the network path can inject a page over plain HTTP.
            (["HTTP_ORIGIN": "http://www.example.com"], 403), (["HTTP_ORIGIN": "http://www.example.com:443"], 403),
            (["HTTP_ORIGIN": "https://user@www.example.com"], 403), (["HTTP_ORIGIN": "HTTPS://www.example.com"], 403),
            (["HTTP_ORIGIN": "www.example.com"], 403), (["HTTP_ORIGIN": "https://example.com"], 403),
            (["HTTP_ORIGIN": "https://shop.example"], 200), (["HTTP_ORIGIN": "https://Shop.Example"], 200),
            (["HTTP_ORIGIN": "https://shop.example", "HTTP_SEC_FETCH_SITE": "cross-site"], 200),
            (["HTTP_ORIGIN": "http://shop.example"], 403),
            (["HTTP_ORIGIN": "https://\u{301}www.example.com"], 403),
            (["HTTP_ORIGIN": "https://\u{212A}.example"], 403),
            (["HTTP_ORIGIN": "https://k.example"], 200), (["HTTP_SEC_FETCH_SITE": "Same-Origin"], 403),
            (["HTTP_SEC_FETCH_SITE": "same-origin\u{301}"], 403),
        ]
    )
    func crossSiteRequestsAreRefused(parameters: [String: String], expected: Int) async throws {
        let gate = gate {
            $0.hosts = .only("www.example.com")
            $0.crossSiteRequests = .refused(except: "https://SHOP.example", "https://K.example")
        }
        let all = parameters.merging(["HTTP_HOST": "www.example.com", "HTTPS": "on"]) { $1 }
        #expect(try await status(gate, all, "POST") == expected)
        // Safe methods change nothing.
        #expect(try await status(gate, all, "GET") == 200)
        #expect(try await status(gate, all, "OPTIONS") == 204)
    }

    @Test(
        "Over plain HTTP, an origin has the default port of its scheme",
        arguments: [
            ("http://www.example.com", 200), ("http://www.example.com:80", 200), ("http://www.example.com:8080", 403),
            // An unlisted proxy that terminates HTTPS.
            ("https://www.example.com", 200), ("https://www.example.com:443", 200),
            ("https://www.example.com:8443", 403),
            ("http://evil.example", 403),
        ]
    )
    func plainHTTPOriginUsesItsPort(origin: String, expected: Int) async throws {
        let gate = gate {
            $0.hosts = .only("www.example.com")
            $0.https = .notRequired
        }
        let all = ["HTTP_HOST": "www.example.com", "HTTP_ORIGIN": origin]
        #expect(try await status(gate, all, "POST") == expected)
    }

    @Test("Explicit ports of host and origin are compared")
    func originPortIsCompared() async throws {
        let gate = gate { $0.hosts = .only("www.example.com") }
        for (origin, expected) in [("https://www.example.com:8443", 200), ("https://www.example.com", 403)] {
            let all = ["HTTP_HOST": "www.example.com:8443", "HTTPS": "on", "HTTP_ORIGIN": origin]
            #expect(try await status(gate, all, "POST") == expected)
        }
    }

    @Test("A cross-site request to a hidden path looks like one to a missing path")
    func hiddenCrossSiteLooksLikeMissing() async throws {
        var gate = Gate()
        gate.post("/hidden", allow: .nobody) { _ in .noContent }
        let evil = ["HTTP_ORIGIN": "https://evil.example"]
        #expect(try await gate.response("POST", "/hidden", with: evil) == gate.response("POST", "/unknown", with: evil))
    }

    @Test("Cross-site requests can be allowed")
    func crossSiteMayBeAllowed() async throws {
        let gate = gate { $0.crossSiteRequests = .allowed }
        #expect(try await status(gate, ["HTTP_SEC_FETCH_SITE": "cross-site"], "POST") == 200)
    }

    @Test("An exception with a letter outside ASCII is a configuration error")
    func exceptionOutsideASCIIIsConfigurationError() {
        #expect(!CrossSitePolicy.refused(except: "https://\u{212A}.example").problems.isEmpty)
        #expect(CrossSitePolicy.refused(except: "https://K.example").problems.isEmpty)
    }

    // MARK: Configuration errors

    @Test("All invalid settings are listed at once, and the gate does not open")
    func invalidSettingsAreConfigurationErrors() throws {
        var gate = gate {
            $0.hosts = .only("www.example.com", "https://x", "a b", "b\u{FC}cher.example")
            $0.https = .required(strictTransportSecurity: .seconds(-1))
            $0.crossSiteRequests = .refused(except: "shop.example", "https://shop.example/")
            $0.proxies = TrustedProxies(at: "10.0.0.0/33")
            $0.headers.referrerPolicy = "a\nb"
            $0.headers.contentSecurityPolicy?["img-src"] = "\u{0}"
            $0.workers = 0
            $0.handlerTimeout = .zero
        }
        gate.get("no-slash", allow: .everyone) { _ in "" }
        let error = try #require(throws: GateError.self) { try Dispatcher(gate, withDefaultHeaders: true) }
        #expect(error.problems.count == 12)
        for word in [
            "https://x", "a b", "cher", "-1", "shop.example", "10.0.0.0/33", "headers", "workers", "handlerTimeout",
            "no-slash",
        ] {
            #expect(error.description.contains(word), "\(word)")
        }
        #expect(throws: GateError.self) { try Dispatcher(self.gate { $0.hosts = .only([]) }) }
    }

    @Test("The limits of each number are exact")
    func numbersHaveLimits() {
        func problems(_ configure: (inout GateConfiguration) -> Void) -> Int {
            do throws(GateError) {
                _ = try Dispatcher(gate(configure), withDefaultHeaders: true)
                return 0
            } catch {
                return error.problems.count
            }
        }
        let settings: [((inout GateConfiguration) -> Void, Int)] = [
            ({ $0.workers = 1 }, 0), ({ $0.workers = 1024 }, 0), ({ $0.workers = 0 }, 1), ({ $0.workers = 1025 }, 1),
            ({ $0.bodyLimit = 0 }, 0), ({ $0.bodyLimit = -1 }, 1), ({ $0.handlerTimeout = .nanoseconds(1) }, 0),
            ({ $0.handlerTimeout = .zero }, 1), ({ $0.drainTimeout = .zero }, 0),
            ({ $0.drainTimeout = .nanoseconds(-1) }, 1), ({ $0.https = .required(strictTransportSecurity: .zero) }, 0),
            ({ $0.https = .required(strictTransportSecurity: .seconds(-1)) }, 1),
            ({ $0.https = .required(port: 0) }, 1),
            ({ $0.https = .required(port: 65_536) }, 1),
            ({ $0.https = .required(strictTransportSecurity: nil, port: 0) }, 1),
            ({ $0.https = .required(strictTransportSecurity: .seconds(-1), port: 0) }, 2),
            ({ $0.https = .required(port: 65_535) }, 0), ({ $0.proxies = TrustedProxies(at: "::1", claims: []) }, 1),
            ({ $0.proxies = TrustedProxies(at: [], claims: []) }, 0),
            ({ $0.proxies = TrustedProxies(at: "::1", claims: .host) }, 0),
            ({ $0.proxies = TrustedProxies(at: "::1", claims: .init(rawValue: 8)) }, 1),
            ({ $0.headers.frameOptions = "" }, 1),
            ({ $0.headers.contentSecurityPolicy?["img-src"] = "a\r\nb" }, 1),
        ]
        for (index, (configure, count)) in settings.enumerated() {
            #expect(problems(configure) == count, "\(index)")
        }
    }
}
