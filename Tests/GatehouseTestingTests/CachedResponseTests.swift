import Gatehouse
import GatehouseCore
import GatehouseTesting
import HTTPTypes
import Testing

@Suite("Responses with caching rules, and event streams")
struct CachedResponseTests {
    private let closed = Access<Int>("a number") { request in request.headers[.authorization].flatMap { Int($0) } }

    private func gate() throws -> Gate {
        var gate = Gate()
        let control = try CacheControl(.public, .maxAge(.seconds(60)))
        gate.get("/plain", allow: .everyone) { _ in "text\n".cached(control) }
        gate.get("/tagged", allow: .everyone) { _ in "text\n".cached(control, tag: "v7") }
        gate.post("/tagged", allow: .everyone) { _ in "text\n".cached(control, tag: "v7") }
        gate.get("/created", allow: .everyone) { _ in Response(status: .created).cached(control, tag: "v7") }
        gate.get("/bad-tag", allow: .everyone) { _ in "text\n".cached(control, tag: "a\" b") }
        gate.get("/bad-tag/latin", allow: .everyone) { _ in "text\n".cached(control, tag: "\u{E9}") }
        gate.get("/nonce", allow: .everyone) { request in Page("x", "<b>\(request.nonce)</b>").cached(.revalidated) }
        gate.get("/nonce/no-store", allow: .everyone) { request in
            Page("x", "<b>\(request.nonce)</b>").cached(.noStore)
        }
        gate.get("/closed", allow: closed) { _, number in "number \(number)\n" }
        gate.get("/closed/kept", allow: closed) { _, number in "number \(number)\n".cached(.revalidated) }
        gate.get("/events", allow: .everyone) { request in
            let last = request.lastEventID ?? "none"
            return ServerSentEvents { events in
                try events.send(ServerSentEvent("after \(last)", event: "step", id: "8"))
                try events.comment("still\nhere")
                try events.send("two\nlines")
            }
        }
        return gate
    }

    @Test(
        "Cache-Control and ETag are sent; responses behind a rule default to no-store",
        arguments: ClientKind.allCases)
    func cacheFieldsAreSent(kind: ClientKind) async throws {
        try await kind.asking(gate()) { client async throws in
            let plain = try await client.get("/plain")
            #expect(plain.headers[.cacheControl] == "public, max-age=60")
            #expect(plain.headers[.eTag] == nil)
            let tagged = try await client.get("/tagged")
            #expect(tagged.headers[.eTag] == "W/\"v7\"")
            #expect(tagged.text == "text\n")
            let closed = try await client.send(TestRequest(.get, "/closed", headers: [.authorization: "1"]))
            #expect(closed.headers[.cacheControl] == "no-store")
            let kept = try await client.send(TestRequest(.get, "/closed/kept", headers: [.authorization: "1"]))
            #expect(kept.headers[.cacheControl] == "private, no-cache")
            let denied = try await client.get("/closed/kept")
            #expect(denied.status == .notFound)
            #expect(denied.headers[.cacheControl] == "no-store")
        }
    }

    @Test("An unchanged download is a 304 without fields about the content")
    func unchangedDownloadIs304() async throws {
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in Download("a.csv", body: .text("1")).cached(.revalidated, tag: "v7") }
        let client = try InMemoryClient(gate)
        #expect(try await client.get("/").headers[.contentDisposition] == #"attachment; filename="a.csv""#)
        let same = try await client.get("/", headers: [.ifNoneMatch: "W/\"v7\""])
        #expect(same.status == .notModified)
        #expect(same.headers[.contentDisposition] == nil)
        #expect(same.headers[.contentType] == nil)
    }

    @Test(
        "An unchanged response to GET or HEAD is a 304; other methods and statuses ignore the tag",
        arguments: ClientKind.allCases)
    func onlySuccessfulGETBecomes304(kind: ClientKind) async throws {
        try await kind.asking(gate()) { client async throws in
            func ask(
                _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields
            ) async throws -> TestResponse {
                try await client.send(TestRequest(method, target, headers: headers))
            }
            for method in [HTTPRequest.Method.get, .head] {
                let same = try await ask(method, "/tagged", [.ifNoneMatch: "\"v6\", W/\"v7\""])
                #expect(same.status == .notModified)
                #expect(same.headers[.eTag] == "W/\"v7\"")
                #expect(same.headers[.cacheControl] == "public, max-age=60")
                #expect(same.headers[.contentType] == nil)
                #expect(same.body.isEmpty)
            }
            #expect(try await ask(.get, "/tagged", [.ifNoneMatch: "\"v6\""]).status == .ok)
            // A weak tag does not promise equal bytes.
            #expect(try await ask(.get, "/tagged", [.ifMatch: "\"v7\""]).status == .preconditionFailed)
            #expect(try await ask(.post, "/tagged", [.ifNoneMatch: "\"v7\""]).status == .ok)
            let created = try await ask(.get, "/created", [.ifNoneMatch: "\"v7\""])
            #expect(created.status == .created)
            #expect(created.headers[.eTag] == nil)
        }
    }

    @Test("An invalid tag, and a page with a nonce that a cache could keep, are a 500")
    func invalidTagAndCachedNonceAre500() async throws {
        let client = try InMemoryClient(gate())
        #expect(try await client.get("/bad-tag").status == .internalServerError)
        #expect(try await client.get("/bad-tag/latin").status == .internalServerError)
        #expect(try await client.get("/nonce").status == .internalServerError)
        let page = try await client.get("/nonce/no-store")
        #expect(page.status == .ok)
        #expect(page.headers[.cacheControl] == "no-store")
    }

    @Test("An event stream has its fields and resumes after the last event ID", arguments: ClientKind.allCases)
    func eventStreamResumesAfterLastID(kind: ClientKind) async throws {
        let field = try #require(HTTPField.Name("Last-Event-ID"))
        let buffering = try #require(HTTPField.Name("X-Accel-Buffering"))
        try await kind.asking(gate()) { client async throws in
            let stream = try await client.send(TestRequest(.get, "/events", headers: [field: "7"]))
            #expect(stream.text == "event: step\nid: 8\ndata: after 7\n\n:still\n:here\n\ndata: two\ndata: lines\n\n")
            #expect(stream.headers[.contentType] == "text/event-stream")
            #expect(stream.headers[.cacheControl] == "no-store")
            #expect(stream.headers[buffering] == "no")
            for headers in [[:], [field: ""]] as [HTTPFields] {
                let first = try await client.send(TestRequest(.get, "/events", headers: headers))
                #expect(first.text.contains("data: after none\n"))
            }
        }
    }
}
