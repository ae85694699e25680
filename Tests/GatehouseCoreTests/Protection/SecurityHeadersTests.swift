import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("The security header fields of every response")
struct SecurityHeadersTests {
    private func response(
        _ gate: Gate,
        _ method: String = "GET",
        _ target: String = "/page",
        _ more: [String: String] = ["HTTPS": "on", "HTTP_HOST": "www.example.com"]
    ) async throws -> [String: String] {
        var gate = gate
        if case .loopback = gate.configuration.hosts { gate.configuration.hosts = .only("www.example.com") }
        let dispatcher = try Dispatcher(gate, withDefaultHeaders: true)
        var values = more
        values["REQUEST_METHOD"] = method
        values["REQUEST_URI"] = target
        let response = await dispatcher.respond(to: try parameters(values), body: .init())
        var fields: [String: String] = [:]
        for field in response.allHeaders {
            #expect(fields[field.name.canonicalName] == nil, "\(field.name) twice")
            fields[field.name.canonicalName] = field.value
        }
        return fields
    }

    private func gate() -> Gate {
        var gate = Gate()
        gate.get("/page", allow: .everyone) { _ in HTML(trusted: "<p>page</p>") }
        gate.get("/script", allow: .everyone) { request in "<script nonce=\"\(request.nonce)\"></script>" as HTML }
        gate.get("/text", allow: .everyone) { _ in "text" }
        gate.get("/private", allow: Access<String>("member") { _ in "member" }) { _, _ in "private" }
        gate.get("/own", allow: Access<String>("member") { _ in "member" }) { _, _ in
            Response(
                status: .ok,
                headers: [
                    .cacheControl: "private, max-age=60", .contentSecurityPolicy: "default-src 'self'",
                    .xContentTypeOptions: "own",
                ]
            )
        }
        gate.get("/kept", allow: Access<String>("member") { _ in "member" }) { _, _ in
            Response(status: .ok, headers: [.cacheControl: "no-cache"])
        }
        gate.get("/kept-by-all", allow: .everyone) { _ in Response(status: .ok, headers: [.cacheControl: "no-cache"]) }
        for (path, type) in [("/own-text", "text/plain"), ("/own-page", "text/html; charset=utf-8")] {
            gate.get(path, allow: .everyone) { _ in
                Response(status: .ok, headers: [.contentType: type, .xContentTypeOptions: "own"])
            }
        }
        gate.get("/denied", allow: Access<Void>("nobody", else: .forbidden) { _ in false }) { _ in "never" }
        gate.get("/broken", allow: .everyone) { _ -> String in throw Mishap() }
        return gate
    }

    private let constants = [
        "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin",
    ]

    @Test(
        "Every response has the security fields",
        arguments: [
            ("GET", "/page"), ("HEAD", "/page"), ("GET", "/text"), ("GET", "/unknown"), ("GET", "/denied"),
            ("GET", "/broken"),
            ("PUT", "/page"), ("OPTIONS", "/page"), ("GET", "/page/"), ("GET", "/%"), ("GE T", "/page"),
            ("GET", "/own"),
        ]
    )
    func everyResponseHasSecurityFields(method: String, target: String) async throws {
        let fields = try await response(gate(), method, target)
        for (name, value) in constants where target != "/own" || name != "x-content-type-options" {
            #expect(fields[name] == value, "\(name)")
        }
        #expect(fields["permissions-policy"]?.contains("camera=()") == true)
        #expect(fields["content-security-policy"] != nil)
    }

    @Test("Responses to other hosts and plain HTTP have the fields too")
    func refusalsHaveSecurityFields() async throws {
        for more in [["HTTP_HOST": "evil.example"], ["HTTP_HOST": "www.example.com"], ["HTTP_HOST": "a b"]] {
            let fields = try await response(gate(), "GET", "/page", more)
            #expect(fields["x-frame-options"] == "DENY")
            #expect(fields["strict-transport-security"] == nil)
        }
    }

    @Test("A page may load from this site and run no script; other content may do nothing")
    func policyIsStrict() async throws {
        let page = try #require(try await response(gate())["content-security-policy"])
        #expect(
            page == """
                default-src 'none'; base-uri 'none'; connect-src 'self'; font-src 'self'; form-action 'self'; \
                frame-ancestors 'none'; img-src 'self' data:; manifest-src 'self'; media-src 'self'; script-src 'none'; \
                style-src 'self'
                """)
        let text = try await response(gate(), "GET", "/text")["content-security-policy"]
        #expect(text == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
        // Also if an additional field gives the response its own field list.
        #expect(try await response(gate(), "GET", "/own-text")["content-security-policy"] == text)
        #expect(try await response(gate(), "GET", "/own-page")["content-security-policy"] == page)
    }

    @Test("A custom policy starts with default-src, keeps its order, and has 'none' for an empty list")
    func policyIsFormatted() async throws {
        var policy = ContentSecurityPolicy([
            "z-src": "{nonce}", "script-src": "a  b {nonce}", "default-src": "'self'", "img-src": "{nonce}",
        ])
        policy["style-src"] = "{nonce} {nonce} c; d"
        policy["z-src"] = nil
        #expect(policy["z-src"] == nil)
        #expect(policy["img-src"] == "{nonce}")
        var gate = gate()
        gate.configuration.headers.contentSecurityPolicy = policy
        #expect(
            try await response(gate)["content-security-policy"]
                == "default-src 'self'; img-src 'none'; script-src a b; style-src c; d 'none'")
        let withNonce = try #require(try await response(gate, "GET", "/script")["content-security-policy"])
        #expect(withNonce.components(of: "'nonce-") == 5, "\(withNonce)")
        #expect(withNonce.hasPrefix("default-src 'self'; img-src 'nonce-"))
        #expect(
            policy
                == ContentSecurityPolicy([
                    "style-src": "{nonce} {nonce} c; d", "img-src": "{nonce}", "default-src": "'self'",
                    "script-src": "a  b {nonce}",
                ]))
    }

    @Test("The nonce of a page is in its policy, differs each time, and the page is not cached")
    func nonceMatchesPolicy() async throws {
        let dispatcher = try Dispatcher(gate(), withDefaultHeaders: true)
        var seen: Set<String> = []
        for _ in 0..<50 {
            let response = await dispatcher.respond(
                to: try parameters(["REQUEST_METHOD": "GET", "REQUEST_URI": "/script"]),
                body: .init())
            let body = ReceivedResponse(response).text
            let nonce = String(body.dropFirst("<script nonce=\"".count).prefix { $0 != "\"" })
            #expect(nonce.utf8.count == 22)
            seen.insert(nonce)
            let policy = try #require(response.allHeaders[.contentSecurityPolicy])
            #expect(policy.contains("script-src 'nonce-\(nonce)'; style-src 'self' 'nonce-\(nonce)'"))
            #expect(response.allHeaders[.cacheControl] == "no-store")
        }
        #expect(seen.count == 50)
    }

    @Test("A response behind a rule defaults to no-store")
    func privateResponsesAreNotCached() async throws {
        #expect(try await response(gate(), "GET", "/private")["cache-control"] == "no-store")
        #expect(try await response(gate(), "GET", "/text")["cache-control"] == nil)
        let kept = try await response(gate(), "GET", "/kept")
        #expect(kept["cache-control"] == "private, no-cache")
        #expect(try await response(gate(), "GET", "/kept-by-all")["cache-control"] == "no-cache")
        let own = try await response(gate(), "GET", "/own")
        #expect(own["cache-control"] == "private, max-age=60")
        #expect(own["content-security-policy"] == "default-src 'self'")
        #expect(own["x-content-type-options"] == "own")
    }

    @Test("HSTS is sent only over HTTPS and for public hosts, with its configured duration")
    func strictTransportSecurityNeedsHTTPS() async throws {
        #expect(try await response(gate())["strict-transport-security"] == "max-age=31536000")
        var gate = gate()
        gate.configuration.https = .required(strictTransportSecurity: .seconds(60), includesSubdomains: true)
        #expect(try await response(gate)["strict-transport-security"] == "max-age=60; includeSubDomains")
        gate.configuration.https = .required(strictTransportSecurity: nil)
        #expect(try await response(gate)["strict-transport-security"] == nil)
        var local = self.gate()
        local.configuration.hosts = .any
        let fields = try await response(local, "GET", "/page", ["HTTPS": "on", "HTTP_HOST": "localhost"])
        #expect(fields["strict-transport-security"] == nil)
    }

    @Test("Each field can be switched off by name")
    func fieldsCanBeSwitchedOff() async throws {
        var gate = gate()
        gate.configuration.headers.frameOptions = nil
        gate.configuration.headers.contentSecurityPolicy = nil
        gate.configuration.headers.keepsPrivateResponsesOutOfCaches = false
        let fields = try await response(gate, "GET", "/private")
        #expect(fields["x-frame-options"] == nil)
        #expect(fields["content-security-policy"] == nil)
        #expect(fields["cache-control"] == nil)
        #expect(fields["referrer-policy"] == "same-origin")
        #expect(try await response(gate, "GET", "/kept")["cache-control"] == "no-cache")
        gate.configuration.headers = .none
        gate.configuration.https = .notRequired
        #expect(try await response(gate, "GET", "/page").keys.sorted() == ["content-type"])
    }

    @Test("The program's own policy is sent")
    func customPolicyIsSent() async throws {
        var gate = gate()
        var policy = ContentSecurityPolicy.strict
        policy["img-src"] = "'self' https://images.example.com"
        policy["font-src"] = nil
        gate.configuration.headers.contentSecurityPolicy = policy
        let text = try #require(try await response(gate)["content-security-policy"])
        #expect(text.contains("img-src 'self' https://images.example.com;"))
        #expect(!text.contains("font-src"))
    }
}

extension String {
    /// The number of parts between occurrences of a text.
    fileprivate func components(of separator: String) -> Int {
        split(separator: separator, omittingEmptySubsequences: false).count
    }
}
