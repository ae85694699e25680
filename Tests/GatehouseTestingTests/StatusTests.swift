import Foundation
import Gatehouse
import GatehouseCore
import GatehouseTesting
import GatewayInterface
import HTTPTypes
import Testing

@Suite("The status routes", .timeLimit(.minutes(5)))
struct StatusTests {
    private static let admin = TestIdentity.at("192.0.2.10")

    /// A gate whose status is fixed.
    private func gate(_ status: ServerStatus?, path: String = "/status") -> Gate {
        var gate = Gate()
        gate.status(path, allow: .address(in: "192.0.2.10"))
        gate.statusSource?.set { status }
        return gate
    }

    private var example: ServerStatus {
        var status = ServerStatus()
        status.begin = 1_700_000_000
        status.counters.requests = 5
        status.counters.byClass = [2, 1, 1, 1, 0]
        status.counters.byTime[0] = 4
        status.counters.byTime[20] = 1
        status.counters.microseconds = 61_000_500
        status.counters.bytes = 12_345_678
        status.queue = .init(waiting: 7, limit: 4096)
        status.processesStarted = 3
        status.minutes = [
            .init(requests: 4, failures: 1, microseconds: 500), .init(requests: 0, failures: 0, microseconds: 0),
        ]
        status.workers = [
            .init(
                process: 41, age: .seconds(90), memory: 8_000_000, activity: .working, duration: .milliseconds(1500),
                route: "GET /<b>\"{id}", requests: 4),
            .init(
                process: 42, age: .seconds(3), memory: 9_000_000, activity: .idle, duration: .seconds(2), route: nil,
                requests: 0),
        ]
        return status
    }

    @Test("All three routes are hidden from other clients, and missing by default")
    func routesAreHiddenFromOthers() async throws {
        let client = try InMemoryClient(gate(example))
        try await client.assertEveryRouteDenies(.anonymous)
        let nothing = try await client.get("/nothing", as: .at("192.0.2.11"))
        for path in ["/status", "/status/json", "/status/metrics"] {
            #expect(try await client.get(path, as: Self.admin).status == .ok, "\(path)")
            #expect(try await client.get(path, as: .at("192.0.2.11")) == nothing, "\(path)")
            #expect(try await InMemoryClient(Gate()).get(path, as: Self.admin) == nothing, "\(path)")
        }
    }

    @Test("A rule with evidence opens the routes, too")
    func ruleWithEvidenceOpens() async throws {
        var gate = Gate()
        gate.status("/status/", allow: Access<Int>("has a key") { $0.headers[.authorization] == "key" ? 1 : nil })
        gate.statusSource?.set { ServerStatus() }
        let client = try InMemoryClient(gate)
        let key = TestIdentity(headers: [.authorization: "key"])
        for path in ["/status/", "/status/json", "/status/metrics"] {
            #expect(try await client.get(path, as: key).status == .ok, "\(path)")
            #expect(try await client.get(path).status == .notFound, "\(path)")
        }
    }

    @Test("Without a status, allowed clients get 503, and nothing else changes")
    func missingStatusIsUnavailable() async throws {
        for gate in [
            gate(nil),
            { () -> Gate in
                var gate = Gate()
                gate.status("/status", allow: .address(in: "192.0.2.10"))
                return gate
            }(),
        ] {
            let client = try InMemoryClient(gate)
            #expect(try await client.get("/status/json", as: Self.admin).status == .serviceUnavailable)
            #expect(try await client.get("/status/json").status == .notFound)
        }
    }

    @Test("The page has each worker and escapes routes, has no script, and is not cached")
    func pageShowsWorkers() async throws {
        let client = try InMemoryClient(gate(example))
        let page = try await client.get("/status", as: Self.admin)
        #expect(page.headers[.contentType] == "text/html; charset=utf-8")
        #expect(page.headers[.cacheControl] == "no-store")
        for text in [
            "GET /&lt;b&gt;&quot;{id}", "1.5 s", "8.0 MB", "7 of 4096", "12 MB", "1 of 2 busy", "12 s", "90 s",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
        #expect(page.text.contains("1 min ago: 4 requests, 1 failed, mean 125 µs"))
        #expect(!page.text.contains("<b>") && !page.text.contains("<script") && !page.text.contains(" style="))
        let policy = try #require(page.headers[.contentSecurityPolicy])
        #expect(policy.contains("default-src 'none'") && policy.contains("style-src 'self' 'nonce-"))
        let none = try await InMemoryClient(gate(ServerStatus())).get("/status", as: Self.admin)
        #expect(none.text.contains("No worker runs.") && none.text.contains("unknown"))
    }

    @Test("The JSON is valid and has all numbers")
    func jsonHasAllNumbers() async throws {
        let client = try InMemoryClient(gate(example))
        let response = try await client.get("/status/json", as: Self.admin)
        #expect(response.headers[.contentType] == "application/json")
        #expect(response.headers[.cacheControl] == "no-store")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
        #expect(json["requests"] as? Int == 5 && json["seconds"] as? Double == 61.0005)
        #expect(json["byStatus"] as? [String: Int] == ["2xx": 2, "3xx": 1, "4xx": 1, "5xx": 1, "none": 0])
        #expect(json["queue"] as? [String: Int] == ["waiting": 7, "limit": 4096])
        let durations = try #require(json["byDuration"] as? [[String: Any]])
        #expect(durations.count == 21 && durations[0]["upTo"] as? Double == 0.000064)
        #expect(durations[20]["upTo"] is NSNull && durations[20]["requests"] as? Int == 1)
        let workers = try #require(json["workers"] as? [[String: Any]])
        #expect(workers[0]["route"] as? String == "GET /<b>\"{id}" && workers[0]["activity"] as? String == "working")
        #expect(workers[1]["route"] is NSNull && workers[1]["process"] as? Int == 42)
        #expect((json["minutes"] as? [[String: Any]])?.first?["failures"] as? Int == 1)
        var unknown = example
        unknown.queue = nil
        let other = try await InMemoryClient(gate(unknown)).get("/status/json", as: Self.admin)
        #expect(other.text.contains("\"queue\":null"))
    }

    /// Checks the form of each line (OpenMetrics 1.0.0), and the relations between the samples of the histogram.
    @Test("The metrics are OpenMetrics text, with a cumulative histogram")
    func metricsAreOpenMetrics() async throws {
        let client = try InMemoryClient(gate(example))
        let response = try await client.get("/status/metrics", as: Self.admin)
        #expect(
            response.headers[.contentType] == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        #expect(response.text.hasSuffix("\n# EOF\n"))
        let lines = response.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        var family = ""
        let sample = /gatehouse_server_([a-z_]+)(\{[a-z]+="[^"\\\n]*"\})? (\d+(\.\d+)?)/
        for line in lines where line != "# EOF" {
            if line.hasPrefix("# TYPE ") {
                family = String(line.split(separator: " ")[2])
                continue
            }
            if line.hasPrefix("# HELP ") {
                #expect(line.hasPrefix("# HELP \(family) ") && line.hasSuffix("."))
                continue
            }
            #expect(line.wholeMatch(of: sample) != nil && line.hasPrefix(family), "\(line)")
        }
        func value(_ name: String) -> String? {
            lines.first { $0.hasPrefix("gatehouse_server_\(name) ") }.map { String($0.split(separator: " ")[1]) }
        }
        #expect(value("requests_total{status=\"2xx\"}") == "2")
        #expect(value("request_duration_seconds_bucket{le=\"0.000064\"}") == "4")
        #expect(value("request_duration_seconds_bucket{le=\"+Inf\"}") == "5")
        #expect(value("request_duration_seconds_count") == "5" && value("request_duration_seconds_sum") == "61.000500")
        #expect(value("workers{activity=\"working\"}") == "1" && value("processes") == "2")
        #expect(value("listen_queue") == "7" && value("listen_queue_limit") == "4096")
    }

    @Test("A gate with the status routes only keeps their rule, and serves nothing else")
    func onlyStatusRoutesRemain() async throws {
        var gate = gate(example)
        gate.get("/", allow: .everyone) { _ in "open" }
        gate.configuration.hosts = .only("www.example.com")
        let only = gate.withStatusRoutesOnly
        #expect(try only.routes().count == 3)
        let client = try InMemoryClient(only)
        #expect(try await client.get("/", as: Self.admin).status == .notFound)
        #expect(try await client.get("/status/json", as: .at("192.0.2.11")).status == .notFound)
        #expect(try await client.get("/status/json", as: Self.admin).status == .ok)
    }
}
