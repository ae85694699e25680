import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import GatehouseHummingbird

@Suite("A router of Hummingbird below a path of a gate")
struct MountTests {
    struct Member: Sendable {
        let name: String
    }

    struct MemberContext: Hummingbird.RequestContext {
        typealias Source = GateContextSource<Member>
        var coreContext: CoreRequestContextStorage
        let member: Member
        let address: String?

        init(source: GateContextSource<Member>) {
            coreContext = .init(source: source)
            member = source.evidence
            address = source.request.clientAddress
        }
    }

    private let member = Access<Member>("member", else: .signIn) { request in
        request.headers[.authorization].map(Member.init)
    }
    private let ada: HTTPFields = [.authorization: "Ada"]

    private func gate(_ calls: CallCounter = CallCounter()) -> Gate {
        let router = Router(context: MemberContext.self)
        router.add(middleware: Counting(counter: calls))
        router.get("/") { _, context in "root of \(context.member.name)" }
        router.get("todos/{id}") { request, context in
            "\(context.member.name) \(try context.parameters.require("id")) \(request.uri) \(context.address ?? "")"
        }
        let open = Router()
        open.get("status") { _, _ in "fine" }
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in "home" }
        gate.mount("/api", allow: member, router)
        gate.mount("/open/hummingbird", allow: .everyone, open)
        return gate
    }

    @Test("The router sees the path below the prefix, and the context has the evidence of the rule")
    func evidence() async throws {
        let client = try InMemoryClient(gate())
        let response = try await client.get("/api/todos/7?x=%20", headers: ada)
        #expect(response.text == "Ada 7 /todos/7?x=%20 192.0.2.1")
        for target in ["/api", "/api/"] {
            #expect(try await client.get(target, headers: ada).text == "root of Ada")
        }
    }

    @Test("A context without evidence works behind every rule, and other routes of the gate stay")
    func otherRoutes() async throws {
        let client = try InMemoryClient(gate())
        #expect(try await client.get("/open/hummingbird/status").text == "fine")
        #expect(try await client.get("/").text == "home")
        #expect(try await client.get("/open/status").status == .notFound)
    }

    @Test(
        "A denied request gets the denial of the rule, and no code of the router runs",
        arguments: ["/api", "/api/todos/7", "/api/none"])
    func denial(target: String) async throws {
        let calls = CallCounter()
        let client = try InMemoryClient(gate(calls))
        for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options, .trace] {
            #expect(try await client.send(TestRequest(method, target)).status == .unauthorized)
        }
        #expect(calls.value == 0)
    }
}
