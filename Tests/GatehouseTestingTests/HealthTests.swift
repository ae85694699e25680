import Gatehouse
import GatehouseTesting
import HTTPTypes
import Synchronization
import Testing

@Suite("The path for health checks", .timeLimit(.minutes(5)))
struct HealthTests {
    private struct Unreachable: Error {}

    @Test("A monitor gets only whether the program is healthy", arguments: ClientKind.allCases)
    func monitorLearnsHealthOnly(_ kind: ClientKind) async throws {
        let shared = Shared()
        var gate = Gate()
        gate.health("/health", allow: .address(in: "192.0.2.10", "::1")) { try shared.state.withLock { try $0.get() } }
        try await kind.asking(gate) { client in
            let monitor = TestIdentity.at("192.0.2.10")
            let well = try await client.get("/health", as: monitor)
            #expect(well.status == .ok)
            #expect(well.text == "well\n")
            #expect(well.headers[.cacheControl] == "no-store")
            #expect(try await client.head("/health", as: monitor).body.isEmpty)
            shared.state.withLock { $0 = .success(false) }
            let ill = try await client.get("/health", as: monitor)
            #expect(ill.status == .serviceUnavailable)
            #expect(ill.text == "not well\n")
            #expect(ill.headers[.cacheControl] == "no-store")
            shared.state.withLock { $0 = .failure(Unreachable()) }
            let broken = try await client.get("/health", as: monitor)
            #expect(broken.status == .internalServerError)
            #expect(!broken.text.contains("Unreachable"))
        }
    }

    @Test("The path is hidden from all other clients, and missing by default")
    func healthPathIsHiddenFromOthers() async throws {
        var gate = Gate()
        gate.health("/health", allow: .address(in: "192.0.2.10", "::1"))
        let client = try InMemoryClient(gate)
        try await client.assertEveryRouteDenies(.anonymous)
        #expect(try await client.get("/health", as: .at("::1")).status == .ok)
        let nothing = try await client.get("/nothing", as: .at("192.0.2.11"))
        for address in ["192.0.2.11", "127.0.0.1", "", "192.0.2.10, 192.0.2.11"] {
            #expect(try await client.get("/health", as: .at(address)) == nothing, "\(address)")
        }
        // A forwarded address from the client is ignored.
        let forwarded = TestIdentity(
            headers: [HTTPField.Name("X-Forwarded-For")!: "192.0.2.10"], parameters: ["REMOTE_ADDR": "192.0.2.11"])
        #expect(try await client.get("/health", as: forwarded) == nothing)
        let none = try InMemoryClient(Gate())
        #expect(try await none.get("/health", as: .at("::1")) == nothing)
    }

    private final class Shared: Sendable {
        let state = Mutex<Result<Bool, Unreachable>>(.success(true))
    }
}
