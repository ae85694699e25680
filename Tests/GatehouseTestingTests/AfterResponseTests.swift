import Gatehouse
import GatehouseCore
import GatehouseTesting
import HTTPTypes
import Synchronization
import TestSupport
import Testing

/// Events in the order in which they happened.
private final class Events: Sendable {
    private let events = Mutex<[String]>([])

    var all: [String] { events.withLock { $0 } }

    func note(_ event: String) { events.withLock { $0.append(event) } }
}

@Suite("Background work runs the same in memory and over a socket", .timeLimit(.minutes(5)))
struct AfterResponseTests {
    /// Sends a request, and returns when the server and its background work have ended.
    private func events(
        _ kind: ClientKind,
        _ target: String,
        status: HTTPResponse.Status? = .ok,
        _ routes: (inout Gate, Events) -> Void
    ) async throws -> [String] {
        let events = Events()
        var gate = Gate()
        routes(&gate, events)
        let served = gate
        try await kind.asking(served) { client async throws in
            guard let status else {
                await #expect(throws: (any Error).self) { try await client.get(target) }
                return
            }
            #expect(try await client.get(target).status == status)
        }
        return events.all
    }

    @Test("Background work runs after the handler, in the order in which it was added", arguments: ClientKind.allCases)
    func workRunsAfterHandlerInOrder(kind: ClientKind) async throws {
        let seen = try await events(kind, "/") { gate, events in
            gate.middleware("also leaves work") { request, next in
                let response = try await next()
                try request.afterResponse("third") { events.note("third") }
                return response
            }
            gate.get("/", allow: .everyone) { request in
                try request.afterResponse("first") {
                    await Task.yield()
                    events.note("first")
                }
                try request.afterResponse("second") { events.note("second") }
                events.note("handler")
                return "done\n"
            }
        }
        #expect(seen == ["handler", "first", "second", "third"])
    }

    @Test(
        "Background work runs after the end of a stream, including work that the stream added",
        arguments: ClientKind.allCases)
    func workRunsAfterStream(kind: ClientKind) async throws {
        let seen = try await events(kind, "/") { gate, events in
            gate.get("/", allow: .everyone) { request in
                try request.afterResponse("of the handler") { events.note("of the handler") }
                return Response(
                    status: .ok,
                    body: .stream { writer in
                        try writer.write("one")
                        try writer.flush()
                        try request.afterResponse("of the stream") { events.note("of the stream") }
                        try writer.write("two")
                        events.note("stream")
                    })
            }
        }
        #expect(seen == ["stream", "of the handler", "of the stream"])
    }

    /// Breaks if work runs although the client got no response.
    @Test(
        "A request without a successful response runs no background work",
        arguments: ClientKind.allCases, ["/throws", "/refuses", "/denied", "/breaks", "/breaks-late", "/invalid"])
    func failedRequestRunsNoWork(kind: ClientKind, target: String) async throws {
        let status: HTTPResponse.Status? =
            switch target {
            case "/denied": .notFound
            case "/refuses": .conflict
            case "/breaks-late": nil
            default: .internalServerError
            }
        let seen = try await events(kind, target, status: status) { gate, events in
            let leave = { @Sendable (request: Request) throws in
                try request.afterResponse("never") { events.note("ran for \(request.target)") }
                events.note("left")
            }
            gate.get("/throws", allow: .everyone) { request -> String in
                try leave(request)
                throw Mishap()
            }
            gate.get("/refuses", allow: .everyone) { request -> String in
                try leave(request)
                throw HTTPError(.conflict)
            }
            let denies = Access<Void>("leaves work and denies") { request -> Bool in
                try leave(request)
                throw Denial.hidden
            }
            gate.get("/denied", allow: denies) { _ in "never" }
            gate.get("/breaks", allow: .everyone) { request in
                try leave(request)
                return Response(status: .ok, body: .stream { _ in throw Mishap() })
            }
            gate.get("/breaks-late", allow: .everyone) { request in
                try leave(request)
                return Response(
                    status: .ok,
                    body: .stream { writer in
                        try writer.write("half")
                        try writer.flush()
                        throw Mishap()
                    })
            }
            gate.get("/invalid", allow: .everyone) { request in
                try leave(request)
                return Response(status: .ok, headers: [.transferEncoding: "chunked"])
            }
        }
        #expect(seen == ["left"])
    }

    @Test("Background work of a handler runs although its redirect is too long", arguments: ClientKind.allCases)
    func workRunsBehindLongRedirect(kind: ClientKind) async throws {
        let seen = try await events(kind, "/", status: .uriTooLong) { gate, events in
            gate.get("/", allow: .everyone) { request in
                try request.afterResponse("work") { events.note("work") }
                return Redirect(toSite: "https://www.example.org/" + String(repeating: "a", count: 9000))
            }
        }
        #expect(seen == ["work"])
    }

    @Test("A rule that allows the request may add background work", arguments: ClientKind.allCases)
    func allowingRuleMayAddWork(kind: ClientKind) async throws {
        let seen = try await events(kind, "/") { gate, events in
            let passes = Access<Void>("leaves work") { request in
                try request.afterResponse("note the visit") { events.note("visit") }
                return true
            }
            gate.get("/", allow: passes) { _ in "done\n" }
        }
        #expect(seen == ["visit"])
    }

    @Test("Too much background work is a 503 with Retry-After, and its slots are free again afterwards")
    func excessWorkIs503() async throws {
        var gate = Gate()
        gate.configuration.backgroundWorkLimit = 2
        let events = Events()
        gate.get("/{count:int}", allow: .everyone) { request in
            for number in 0..<(Int(try request.path["count"]) ?? 0) {
                try request.afterResponse("work \(number)") { events.note("\(number)") }
            }
            return "done\n"
        }
        let client = try InMemoryClient(gate)
        for _ in 0..<3 {
            let refused = try await client.get("/3")
            #expect(refused.status == .serviceUnavailable)
            #expect(refused.headers[.retryAfter] == "1")
            #expect(events.all == [])
        }
        #expect(try await client.get("/2").status == .ok)
        #expect(events.all == ["0", "1"])
        #expect(try await client.get("/2").status == .ok)
        #expect(events.all == ["0", "1", "0", "1"])
    }

    /// Breaks if the first route to ask can take all slots.
    @Test("A route with only stuck work leaves slots for other routes, and gets its own back")
    func stuckRouteLeavesSlotsToOthers() async throws {
        var gate = Gate()
        gate.configuration.stuckTaskLimit = 1024
        gate.configuration.backgroundWorkTimeout = .seconds(3600)
        let isReleased = Mutex(false)
        let events = Events()
        gate.get("/stuck/{id}", allow: .everyone) { request in
            try request.afterResponse("waits") {
                while !isReleased.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(2)) }
                events.note("stuck")
            }
            return "done\n"
        }
        gate.get("/other", allow: .everyone) { request in
            try request.afterResponse("other") { events.note("other") }
            return "done\n"
        }
        let served = gate
        try await ClientKind.oneWorker.asking(served) { client in
            var statuses: [Int] = []
            // Different targets are one route.
            for number in 0..<16 { statuses.append(try await client.get("/stuck/\(number)").status.code) }
            #expect(statuses == Array(repeating: 200, count: 8) + Array(repeating: 503, count: 8))
            #expect(try await client.get("/other").status == .ok)
            isReleased.withLock { $0 = true }
            while events.all.count < 9 { try await Task.sleep(for: .milliseconds(2)) }
            #expect(try await client.get("/stuck/again").status == .ok)
        }
        #expect(events.all.sorted() == ["other"] + Array(repeating: "stuck", count: 9))
    }

    @Test("Work that is added too late is refused, also if background work adds it")
    func lateWorkIsRefused() async throws {
        var gate = Gate()
        let codes = Mutex<[AfterResponseError.Code]>([])
        gate.get("/", allow: .everyone) { request in
            try request.afterResponse("leaves more") {
                do throws(AfterResponseError) {
                    try request.afterResponse("more") {}
                } catch {
                    codes.withLock { $0.append(error.code) }
                }
            }
            return "done\n"
        }
        #expect(try await InMemoryClient(gate).get("/").status == .ok)
        #expect(codes.withLock { $0 } == [.tooLate])
    }

    @Test("The outcome of background work is logged with the route and without line breaks")
    func workOutcomeIsLogged() async throws {
        var gate = Gate()
        gate.get("/fails/{id}", allow: .everyone) { request in
            try request.afterResponse("mail\nreceipt") { throw Mishap() }
            return "done\n"
        }
        gate.get("/slow", allow: .everyone) { request in
            try request.afterResponse("sleeps", within: .milliseconds(20)) { try await Task.sleep(for: .seconds(60)) }
            return "done\n"
        }
        gate.get("/no-time", allow: .everyone) { request in
            try request.afterResponse("never", within: .zero) {}
            return "done\n"
        }
        let log = CollectedLog()
        let client = try InMemoryClient(gate, logger: log.logger)
        #expect(try await client.get("/fails/7").status == .ok)
        #expect(try await client.get("/slow").status == .ok)
        #expect(try await client.get("/no-time").status == .internalServerError)
        let lines = log.lines.filter { $0.hasPrefix("error") }
        #expect(lines.count == 3)
        #expect(lines.first?.hasPrefix("error: background work failed: \"Mishap()\"") == true)
        #expect(lines.first?.contains("route=/fails/{id}") == true)
        #expect(lines.first?.contains("work=\"mail\\x0areceipt\"") == true, "\(lines)")
        #expect(lines.dropFirst().first?.contains("exceeded its time limit of 0.02 seconds; cancelling it") == true)
        #expect(lines.last?.contains("invalid time limit") == true)
    }

    @Test("Invalid limits are configuration errors")
    func invalidLimitsAreConfigurationErrors() {
        var gate = Gate()
        gate.configuration.backgroundWorkLimit = -1
        gate.configuration.backgroundWorkTimeout = .zero
        gate.configuration.backgroundWorkLimitPerRoute = 0
        gate.configuration.stuckTaskLimit = -1
        let error = #expect(throws: GateError.self) { try InMemoryClient(gate) }
        #expect(
            error?.problems == [
                "configuration: backgroundWorkTimeout is 0.0 seconds; use a duration above zero",
                "configuration: backgroundWorkLimit is -1; use 0 to 1024",
                "configuration: backgroundWorkLimitPerRoute is 0; use 1 to 1024",
                "configuration: stuckTaskLimit is -1; use 0 to 1024",
            ])
    }
}
