import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Testing

@testable import GatehouseHummingbird

@Suite("An application of Hummingbird behind a gate")
struct ApplicationTests {
    /// Asks an application, in memory and over a socket, and checks that both give the same response.
    private func response(
        _ router: Router<BasicRequestContext>,
        _ request: TestRequest,
        allow access: Access<Void> = .everyone,
        configuration: GateConfiguration = GateConfiguration()
    ) async throws -> TestResponse {
        let application = Application(router: router, configuration: .init(serverName: "Tests"))
        let gate = try await application.gate(allow: access, configuration: configuration)
        let response = try await InMemoryClient(gate).send(request)
        let live = try await LiveClient.serving(gate) { try await $0.send(request) }
        #expect(live == response)
        return response
    }

    @Test("The application sees method, scheme, authority, path, query and header fields as the client sent them")
    func requestArrivesWhole() async throws {
        let router = Router()
        router.post("a/**") { request, _ in
            let fields = request.headers.map { "\($0.name.canonicalName)=\($0.value)" }.sorted()
            let head = request.head
            return
                "\(head.method) \(head.scheme ?? "") \(head.authority ?? "") \(head.path ?? "") \(fields.joined(separator: " "))"
        }
        // nginx passes type and length twice.
        let request = TestRequest(
            .post, "/a/b%20c/?x=%41&y", headers: [.accept: "text/plain", .contentType: "text/a"], body: [1, 2],
            parameters: ["HTTP_CONTENT_TYPE": "text/a", "HTTP_CONTENT_LENGTH": "2"])
        let response = try await response(router, request)
        #expect(response.status == .ok)
        #expect(
            response.text
                == "POST https localhost /a/b%20c/?x=%41&y accept=text/plain content-length=2 content-type=text/a")
        #expect(response.headers[.server] == "Tests")
        #expect(response.headers[.contentLength] == String(response.body.count))
    }

    @Test("The application does not see the mount of the gate")
    func mountIsNotSeen() async throws {
        let router = Router()
        router.get("a/b") { request, _ in request.uri.string }
        let gate = try await Application(router: router).gate(allow: .everyone)
        let response = try await InMemoryClient(gate, mount: Mount("/sub/app")).get("/sub/app/a/b?x")
        #expect(response.text == "/a/b?x")
    }

    @Test("Routes, path parameters, and paths with and without a slash at the end work as in Hummingbird")
    func routing() async throws {
        let router = Router()
        router.get("items/{id}") { _, context in try context.parameters.require("id") }
        for target in ["/items/7", "/items/7/"] {
            #expect(try await response(router, TestRequest(.get, target)).text == "7")
        }
        let missing = try await response(router, TestRequest(.get, "/other"))
        #expect(missing.status == .notFound)
        #expect(missing.body.isEmpty)
        #expect(try await response(router, TestRequest(.post, "/items/7")).status == .notFound)
    }

    @Test("OPTIONS reaches the application")
    func options() async throws {
        let router = Router()
        router.on("a", method: .options) { _, _ in Response(status: .noContent, headers: [.allow: "GET"]) }
        let response = try await response(router, TestRequest(.options, "/a"))
        #expect(response.status == .noContent)
        #expect(response.headers[.allow] == "GET")
    }

    @Test("A response to HEAD has the fields of the application and no body")
    func head() async throws {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.get("a") { _, _ in "twelve bytes" }
        let response = try await response(router, TestRequest(.head, "/a"))
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "12")
        #expect(response.body.isEmpty)
    }

    @Test("An error of the application is answered as Hummingbird answers it, without details")
    func errors() async throws {
        struct Secret: Error {}
        let router = Router()
        router.get("message") { _, _ -> String in throw Hummingbird.HTTPError(.conflict, message: "already there") }
        router.get("secret") { _, _ -> String in throw Secret() }
        let conflict = try await response(router, TestRequest(.get, "/message"))
        #expect(conflict.status == .conflict)
        #expect(conflict.text == #"{"error":{"message":"already there"}}"#)
        let failed = try await response(router, TestRequest(.get, "/secret"))
        #expect(failed.status == .internalServerError)
        #expect(failed.body.isEmpty)
    }

    @Test("The client's address is the one that the gate has found out")
    func clientAddress() async throws {
        let router = Router(context: AddressContext.self)
        router.get("a") { _, context in context.address }
        let gate = try await Application(router: router).gate(allow: .everyone)
        let request = TestRequest(.get, "/a", parameters: ["REMOTE_ADDR": "2001:db8::7", "REMOTE_PORT": "4711"])
        #expect(try await InMemoryClient(gate).send(request).text == "2001:db8::7 4711")
        var unknown = request
        unknown.parameters = ["REMOTE_ADDR": "nobody"]
        #expect(try await InMemoryClient(gate).send(unknown).text == "unknown")
    }

    @Test("The identifier of a request is in its context and differs for each request")
    func requestID() async throws {
        let router = Router()
        router.get("a") { _, context in context.id }
        let gate = try await Application(router: router).gate(allow: .everyone)
        let client = try InMemoryClient(gate)
        let ids = try await [client.get("/a").text, client.get("/a").text]
        #expect(Set(ids).count == 2)
        #expect(ids.allSatisfy { !$0.isEmpty })
    }

    @Test(
        "What the gate refuses does not reach the application",
        arguments: [
            (TestRequest(.get, "/a/../b"), 400), (TestRequest(.get, "/a/%00"), 400), (TestRequest(.get, "/a//b"), 404),
            (TestRequest(.get, "/a%2Fb"), 404), (TestRequest(.trace, "/a"), 405),
            (TestRequest(.post, "/a", headers: [HTTPField.Name("Sec-Fetch-Site")!: "cross-site"]), 403),
            (TestRequest(.get, "/a", parameters: ["HTTP_HOST": "other.example"]), 421),
            (TestRequest(.post, "/a", parameters: ["HTTPS": "off"]), 403),
            (
                TestRequest(.get, "/a", headers: [HTTPField.Name("X-Large")!: String(repeating: "x", count: 40_000)]),
                431
            ),
        ]
    )
    func refusedRequests(request: TestRequest, status: Int) async throws {
        let calls = CallCounter()
        let router = Router()
        router.add(middleware: Counting(counter: calls))
        router.get("**") { _, _ in "reached" }
        #expect(try await response(router, request).status.code == status)
        #expect(calls.value == 0)
    }

    @Test(
        "A denied request does not reach the application", arguments: [HTTPRequest.Method.get, .post, .options, .head])
    func deniedRequest(method: HTTPRequest.Method) async throws {
        let calls = CallCounter()
        let router = Router()
        router.add(middleware: Counting(counter: calls))
        let response = try await response(router, TestRequest(method, "/a"), allow: .nobody)
        #expect(response.status == .notFound)
        #expect(calls.value == 0)
    }

    @Test("The gate adds its security fields, and the application's own fields win")
    func securityFields() async throws {
        let router = Router()
        router.get("plain") { _, _ in "a" }
        router.get("own") { _, _ in Response(status: .ok, headers: [.xContentTypeOptions: "own"]) }
        #expect(try await response(router, TestRequest(.get, "/plain")).headers[.xContentTypeOptions] == "nosniff")
        #expect(try await response(router, TestRequest(.get, "/own")).headers[.xContentTypeOptions] == "own")
    }

    @Test("Fields of the connection are dropped; a field that names a file for the web server is a 500")
    func connectionFields() async throws {
        let router = Router()
        router.get("connection") { _, _ in
            Response(status: .ok, headers: [.connection: "close", .transferEncoding: "chunked"])
        }
        router.get("file") { _, _ in
            Response(status: .ok, headers: [HTTPField.Name("X-Sendfile")!: "/etc/passwd"])
        }
        let response = try await response(router, TestRequest(.get, "/connection"))
        #expect(response.status == .ok)
        #expect(response.headers[.connection] == nil)
        let gate = try await Application(router: router).gate(allow: .everyone)
        #expect(try await InMemoryClient(gate).get("/file").status == .internalServerError)
    }
}

extension Access where Evidence == Void {
    static let nobody = Access("nobody") { _ in false }
}

struct AddressContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let address: String

    init(source: Source) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress.map { "\($0.ipAddress ?? "") \($0.port ?? 0)" } ?? "unknown"
    }
}
