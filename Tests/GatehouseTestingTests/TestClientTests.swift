import Gatehouse
import GatehouseTesting
import Testing

@Suite("All clients get the same responses: in memory, one worker, four workers", .serialized)
struct TestClientTests {
    /// Compares large bodies: #expect would search for the shortest difference for hours.
    private func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool { left == right }

    @Test("GET finds its route, parameter and query", arguments: ClientKind.allCases)
    func getFindsRouteAndQuery(kind: ClientKind) async throws {
        try await kind.asking(.test) { client async throws in
            let open = try await client.get("/")
            #expect(open.status == .ok)
            #expect(open.text == "open\n")
            #expect(open.headers[.contentType] == "text/plain; charset=utf-8")
            #expect(open.headers[.contentLength] == "5")
            #expect(try await client.get("/items/c%20d?q=%2F").text == "GET c d q=%2F")
            #expect(try await client.get("/items/7?").text == "GET 7 ")
            #expect(try await client.get("http://localhost/items/7").text == "GET 7 no query")
        }
    }

    @Test("HEAD has the fields and length of GET, and no body", arguments: ClientKind.allCases)
    func headHasFieldsOfGET(kind: ClientKind) async throws {
        try await kind.asking(.test) { client async throws in
            for target in ["/", "/large", "/hidden", "/unknown", "/mishap", "/fields", "/a%2Fb"] {
                let get = try await client.get(target)
                let head = try await client.head(target)
                #expect(head.status == get.status, "\(target)")
                #expect(head.headers == get.headers, "\(target)")
                #expect(head.body.isEmpty, "\(target)")
                #expect(head.headers[.contentLength] == String(get.body.count), "\(target)")
            }
            #expect(try await client.head("/items/7").headers[.contentLength] == "15")
        }
    }

    @Test(
        "A POST body arrives complete, whether it is empty or has every possible byte", arguments: ClientKind.allCases)
    func postBodyArrivesComplete(kind: ClientKind) async throws {
        try await kind.asking(.test) { client async throws in
            let response = try await client.post("/echo", body: "a=1&b=2")
            #expect(response.status == .created)
            #expect(response.text == "a=1&b=2")
            #expect(try await client.post("/echo").body.isEmpty)
            let bytes = (0...255).map { UInt8($0) }
            #expect(try await client.send(TestRequest(.post, "/echo", body: bytes)).body == bytes)
            #expect(try await client.get("/echo").status == .methodNotAllowed)
        }
    }

    @Test(
        "A body of 300 KB is read up to the exact limit; one byte more is a 413", arguments: ClientKind.allCases)
    func largeBodyIsReadToLimit(kind: ClientKind) async throws {
        try await kind.asking(.test) { client async throws in
            let bytes = Gate.pattern(count: 300 * 1024)
            let whole = try await client.send(TestRequest(.post, "/echo", body: bytes))
            #expect(whole.status == .created)
            #expect(isEqual(whole.body, bytes))
            #expect(try await client.send(TestRequest(.post, "/echo", body: bytes + [0])).status == .contentTooLarge)
            #expect(try await client.post("/small", body: "1234").text == "4 bytes")
            #expect(try await client.post("/small", body: "12345").status == .contentTooLarge)
            // An unread body does not delay the response.
            #expect(try await client.send(TestRequest(.post, "/ignored", body: bytes)).text == "not read\n")
        }
    }

    @Test("A response of 200 KB arrives complete", arguments: ClientKind.allCases)
    func largeResponseArrivesComplete(kind: ClientKind) async throws {
        try await kind.asking(.test) { client async throws in
            let response = try await client.get("/large")
            #expect(response.headers[.contentLength] == "200000")
            #expect(isEqual(response.body, Gate.largeResponse))
        }
    }

    @Test(
        "A hidden path gets the same bytes as a missing path or an unknown method",
        arguments: ClientKind.allCases)
    func hiddenLooksLikeMissing(kind: ClientKind) async throws {
        try await kind.asking(.test) { client async throws in
            let unknown = try await client.get("/unknown")
            #expect(unknown.status == .notFound)
            #expect(unknown.text == "404 Not Found\n")
            #expect(try await client.get("/hidden") == unknown)
            #expect(try await client.post("/hidden", body: "x") == unknown)
            #expect(try await client.send(TestRequest(.delete, "/hidden")) == unknown)
            #expect(try await client.get("/hidden/") == unknown)
            #expect(try await client.get("/a%2Fb") == unknown)
            #expect(try await client.get("/hidden", headers: [.authorization: "me"]) == unknown)
        }
    }

    @Test("Denials, failures and refusals contain only their status", arguments: ClientKind.allCases)
    func errorsContainOnlyTheirStatus(kind: ClientKind) async throws {
        try await kind.asking(.test) { client async throws in
            let signIn = try await client.get("/caller")
            #expect(signIn.status == .unauthorized)
            #expect(signIn.headers[.wwwAuthenticate] == "Basic realm=\"test\"")
            #expect(try await client.get("/caller", headers: [.authorization: "Ada"]).text == "caller Ada\n")
            for (target, status) in [
                ("/forbidden", HTTPResponse.Status.forbidden), ("/a%2F..", .badRequest), ("/../x", .badRequest),
                ("x", .badRequest),
            ] {
                let response = try await client.get(target)
                #expect(response.status == status, "\(target)")
                #expect(response.text == "\(status.code) \(status.reasonPhrase)\n", "\(target)")
                #expect(response.headers[.cacheControl] == "no-store", "\(target)")
            }
            for target in ["/mishap", "/rule-mishap"] {
                let response = try await client.get(target)
                #expect(response.status == .internalServerError, "\(target)")
                let incident = /500 Internal Server Error\nIncident [2-9A-Z]{4}-[2-9A-Z]{4}\n/
                #expect(try incident.wholeMatch(in: response.text) != nil, "\(response.text)")
                #expect(response.headers[.cacheControl] == "no-store", "\(target)")
            }
        }
    }

    @Test(
        "Status and fields arrive unchanged, repeated fields in order",
        arguments: ClientKind.allCases)
    func statusAndFieldsArriveUnchanged(kind: ClientKind) async throws {
        try await kind.asking(.test) { client async throws in
            let response = try await client.get("/fields")
            #expect(response.status == .accepted)
            #expect(response.headers[.contentType] == "image/png")
            #expect(response.headers[.eTag] == "\"7\"")
            #expect(response.headers[values: .setCookie] == ["a=1", "b=2"])
            #expect(response.headers[.contentLength] == "0")
        }
    }

    @Test("A mount works the same for every client", arguments: ClientKind.allCases)
    func mountAppliesToEveryClient(kind: ClientKind) async throws {
        try await kind.asking(.test, mount: Mount("/sub/app")) { client async throws in
            #expect(try await client.get("/sub/app/").text == "open\n")
            #expect(try await client.get("/sub/app").headers[.location] == "/sub/app/")
            #expect(try await client.get("/sub/app/items/7").text == "GET 7 no query")
            #expect(try await client.get("/sub/appx").status == .badRequest)
            #expect(try await client.get("/items/7").status == .badRequest)
            // The program's own URL gets the same response as a missing path.
            let unknown = try await client.get("/sub/app/unknown")
            #expect(try await client.get("/sub/app/app.fcgi/items/7") == unknown)
        }
    }

    @Test("Every client gets an identical response, field by field")
    func responsesAreIdentical() async throws {
        let requests = [
            TestRequest(.get, "/"), TestRequest(.head, "/"), TestRequest(.get, "/unknown"),
            TestRequest(.get, "/caller"),
            TestRequest(.get, "/forbidden"), TestRequest(.get, "/fields"), TestRequest(.options, "/items/7"),
            TestRequest(.put, "/items/7"), TestRequest(.get, "/items/7/?q"),
            TestRequest(.post, "/echo", body: [1, 2, 3]), TestRequest(.get, "/%"),
            TestRequest(.post, "/small", body: [1, 2, 3, 4, 5]),
        ]
        var responses: [[TestResponse]] = []
        for kind in ClientKind.allCases {
            responses.append(
                try await kind.asking(.test) { client async throws in
                    var responses: [TestResponse] = []
                    for request in requests { responses.append(try await client.send(request)) }
                    return responses
                }
            )
        }
        #expect(responses[1] == responses[0])
        #expect(responses[2] == responses[0])
        #expect(responses[1].map(\.decision) == responses[0].map(\.decision))
    }

    @Test("300 sequential requests do not get each other's data", arguments: ClientKind.allCases)
    func sequentialRequestsDoNotMix(kind: ClientKind) async throws {
        try await kind.asking(.test) { client async throws in
            for number in 0..<100 {
                #expect(try await client.get("/items/\(number)").text == "GET \(number) no query")
                #expect(try await client.post("/echo", body: "body \(number)").text == "body \(number)")
                #expect(try await client.get("/unknown/\(number)").status == .notFound)
            }
        }
    }

    @Test("64 parallel requests each get their own response", arguments: ClientKind.allCases)
    func parallelRequestsDoNotMix(kind: ClientKind) async throws {
        try await kind.asking(.test) { client async throws in
            let responses = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for number in 0..<64 {
                    group.addTask {
                        let text = String(repeating: "\(number) ", count: 2000)
                        return (number, try await client.post("/echo", body: text).text)
                    }
                }
                var responses: [Int: String] = [:]
                for try await (number, text) in group { responses[number] = text }
                return responses
            }
            for number in 0..<64 {
                #expect(responses[number] == String(repeating: "\(number) ", count: 2000))
            }
        }
    }

    @Test(
        "Four workers serve four requests at the same time",
        .timeLimit(.minutes(5)))
    func fourWorkersServeConcurrently() async throws {
        let meeting = Meeting(of: 4)
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in
            await meeting.arrive()
            return "met"
        }
        try await ClientKind.fourWorkers.asking(gate) { client async throws in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<4 { group.addTask { try await client.get("/").text } }
                for try await text in group { #expect(text == "met") }
            }
        }
    }

    @Test("An error of the closure is rethrown, and the server stops", arguments: [ClientKind.oneWorker, .fourWorkers])
    func closureErrorIsRethrown(kind: ClientKind) async {
        await #expect(throws: Mishap.self) {
            try await kind.asking(.test) { client -> Void in
                _ = try await client.get("/")
                throw Mishap()
            }
        }
    }

    @Test("A gate with configuration errors is refused before it serves anything", arguments: ClientKind.allCases)
    func invalidGateIsRefused(kind: ClientKind) async {
        await #expect(throws: GateError.self) {
            var gate = Gate()
            gate.get("no slash", allow: .everyone) { _ in "" }
            try await kind.asking(gate) { _ -> Void in Issue.record("an invalid gate was served") }
        }
    }
}

/// Waits until all participants have arrived.
private actor Meeting {
    private let size: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(of size: Int) {
        self.size = size
    }

    func arrive() async {
        await withCheckedContinuation { continuation in
            waiting.append(continuation)
            guard waiting.count == size else { return }
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
    }
}
