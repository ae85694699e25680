import HTTPTypes
import TestSupport
import Testing

@testable import GatehouseCore

/// Requests that pages of other sites send in order to read.
@Suite
struct CrossSiteReadTests {
    private static let member = Access<String>("member") { $0.cookie("name") }

    private static func gate() -> Gate {
        var gate = Gate()
        gate.get("/desk", allow: member) { _, name in "desk of \(name)\n" }
        gate.get("/slash/", allow: member) { _, name in name }
        gate.get("/badge", allow: member.allowingCrossSiteReads()) { _, name in "badge of \(name)\n" }
        gate.get("/derived", allow: member.allowingCrossSiteReads().requiring("more") { _ in true }) { _, name in name }
        gate.get("/open", allow: .everyone) { _ in "open\n" }
        gate.group("/group", allow: member) { $0.get("page") { _, name in name } }
        return gate
    }

    private static func fields(_ site: String?, _ mode: String?, _ destination: String?) -> [String: String] {
        var fields = ["HTTP_COOKIE": "name=ada"]
        fields["HTTP_SEC_FETCH_SITE"] = site
        fields["HTTP_SEC_FETCH_MODE"] = mode
        fields["HTTP_SEC_FETCH_DEST"] = destination
        return fields
    }

    /// Requests as browsers describe them: an image, a script, fetch(), a frame, an embedded object, and values that no
    /// browser sends.
    static let foreign: [[String?]] = [
        ["cross-site", "no-cors", "image"], ["cross-site", "no-cors", "script"], ["cross-site", "cors", "empty"],
        ["cross-site", "navigate", "iframe"], ["cross-site", "navigate", "object"], ["cross-site", "navigate", nil],
        ["cross-site", nil, "document"], ["cross-site", nil, nil], ["cross-site", "websocket", "websocket"],
        ["same-site", "no-cors", "image"], ["same-site", "cors", "empty"], ["", nil, nil],
        ["Same-Origin", "cors", "empty"], ["same-origin, cross-site", "cors", "empty"],
        ["cross-site", "Navigate", "document"], ["e\u{301}", "navigate", "frame"],
    ]

    @Test(arguments: foreign)
    func otherSiteCannotReadPrivateRoute(fields: [String?]) async throws {
        var gate = Self.gate()
        let fields = Self.fields(fields[0], fields[1], fields[2])
        for page in [false, true] {
            if page { gate.errorPage { HTML("<h1>\($0.status.code)</h1>") } }
            let unknown = try await gate.response("GET", "/unknown", with: fields)
            #expect(unknown.status == 404)
            for path in ["/desk", "/slash/", "/slash", "/derived", "/group/page"] {
                for method in ["GET", "HEAD", "OPTIONS"] {
                    let expected = try await gate.response(method, "/unknown", with: fields)
                    #expect(try await gate.response(method, path, with: fields) == expected, "\(method) \(path)")
                }
            }
            #expect(try await gate.response("GET", "/open", with: fields).text == "open\n")
            #expect(try await gate.response("GET", "/badge", with: fields).text == "badge of ada\n")
        }
    }

    @Test
    func denialIsLogged() async throws {
        let log = CollectedLog()
        _ = try await Self.gate().response("GET", "/desk", with: Self.fields("cross-site", "cors", "empty"), log: log)
        #expect(log.lines.contains { $0.contains("allowingCrossSiteReads") && $0.contains("/desk") })
    }

    /// The site itself, an address that a person types, a link in a tab, and a client that is no browser.
    @Test(arguments: [
        ["same-origin", "cors", "empty"], ["same-origin", "no-cors", "image"], ["none", "navigate", "document"],
        ["cross-site", "navigate", "document"], ["same-site", "navigate", "document"], [nil, nil, nil],
        [nil, "cors", "image"],
    ])
    func ownPagesAndLinksAreAllowed(fields: [String?]) async throws {
        let fields = Self.fields(fields[0], fields[1], fields[2])
        #expect(try await Self.gate().response("GET", "/desk", with: fields).text == "desk of ada\n")
        #expect(try await Self.gate().response("HEAD", "/desk", with: fields).status == 200)
    }

    @Test
    func exceptionsOfThePolicyCanRead() async throws {
        var gate = Self.gate()
        gate.configuration.crossSiteRequests = .refused(except: "https://shop.example.com")
        var fields = Self.fields("cross-site", "cors", "empty")
        fields["HTTP_ORIGIN"] = "https://shop.example.com"
        #expect(try await gate.response("GET", "/desk", with: fields).text == "desk of ada\n")
        fields["HTTP_ORIGIN"] = "https://shop.example.com.evil.example"
        #expect(try await gate.response("GET", "/desk", with: fields).status == 404)
        gate.configuration.crossSiteRequests = .allowed
        #expect(try await gate.response("GET", "/desk", with: fields).text == "desk of ada\n")
    }

    /// The rule of an isolated route does not run.
    @Test
    func ruleDoesNotRun() async throws {
        let calls = Calls()
        var gate = Gate()
        gate.get(
            "/desk",
            allow: Access<String>("noting") { _ in
                calls.note("rule")
                return "ada"
            }
        ) { _, name in name }
        _ = try await gate.response("GET", "/desk", with: Self.fields("cross-site", "no-cors", "image"))
        _ = try await gate.response("OPTIONS", "/desk", with: Self.fields("cross-site", "cors", "empty"))
        #expect(calls.all.isEmpty)
    }
}
