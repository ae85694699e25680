import GatewayInterface
import Testing

/// The IANA registry of HTTP field names, with what each specification says about a second line.
private enum Registry {
    /// Lists of RFC 9110 (section 5.6.1) and older documents, and the lists and dictionaries of RFC 9651.
    static let lists = names(
        """
        A-IM Accept Accept-Additions Accept-CH Accept-Charset Accept-Encoding Accept-Features Accept-Language
        Accept-Patch Accept-Post Accept-Ranges Accept-Signature Access-Control Access-Control-Allow-Headers
        Access-Control-Allow-Methods Access-Control-Expose-Headers Access-Control-Request-Headers Allow ALPN Alt-Svc
        Alternates AMP-Cache-Transform Authentication-Control Authentication-Info C-Man C-Opt C-PEP C-PEP-Info
        Cache-Control Cache-Status CDN-Cache-Control CDN-Loop Clear-Site-Data Client-Cert-Chain Connection
        Content-Digest Content-Encoding Content-Language Content-Security-Policy Content-Security-Policy-Report-Only
        DASL DAV Digest EDIINT-Features Expect Expect-CT Forwarded If-Match If-None-Match IM Keep-Alive Link Man Meter
        Negotiate NEL Opt Optional-WWW-Authenticate P3P PEP Pep-Info Permissions-Policy PICS-Label Pragma Prefer
        Preference-Applied Priority Proxy-Authenticate Proxy-Authentication-Info Proxy-Status Public Referrer-Policy
        Reporting-Endpoints Repr-Digest Sec-WebSocket-Extensions Sec-WebSocket-Protocol Server-Timing Set-Cookie2
        Signature Signature-Input Surrogate-Capability Surrogate-Control TCN TE Timeout Timing-Allow-Origin Tracestate
        Trailer Transfer-Encoding Upgrade URI Variant-Vary Vary Via Want-Content-Digest Want-Digest Want-Repr-Digest
        Warning WWW-Authenticate
        """
    )

    /// Single values: with a second line it would be unclear which one counts.
    static let single = names(
        """
        Accept-Datetime Access-Control-Allow-Credentials Access-Control-Allow-Origin Access-Control-Max-Age
        Access-Control-Request-Method Age Alt-Used Apply-To-Redirect-Ref Authorization C-Ext Cal-Managed-ID
        CalDAV-Timezones Capsule-Protocol Cert-Not-After Cert-Not-Before Client-Cert Configuration-Context Content-Base
        Content-Disposition Content-ID Content-Length Content-Location Content-MD5 Content-Range Content-Script-Type
        Content-Style-Type Content-Type Content-Version Cookie2 Cross-Origin-Embedder-Policy
        Cross-Origin-Embedder-Policy-Report-Only Cross-Origin-Opener-Policy Cross-Origin-Opener-Policy-Report-Only
        Cross-Origin-Resource-Policy Date Default-Style Delta-Base Depth Derived-From Destination Differential-ID DPoP
        DPoP-Nonce Early-Data ETag Expires Ext From GetProfile Hobareg Host HTTP2-Settings If If-Modified-Since If-Range
        If-Schedule-Tag-Match If-Unmodified-Since Include-Referred-Token-Binding-ID Isolation Label Last-Event-ID
        Last-Modified Location Lock-Token Max-Forwards Memento-Datetime Method-Check Method-Check-Expires MIME-Version
        OData-EntityId OData-Isolation OData-MaxVersion OData-Version Ordering-Type Origin Origin-Agent-Cluster OSCORE
        OSLC-Core-Version Overwrite Ping-From Ping-To Position ProfileObject Protocol Protocol-Info Protocol-Query
        Protocol-Request Proxy-Authorization Proxy-Features Proxy-Instruction Public-Key-Pins
        Public-Key-Pins-Report-Only Range Redirect-Ref Referer Referer-Root Refresh Repeatability-Client-ID
        Repeatability-First-Sent Repeatability-Request-ID Repeatability-Result Replay-Nonce Retry-After Safe
        Schedule-Reply Schedule-Tag Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site Sec-Fetch-User Sec-GPC Sec-Purpose
        Sec-Token-Binding Sec-WebSocket-Accept Sec-WebSocket-Key Sec-WebSocket-Version Security-Scheme Server
        Set-Cookie SetProfile SLUG SoapAction Status-URI Strict-Transport-Security Sunset Topic Traceparent TTL Urgency
        User-Agent X-Content-Type-Options X-Frame-Options
        """
    )

    private static func names(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" }.map(String.init)
    }
}

@Suite("Header fields in several lines")
struct RepeatedFieldTests {
    private static func variable(_ field: String) -> String {
        "HTTP_" + field.uppercased().split(separator: "-", omittingEmptySubsequences: false).joined(separator: "_")
    }

    private func joined(_ name: String, _ values: [String]) throws -> Parameters {
        var pairs = [(name: "REQUEST_METHOD", value: "GET")]
        for (index, value) in values.enumerated() {
            pairs += [(name: name, value: value), (name: "HTTP_X_BETWEEN_\(index)", value: "\(index)")]
        }
        let parameters = try Parameters(pairs)
        #expect(parameters.count == 2 + values.count)
        #expect(parameters["HTTP_X_BETWEEN_\(values.count - 1)"] == "\(values.count - 1)")
        #expect(parameters["REQUEST_METHOD"] == "GET")
        return parameters
    }

    @Test("Lines of a registered list field are joined", arguments: Registry.lists)
    func listFieldsAreJoined(field: String) throws {
        let name = Self.variable(field)
        #expect(try joined(name, ["a", "b, c", ""])[name] == "a, b, c, ")
        #expect(try joined(name, ["", "a"])[name] == ", a")
        #expect(try joined(name, ["a"])[name] == "a")
    }

    @Test("A second line of a registered single field is refused", arguments: Registry.single)
    func singleFieldsAreRefused(field: String) throws {
        let name = Self.variable(field)
        for values in [["a", "b"], ["a", "a"], ["", ""], ["a", "b", "c"]] {
            let error = #expect(throws: ParametersError.self) { try joined(name, values) }
            #expect(error?.code == .duplicate && error?.name == name)
        }
        #expect(try joined(name, ["a"])[name] == "a")
    }

    @Test("Lines of Cookie are joined by semicolons")
    func cookiesAreJoined() throws {
        #expect(try joined("HTTP_COOKIE", ["a=1", "b=2; c=3", "d=4"])["HTTP_COOKIE"] == "a=1; b=2; c=3; d=4")
    }

    /// Web servers that join lines themselves also pass these on.
    @Test(
        "Lines of an unregistered field are joined", arguments: ["X-Forwarded-For", "X-One", "Hosts", "Hos"])
    func unregisteredFieldsAreJoined(field: String) throws {
        let name = Self.variable(field)
        #expect(try joined(name, ["a", "b"])[name] == "a, b")
    }

    @Test(
        "Repeated parameters that are not header fields are refused",
        arguments: [
            "REMOTE_ADDR", "CONTENT_TYPE", "CONTENT_LENGTH", "HTTPS", "REQUEST_URI", "SCRIPT_FILENAME", "ACCEPT",
            "http_accept", "XHTTP_ACCEPT", "HTTP_X_REAL_IP", "HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_IDEMPOTENCY_KEY",
        ]
    )
    func otherParametersAreRefused(name: String) throws {
        #expect(throws: ParametersError(.duplicate)) { try joined(name, ["a", "b"]) }
    }

    @Test("A joined field does not hide an invalid pair")
    func invalidPairsAreRefused() throws {
        let twice = [(name: "HTTP_ACCEPT", value: "a"), (name: "HTTP_ACCEPT", value: "b")]
        for (other, code) in [
            ((name: "HTTP_HOST", value: "\0"), ParametersError.Code.nulByte), ((name: "", value: ""), .malformedName),
            ((name: "A=B", value: ""), .malformedName),
        ] {
            for pairs in [twice + [other], [other] + twice, [twice[0], other, twice[1]]] {
                let error = #expect(throws: ParametersError.self) { try Parameters(pairs) }
                #expect(error?.code == code)
            }
        }
        let nul = twice + [(name: "HTTP_ACCEPT", value: "\0")]
        #expect(throws: ParametersError(.nulByte)) { try Parameters(nul) }
        let marks = String(repeating: "\u{301}", count: 31)
        #expect(throws: ParametersError(.tooManyMarks)) {
            try Parameters(twice + [(name: "HTTP_ACCEPT", value: marks)])
        }
        // The separator ends a run.
        let runs = String(repeating: "\u{301}", count: 30)
        #expect(throws: Never.self) {
            try Parameters([(name: "HTTP_VIA", value: runs), (name: "HTTP_VIA", value: runs)])
        }
    }

    @Test("Lines of several fields keep their order and do not mix")
    func severalFieldsAreJoined() throws {
        var pairs: [(name: String, value: String)] = []
        for round in 0..<60 {
            for name in ["HTTP_ACCEPT", "HTTP_VIA", "HTTP_COOKIE", "HTTP_PROXY"] {
                pairs.append((name: name, value: "\(name) \(round)"))
            }
        }
        let shuffled = pairs.shuffled()
        let parameters = try Parameters(shuffled)
        #expect(parameters.count == 3)
        for (name, separator) in [("HTTP_ACCEPT", ", "), ("HTTP_VIA", ", "), ("HTTP_COOKIE", "; ")] {
            let values = shuffled.filter { $0.name == name }.map(\.value)
            #expect(parameters[name] == values.joined(separator: separator))
        }
        let order = parameters.map { name, _ in String(decoding: name, as: UTF8.self) }
        var expected: [String] = []
        for pair in shuffled where pair.name != "HTTP_PROXY" && !expected.contains(pair.name) {
            expected.append(pair.name)
        }
        #expect(order == expected)
    }

    @Test("The limits count every line")
    func limitsCountEveryLine() throws {
        let most = ParameterLimits().count
        func lines(_ count: Int) -> [(name: String, value: String)] {
            (0..<count).map { _ in (name: "HTTP_ACCEPT", value: "a") }
        }
        #expect(try Parameters(lines(most)).bytes(of: "HTTP_ACCEPT")?.count == 3 * most - 2)
        #expect(throws: ParametersError(.tooMany)) { try Parameters(lines(most + 1)) }
    }
}
