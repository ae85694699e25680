import Gatehouse
import GatehouseTesting
import HTTPTypes
import Logging
import Testing

/// If a response exceeds a limit of its web server, the client gets a 500 or a 502. Any client could cause that with a
/// long URL.
@Suite("Responses to long requests")
struct RequestSizeTests {
    private static let cookie = Cookie("seen", String(repeating: "c", count: 1000))

    private func gate() -> Gate {
        var gate = Gate()
        gate.configuration.hosts = .only("www.example.com")
        let nobody = Access("nobody", else: .signIn(at: "/sign-in?page=members")) { _ in false }
        gate.get("/member/{rest...}", allow: nobody) { _ in "never" }
        gate.get("/slash/{name}/", allow: .everyone) { _ in "a" }
        gate.get("/plain/{rest...}", allow: .everyone) { _ in "a" }
        gate.get("/sign-in", allow: .everyone) { Redirect(to: $0.returnPath ?? "/") }
        gate.get("/item/{name}", as: "item", allow: .everyone) { _ in "a" }
        gate.get("/route/{name}", allow: .everyone) { Redirect(to: "item", ["name": try $0.path["name"]]) }
        gate.get("/path/{name}", allow: .everyone) { request in
            var response = try Redirect(to: "/item/" + request.path["name"] + "?b").response(to: request)
            try response.set(Self.cookie)
            return response
        }
        gate.get("/site/{name}", allow: .everyone) { request in
            Redirect(toSite: "https://www.example.org/?" + (request.target.query ?? ""))
        }
        gate.get("/download/{name}", allow: .everyone) { Download(try $0.path["name"] + ".csv", body: .text("1")) }
        gate.get("/denied/{name}", allow: Access("no", else: .forbidden) { _ in false }) { _ in "never" }
        gate.post("/post/{name}", allow: .everyone) { _ in "a" }
        return gate
    }

    /// Thousands of log lines would hide the important one.
    private func client() throws -> InMemoryClient {
        var logger = Logger(label: "gatehouse")
        logger.logLevel = .critical
        return try InMemoryClient(gate(), logger: logger)
    }

    private static let places = [
        "member", "slash", "plain", "item", "route", "download", "denied", "post", "none", "sign-in",
    ]

    private static let sizes = [0, 1, 600, 1350, 1900, 2040, 2100, 2500, 4096, 5600, 8192]

    /// Raw and encoded, including units that grow when they are encoded again.
    private static let units = ["a", "%41", "\u{E9}", "%C3%A9", "%20", "+", "\"", "%25", "%2F", "a/", "&", "%3F"]

    @Test("A long path or query causes no 5xx and no header over 4 KB, for any route", arguments: units)
    func sizeCausesNoServerError(unit: String) async throws {
        let client = try client()
        for place in Self.places {
            for size in Self.sizes {
                let text = String(repeating: unit, count: size / unit.utf8.count)
                for target in ["/\(place)/x\(text)", "/\(place)/x/?\(text)", "/sign-in?return=/\(place)/x\(text)"] {
                    for (isSecure, method) in [(true, HTTPRequest.Method.get), (false, .head)] {
                        var request = TestRequest(method, target)
                        if !isSecure { request.parameters["HTTPS"] = "off" }
                        let response = try await client.send(request)
                        #expect(response.status.code < 500, "\(method) /\(place), \(unit) × \(size), \(isSecure)")
                        // nginx accepts 4 KiB by default. The program itself must limit its own fields.
                        guard place != "route" else { continue }
                        let head = response.headers.reduce(0) {
                            $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4
                        }
                        #expect(head < 4000, "\(method) /\(place), \(unit) × \(size), \(isSecure)")
                    }
                }
            }
        }
    }

    @Test("A redirect to HTTPS or to the route's own form is 414 beyond 2048 bytes")
    func longRedirectIs414() async throws {
        let client = try client()
        for (path, start, isSecure) in [
            ("/plain/x?", "https://www.example.com/plain/x?", false), ("/slash/x?", "/slash/x/?", true),
        ] {
            for (length, status) in [
                (2048, HTTPResponse.Status.permanentRedirect), (2049, .uriTooLong), (50_000, .uriTooLong),
            ] {
                let query = String(repeating: "q", count: length - start.utf8.count)
                var request = TestRequest(.get, path + query)
                if !isSecure { request.parameters["HTTPS"] = "off" }
                let response = try await client.send(request)
                #expect(response.status == status)
                #expect(response.headers[.location] == (length == 2048 ? start + query : nil))
                #expect(response.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test("A redirect to sign in leaves out a return path that is too long")
    func longReturnPathIsLeftOut() async throws {
        let client = try client()
        let start = "/sign-in?page=members&return=%2Fmember%2Fx%3F"
        for (length, isKept) in [(2048, true), (2049, false)] {
            let query = String(repeating: "q", count: length - start.utf8.count)
            let response = try await client.get("/member/x?" + query)
            #expect(response.status == .seeOther)
            #expect(response.headers[.location] == (isKept ? start + query : "/sign-in?page=members"))
        }
        for (length, isKept) in [(2048, true), (2049, false)] {
            let path = "/item/x?" + String(repeating: "q", count: length - "/item/x?".utf8.count)
            let response = try await client.get("/sign-in?return=" + path)
            #expect(response.headers[.location] == (isKept ? path : "/"))
        }
    }

    /// The program's own redirect may fill the rest of the head.
    @Test("A program's redirect is 414 if the header would exceed 8 KiB")
    func longOwnRedirectIs414() async throws {
        let client = try client()
        for (size, status) in [(6000, HTTPResponse.Status.seeOther), (8000, .uriTooLong)] {
            let response = try await client.get("/site/x?" + String(repeating: "q", count: size))
            #expect(response.status == status)
        }
        // With a cookie of 1,000 bytes there is less room for the path.
        for (size, status) in [(5500, HTTPResponse.Status.seeOther), (7000, .uriTooLong)] {
            let response = try await client.get("/path/" + String(repeating: "q", count: size))
            #expect(response.status == status)
            #expect((response.headers[.setCookie] == nil) == (status == .uriTooLong))
        }
    }
}
