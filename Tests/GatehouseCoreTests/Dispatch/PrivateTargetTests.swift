import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import GatehouseCore

/// A link that admits everyone who has it is a secret, in its path or in its query.
@Suite("Private targets in the log")
struct PrivateTargetTests {
    private static let secret = "s3cr3t"

    private func gate() -> Gate {
        var gate = Gate()
        gate.configuration.hosts = .only("www.example.com")
        gate.configuration.headerCountLimit = 8
        gate.configuration.backgroundWorkLimit = 0
        func open(_ path: String, _ handler: @escaping @Sendable (Request) async throws -> Response) {
            gate.get("/\(path)/{token}", allow: .everyone, handler: handler)
        }
        let empty = Response(status: .ok)
        open("open") { _ in empty }
        open("error") { _ in throw HTTPError(.conflict, "taken") }
        open("mishap") { _ in throw Mishap() }
        open("body") { request in
            _ = try await request.body.collect(upTo: 0)
            return empty
        }
        open("cancelled") { _ in throw CancellationError() }
        open("full") { request in
            try request.afterResponse("note") {}
            return empty
        }
        open("missing") { _ in throw FileError(.missing, "there is no such file") }
        open("refused") { _ in throw FileError(.refused, "a backup") }
        open("number") { request in
            _ = try request.path["token", as: Int.self]
            return empty
        }
        open("parameter") { request in
            _ = try request.path["none"]
            return empty
        }
        open("link") { request in
            _ = try request.url(for: "item", ["id": try request.path["token"]])
            return empty
        }
        open("away") { try Redirect(to: "//" + $0.path["token"]).response(to: $0) }
        open("relative") { try Redirect(to: $0.path["token"]).response(to: $0) }
        open("site") { try Redirect(toSite: $0.path["token"]).response(to: $0) }
        open("long") { try Redirect(toSite: "https://a/" + String(repeating: "a", count: 9000)).response(to: $0) }
        open("stream") { _ in Response(status: .ok, body: .stream { _ in throw Mishap() }) }
        open("unsendable") { _ in Response(status: .ok, headers: [.transferEncoding: "chunked"]) }
        gate.get("/denied/{token}", allow: Access("no", else: .forbidden) { _ in false }) { _ in "never" }
        gate.get("/sign-in/{token}", allow: Access("no", else: .signIn(at: "/in")) { _ in false }) { _ in "never" }
        gate.get("/bad-sign-in/{token}", allow: Access("no", else: .signIn(at: "in")) { _ in false }) { _ in "never" }
        gate.get("/broken/{token}", allow: Access("no") { _ in throw Mishap() }) { _ in "never" }
        gate.get("/slash/{token}/", allow: .everyone) { _ in "a" }
        gate.post("/post/{token}", allow: .everyone) { _ in "a" }
        gate.get("/items/{id:int}", as: "item", allow: .everyone) { _ in "a" }
        return gate
    }

    private static let paths = [
        "open", "error", "mishap", "body", "cancelled", "full", "missing", "refused", "number", "parameter", "link",
        "away",
        "relative", "site", "long", "stream", "unsendable", "denied", "sign-in", "bad-sign-in", "broken", "slash",
        "post",
    ]

    /// Ways in which a request arrives: regular, or refused before its route is found.
    private static let arrivals: [[String: String?]] = [
        [:], ["HTTPS": nil], ["HTTPS": nil, "REQUEST_METHOD": "POST"], ["HTTP_HOST": "other.example"],
        ["HTTP_HOST": "a b"], ["REQUEST_METHOD": "GE T"], ["REQUEST_METHOD": nil], ["REQUEST_METHOD": "OPTIONS"],
        ["REQUEST_METHOD": "DELETE"], ["REQUEST_METHOD": "HEAD"], ["REQUEST_METHOD": "POST"],
        ["REQUEST_METHOD": "POST", "HTTP_SEC_FETCH_SITE": "cross-site"],
        Dictionary(uniqueKeysWithValues: (0..<9).map { ("HTTP_X\($0)", "1") }), ["PATH_INFO": "/more"],
    ]

    @Test("No branch of either role logs the target of a path with a route", arguments: paths)
    func targetOfRouteIsNotLogged(path: String) async throws {
        let log = CollectedLog()
        let dispatcher = try Dispatcher(gate(), log: log)
        var asked = 0
        for target in ["/\(path)/\(Self.secret)?a=1", "/\(path)/x?token=\(Self.secret)", "/\(path)/\(Self.secret)/"] {
            for arrival in Self.arrivals {
                var values = [
                    "REQUEST_METHOD": "GET", "REQUEST_URI": target, "HTTP_HOST": "www.example.com", "HTTPS": "on",
                    "SCRIPT_FILENAME": "/srv/\(path)/\(Self.secret)",
                ]
                for (name, value) in arrival { values[name] = value }
                let parameters = try parameters(values)
                let body = RequestBody(Array("body".utf8))
                let response = await dispatcher.respond(to: parameters, body: body)
                if values["REQUEST_METHOD"] != "HEAD", case .stream(_, let write) = response.body.storage {
                    await #expect(throws: BrokenStream.self) {
                        try await write(BodyWriter(write: { _ in }, flush: {}))
                    }
                }
                _ = dispatcher.failure(insteadOf: response, Mishap(), to: parameters)
                _ = await dispatcher.verdict(on: parameters, body: body)
                asked += 1
                #expect(log.lines.count == 3 * asked, "\(target) \(arrival)")
            }
        }
        let telling = log.lines.filter { $0.contains(Self.secret) || $0.contains(" target=") }
        #expect(telling.isEmpty)
        #expect(log.lines.allSatisfy { $0.contains(" route=/\(path)/{") })
    }

    @Test("The target of a path without a route is logged")
    func targetWithoutRouteIsLogged() async throws {
        for target in ["/none?q", "/open/../x"] {
            let log = CollectedLog()
            let dispatcher = try Dispatcher(gate(), log: log)
            let parameters = try parameters([
                "REQUEST_METHOD": "GET", "REQUEST_URI": target, "HTTP_HOST": "www.example.com", "HTTPS": "on",
            ])
            let response = await dispatcher.respond(to: parameters, body: RequestBody())
            _ = dispatcher.failure(insteadOf: response, Mishap(), to: parameters)
            #expect(log.lines.count == 2 && log.lines.allSatisfy { $0.contains("target=\"\(target)\"") })
        }
    }
}
