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
        private let released: @Sendable () -> Void
        init(isLast: Bool, released: @escaping @Sendable () -> Void = {}) {
            self.isLast = isLast
            self.released = released
        }
        func release() { released() }
        func becomesStuck() -> Bool { isLast }
    }

    /// Requests handlers that hang, one after the other, until the server stops responding.
    private func hang(_ address: SocketAddress, _ most: Int) -> Int {
        for number in 0..<most {
            guard (try? Peer.ask(address, .get("hangs"))) != nil else { return number }
        }
        return most
    }

    /// Waits until a server that ends by itself has closed its listener.
    private func waitUntilClosed(_ address: SocketAddress) {
        let end = ContinuousClock.now + .hang
        while (try? address.connect()) != nil, ContinuousClock.now < end { usleep(1000) }
    }

    /// Breaks if the server keeps accepting requests while any number of threads cannot end.
    @Test("Above the limit of handlers that never end, the server ends with an error", arguments: [0, 2])
    func stuckHandlersEndServer(limit: Int) async throws {
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
                // The server must end by itself: serving() stops it only after this.
                while (try? address.connect()) != nil {}
            }
        }
        // The handler above the limit also got its 503, and possibly the next one did, before the server detected it.
        #expect((limit + 1...limit + 2).contains(responded.value))
        #expect(log.has("\(limit + 1) cancelled tasks do not end"))
    }

    /// Breaks if abandoned handlers that end later still count.
    @Test("Handlers that end after they were abandoned no longer count")
    func endedHandlersDoNotCount() async throws {
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
            // On a busy machine this may exceed its timeout too, but it gets a response.
            _ = try Peer.ask(address)
        }
    }

    /// Breaks if a request in flight is lost when the limit is exceeded.
    @Test("A request in flight gets its response before the server ends")
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
                // Until the server has decided to end, which closes this connection.
                var idle = try Peer(address)
                #expect(try idle.endsWithoutResponse())
                gate.open()
                #expect(try peer.response().text == "whole")
                while (try? address.connect()) != nil {}
            }
        }
    }

    /// Breaks if background work that ignores its cancellation does not count, or does not count for its route.
    @Test("Stuck background work counts; a route with only stuck slots ends the server", arguments: [false, true])
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
                waitUntilClosed(address)
            }
        }
        #expect(
            seen.value.sorted() == (isLastOfRoute ? ["overdue", "stuck"] : ["overdue", "overdue", "stuck", "stuck"]))
        #expect(log.has(isLastOfRoute ? "slots of one route" : "2 cancelled tasks do not end"))
    }

    /// Breaks if stop() ends a server with an error because of the requests that it cut off.
    @Test("A stopped server ends without an error")
    func stoppedServerEndsWithoutError() async throws {
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

    /// Breaks if stuck background work that ends later still counts.
    @Test("Background work that was stuck and has ended does not count")
    func endedBackgroundWorkDoesNotCount() async throws {
        let setting = Setting {
            $0.patience = .milliseconds(20)
            $0.maximumStuckTasks = 1
        }
        let blocks = (0..<4).map { _ in Block() }
        let count = Box(0)
        let stuck = Gate()
        try await serving(
            responding { request, response in
                if request.parameters["NAME"] == "leaves" {
                    count.change { $0 += 1 }
                    let block = blocks[count.value - 1]
                    let report = { @Sendable (outcome: BackgroundWork.Outcome) in
                        if "\(outcome)" == "stuck" { stuck.arrive() }
                    }
                    // The slot is released after the work has been subtracted.
                    let place = Place(isLast: false) { block.leave() }
                    response.leave([
                        BackgroundWork(limit: .milliseconds(20), slot: place, report: report) { block.hang() }
                    ])
                }
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in
            defer { for block in blocks { block.release() } }
            for block in blocks {
                try Peer.askWell(address, .get("leaves"))
                try stuck.waitForArrivals()
                block.release()
                try block.waitForDeparture()
            }
            try Peer.askWell(address)
        }
    }

    /// Breaks if other work can keep a process alive that must be replaced.
    @Test("When stuck work ends the server, other background work gets the time limit of a request")
    func otherWorkEndsWithStuckServer() async throws {
        let block = Block()
        defer { block.release() }
        let setting = Setting {
            $0.requestTimeout = .seconds(1)
            $0.patience = .milliseconds(20)
            $0.maximumStuckTasks = 0
        }
        let seen = Box<[String]>([])
        await #expect(throws: FastCGIError(.stuckTasks, "")) {
            try await serving(
                responding { request, response in
                    let hangs = request.parameters["NAME"] == "hangs"
                    let report = { @Sendable (outcome: BackgroundWork.Outcome) in
                        if !hangs { seen.change { $0.append("\(outcome)") } }
                    }
                    response.leave([
                        BackgroundWork(
                            limit: hangs ? .milliseconds(20) : .seconds(3600), slot: Place(isLast: false),
                            report: report
                        ) {
                            if hangs { block.hang() } else { try await Task.sleep(for: .seconds(3600)) }
                        }
                    ])
                    try response.finish(.plain(200))
                },
                setting
            ) { address, _ in
                try Peer.askWell(address, .get("sleeps"))
                try Peer.askWell(address, .get("hangs"))
                waitUntilClosed(address)
                // A stop would set another time limit.
                let end = ContinuousClock.now + .hang
                while seen.value.isEmpty, ContinuousClock.now < end { usleep(1000) }
            }
        }
        #expect(seen.value == ["ended"])
    }

    /// Breaks if a stop has no effect on a server that waits for background work before a restart.
    @Test("A stop during a restart limits background work to the drain timeout")
    func stopDuringRestartEndsWork() async throws {
        let drain = Gate()
        let log = CollectedLog { if $0.hasPrefix("waiting for background work") { drain.arrive() } }
        let setting = Setting(logger: log.logger) {
            $0.maximumRequests = 1
            $0.drainTimeout = .milliseconds(100)
            $0.patience = .milliseconds(20)
        }
        let seen = Box<[String]>([])
        try await serving(
            responding { _, response in
                let report = { @Sendable (outcome: BackgroundWork.Outcome) in seen.change { $0.append("\(outcome)") } }
                response.leave([
                    BackgroundWork(limit: .seconds(3600), slot: Place(isLast: false), report: report) {
                        try await Task.sleep(for: .seconds(3600))
                    }
                ])
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in
            try Peer.askWell(address)
            // The server has left its workers and their watchdog.
            try drain.waitForArrivals()
        }
        #expect(seen.value == ["ended"])
    }
}
