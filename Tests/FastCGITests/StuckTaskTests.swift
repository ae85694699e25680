import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Tasks that ignore their cancellation do not pile up", .timeLimit(.minutes(5)))
struct StuckTaskTests {
    private final class Place: BackgroundWorkSlot {
        private let isLast: Bool
        init(isLast: Bool) { self.isLast = isLast }
        func release() {}
        func becomesStuck() -> Bool { isLast }
    }

    /// Asks for handlers that hang, one after the other, until nobody answers.
    private func hang(_ address: SocketAddress, _ most: Int) -> Int {
        for number in 0..<most {
            guard (try? Peer.ask(address, .get("hangs"))) != nil else { return number }
        }
        return most
    }

    /// Breaks if the server goes on accepting with any number of threads that nothing can end.
    @Test("Six handlers that never end: above the limit the server ends with an error", arguments: [0, 2])
    func handlers(limit: Int) async throws {
        let block = Block()
        defer { block.release() }
        let log = CollectedLog()
        let setting = Setting(logger: log.logger) {
            $0.requestTimeout = .milliseconds(40)
            $0.patience = .milliseconds(20)
            $0.maximumStuckTasks = limit
        }
        let responded = Box(0)
        await #expect(throws: FastCGIError(.stuckTasks, "")) {
            try await serving(
                responding { _, _ in block.hang() },
                setting
            ) { address, server in
                responded.value = hang(address, 6)
                // The server has to end by itself: only then it is told to.
                while (try? address.connect()) != nil {}
            }
        }
        // The one above the limit has had its 503 as well, and perhaps the next, before the server knew.
        #expect((limit + 1...limit + 2).contains(responded.value))
        #expect(log.has("\(limit + 1) cancelled tasks do not end"))
    }

    /// Breaks if those that ended after all count for ever.
    @Test("Handlers that end after they were given up count no more")
    func recovered() async throws {
        let log = CollectedLog()
        let setting = Setting(logger: log.logger) {
            $0.requestTimeout = .milliseconds(40)
            $0.patience = .milliseconds(20)
            $0.maximumStuckTasks = 1
        }
        let blocks = (0..<4).map { _ in Block() }
        let count = Box(0)
        try await serving(
            responding { request, response in
                guard request.parameters["NAME"] == "hangs" else { return try response.finish(.plain(200)) }
                count.change { $0 += 1 }
                let block = blocks[count.value - 1]
                block.hang()
                block.leave()
            },
            setting
        ) { address, _ in
            for (number, block) in blocks.enumerated() {
                #expect(try Peer.ask(address, .get("hangs")).status == .serviceUnavailable)
                let end = ContinuousClock.now + .hang
                while log.messages.filter({ $0.contains("starting a new worker") }).count <= number,
                    ContinuousClock.now < end
                { usleep(1000) }
                block.release()
                try block.waitForDeparture()
            }
            // A busy machine may cut it off as well, but somebody answers.
            _ = try Peer.ask(address)
        }
    }

    /// Breaks if a request in flight is lost when the limit is passed.
    @Test("A request in flight is answered before the server ends")
    func inFlight() async throws {
        let block = Block()
        defer { block.release() }
        let gate = Gate()
        let setting = Setting(workers: 2) {
            $0.requestTimeout = .milliseconds(1500)
            $0.patience = .milliseconds(20)
            $0.maximumStuckTasks = 0
        }
        await #expect(throws: FastCGIError(.stuckTasks, "")) {
            try await serving(
                responding { request, response in
                    if request.parameters["NAME"] == "hangs" { return block.hang() }
                    await gate.wait()
                    try response.finish(.plain(200), body: Array("whole".utf8))
                },
                setting
            ) { address, _ in
                var stuck = try Peer(address)
                try stuck.send(ClientRequest.get("hangs").bytes())
                try block.waitForArrival()
                #expect(try stuck.response().status == .serviceUnavailable)
                var peer = try Peer(address)
                try peer.send(ClientRequest.get("slow").bytes())
                try gate.waitForArrivals()
                // Until the server has decided to end, which closes this one.
                var idle = try Peer(address)
                #expect(try idle.endsWithoutResponse())
                gate.open()
                #expect(try peer.response().text == "whole")
                while (try? address.connect()) != nil {}
            }
        }
    }

    /// Breaks if background work that ignores its cancellation is counted by nobody, or one route's by itself.
    @Test("Stuck background work counts, and so does a route all of whose places are stuck", arguments: [false, true])
    func backgroundWork(isLastOfRoute: Bool) async throws {
        let block = Block()
        defer { block.release() }
        let log = CollectedLog()
        let setting = Setting(logger: log.logger) {
            $0.patience = .milliseconds(20)
            $0.maximumStuckTasks = isLastOfRoute ? 100 : 1
        }
        let seen = Box<[String]>([])
        await #expect(throws: FastCGIError(.stuckTasks, "")) {
            try await serving(
                responding { request, response in
                    if request.parameters["NAME"] == "leaves" {
                        let report = { @Sendable (outcome: BackgroundWork.Outcome) in
                            seen.change { $0.append("\(outcome)") }
                        }
                        let place = Place(isLast: isLastOfRoute)
                        response.leave([
                            BackgroundWork(limit: .milliseconds(20), slot: place, report: report) { block.hang() }
                        ])
                    }
                    try response.finish(.plain(200))
                },
                setting
            ) { address, _ in
                try Peer.askWell(address, .get("leaves"))
                if !isLastOfRoute { try Peer.askWell(address, .get("leaves")) }
                while (try? address.connect()) != nil {}
            }
        }
        #expect(
            seen.value.sorted() == (isLastOfRoute ? ["overdue", "stuck"] : ["overdue", "overdue", "stuck", "stuck"]))
        #expect(log.has(isLastOfRoute ? "slots of one route" : "2 cancelled tasks do not end"))
    }

    /// Breaks if a server that is told to stop ends with an error because of what its stop has cut off.
    @Test("A server that was told to stop ends without an error")
    func told() async throws {
        let block = Block()
        defer { block.release() }
        let setting = Setting {
            $0.drainTimeout = .milliseconds(40)
            $0.patience = .milliseconds(20)
            $0.maximumStuckTasks = 0
        }
        try await serving(responding { _, _ in block.hang() }, setting) { address, server in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            try block.waitForArrival()
            server.stop()
            #expect(try peer.response().status == .serviceUnavailable)
        }
    }
}
