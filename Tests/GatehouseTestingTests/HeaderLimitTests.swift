import Gatehouse
import GatehouseCore
import GatehouseTesting
import GatewayInterface
import HTTPTypes
import Testing

@Suite("Limits of the header fields")
struct HeaderLimitTests {
    private func client(_ change: (inout GateConfiguration) -> Void) throws -> InMemoryClient {
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in "open\n" }
        change(&gate.configuration)
        return try InMemoryClient(gate)
    }

    private func request(_ fields: Int, bytes: Int = 1, more: [String: String] = [:]) -> TestRequest {
        var headers = HTTPFields()
        for number in 0..<fields {
            guard let name = HTTPField.Name("X-\(number)") else { continue }
            headers[name] = String(repeating: "v", count: bytes)
        }
        return TestRequest(.get, "/", headers: headers, parameters: more)
    }

    /// Breaks if the gate counts the web server's own parameters, or applies another limit.
    @Test("One field above the limit is a 431, for existing and missing paths")
    func excessFieldIs431() async throws {
        // The client adds the field Host.
        let client = try client { $0.headerCountLimit = 6 }
        let more = Dictionary(uniqueKeysWithValues: (0..<20).map { ("SERVER_\($0)", "x") })
        #expect(try await client.send(request(5, more: more)).status == .ok)
        var refused = request(6, more: more)
        #expect(try await client.send(refused).status == .requestHeaderFieldsTooLarge)
        refused.target = "/missing"
        let response = try await client.send(refused)
        #expect(response.status == .requestHeaderFieldsTooLarge)
        #expect(response.decision == .refused)
    }

    @Test("One byte above the limit is a 431")
    func excessByteIs431() async throws {
        // `Host: localhost` counts 13 bytes, `X-0` counts 3.
        let client = try client { $0.headerByteLimit = 1000 }
        let more = ["SERVER_X": String(repeating: "x", count: 2000)]
        #expect(try await client.send(request(1, bytes: 1000 - 13 - 3, more: more)).status == .ok)
        #expect(
            try await client.send(request(1, bytes: 1000 - 13 - 2, more: more)).status == .requestHeaderFieldsTooLarge)
    }

    @Test("The limits default to 100 fields and 32 KiB")
    func defaultsAre100FieldsAnd32KiB() async throws {
        let client = try client { _ in }
        #expect(try await client.send(request(99)).status == .ok)
        #expect(try await client.send(request(100)).status == .requestHeaderFieldsTooLarge)
        #expect(try await client.send(request(1, bytes: 32 * 1024 - 16)).status == .ok)
        #expect(try await client.send(request(1, bytes: 32 * 1024 - 15)).status == .requestHeaderFieldsTooLarge)
    }

    /// Breaks if the binding refuses header fields that the gate allows.
    @Test("The limits of all parameters grow with those of the header fields, and do not shrink with them")
    func parameterLimitsGrow() {
        for (fields, bytes, count, size) in [(100, 32, 256, 128), (300, 100, 456, 196), (10, 1, 256, 128)] {
            var configuration = GateConfiguration()
            configuration.headerCountLimit = fields
            configuration.headerByteLimit = bytes * 1024
            #expect(configuration.parameterLimits.count == count)
            #expect(configuration.parameterLimits.bytes == size * 1024)
        }
    }

    @Test("A limit that no request can meet is a configuration error")
    func impossibleLimitsAreConfigurationErrors() {
        let error = #expect(throws: GateError.self) {
            try client {
                $0.headerCountLimit = 0
                $0.headerByteLimit = -1
            }
        }
        #expect(
            error?.problems == [
                "configuration: headerCountLimit is 0, which would refuse every request; use 1 or more",
                "configuration: headerByteLimit is -1, which would refuse every request; use 1 or more",
            ])
    }
}
