import GatehouseCore
import GatewayInterface
import HTTPTypes
import Logging
import MetricsTestKit
import Testing

@testable import Gatehouse

@Suite("Metrics")
struct MetricsTests {
    private struct Mishap: Error {}

    /// Sends requests to a gate with three routes, and returns the metrics.
    private func metrics(_ requests: [(method: String, target: String)]) async throws -> TestMetrics {
        let metrics = TestMetrics()
        let counted = try #require(RequestMetrics(metrics))
        var gate = Gate()
        gate.get("/notes/{id}", allow: .everyone) { request in try request.path["id"] }
        gate.get("/hidden", allow: .nobody) { _ in "never" }
        gate.get("/broken", allow: .everyone) { _ -> String in throw Mishap() }
        let dispatcher = try Dispatcher(
            gate,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            dependencies: Dependencies(
                now: { Timestamp(secondsSince1970: 0) }, nanoseconds: Dependencies.world().nanoseconds,
                observer: counted.note)
        )
        for (method, target) in requests {
            let parameters = try Parameters([
                (name: "REQUEST_METHOD", value: method), (name: "REQUEST_URI", value: target),
                (name: "REMOTE_ADDR", value: "::1"),
            ])
            _ = await dispatcher.respond(to: parameters, body: RequestBody())
        }
        return metrics
    }

    private func requests(_ method: String, _ route: String, _ status: String, _ decision: String) -> [(String, String)]
    {
        [("method", method), ("route", route), ("status", status), ("decision", decision)]
    }

    @Test("A request is counted once, by the path of its route and not by its target")
    func requestsAreCountedByRoute() async throws {
        let metrics = try await metrics([
            ("GET", "/notes/1"), ("GET", "/notes/2"), ("HEAD", "/notes/3"), ("GET", "/hidden"), ("GET", "/broken"),
            ("GET", "/%"),
        ])
        let name = "gatehouse_requests_total"
        #expect(
            try metrics.expectCounter(name, requests("GET", "/notes/{id}", "200", "allowed")).totalValue == 2)
        #expect(try metrics.expectCounter(name, requests("HEAD", "/notes/{id}", "200", "allowed")).totalValue == 1)
        #expect(try metrics.expectCounter(name, requests("GET", "/hidden", "404", "denied")).totalValue == 1)
        #expect(try metrics.expectCounter(name, requests("GET", "/broken", "500", "allowed")).totalValue == 1)
        #expect(try metrics.expectCounter(name, requests("other", "none", "400", "refused")).totalValue == 1)
        #expect(metrics.counters.count { $0.label == name } == 5)
        #expect(try metrics.expectCounter("gatehouse_response_bytes_total", [("route", "/notes/{id}")]).totalValue == 3)
        let timer = try metrics.expectTimer("gatehouse_request_duration", [("route", "/notes/{id}")])
        #expect(timer.values.count == 3)
        #expect(timer.values.allSatisfy { $0 > 0 })
    }

    @Test("Clients cannot create labels: unusual methods and unknown paths share one each")
    func clientsCannotCreateLabels() async throws {
        let metrics = try await metrics((0..<50).map { ("BREW\($0)", "/nowhere/\($0)") })
        let counters = metrics.counters.filter { $0.label == "gatehouse_requests_total" }
        #expect(counters.count == 1)
        #expect(
            try metrics.expectCounter("gatehouse_requests_total", requests("other", "none", "404", "unknown"))
                .totalValue
                == 50)
    }

    @Test("Without a metrics system nothing is counted")
    func nothingIsCountedWithoutBackend() {
        #expect(RequestMetrics() == nil)
    }
}
