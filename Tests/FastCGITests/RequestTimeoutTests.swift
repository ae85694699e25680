import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Requests that exceed their timeout", .timeLimit(.minutes(5)))
struct RequestTimeoutTests {
    private func setting(
        workers: Int = 1,
        _ log: CollectedLog = CollectedLog(),
        address: SocketAddress? = nil,
        patience: Duration = .milliseconds(500)
    ) -> Setting {
        Setting(address: address, workers: workers, logger: log.logger) {
            $0.requestTimeout = .milliseconds(200)
            $0.patience = patience
        }
    }

    /// Breaks if a hanging handler gets no response, or its worker is not replaced.
    @Test(
        "A handler that blocks its thread forever gets a 503, and its worker is replaced",
        arguments: [1, 3])
    func blockedHandlerIs503(workers: Int) async throws {
        let block = Block()
        let gate = Gate()
        let log = CollectedLog()
        try await serving(
            responding { request, response in
                switch request.parameters["NAME"] {
                case "hang":
                    block.hang()
                case "together":
                    await gate.wait()
                    try response.finish(.plain(200))
                default:
                    try response.finish(.plain(200))
                }
            },
            Setting(workers: workers, logger: log.logger) { $0.requestTimeout = .seconds(1) }
        ) { address, _ in
            defer { block.release() }
            try Self.ask(address, workers, "hang", 503)
            // All handlers must run at the same time before one may end.
            try Self.ask(address, workers, "together", 200) {
                try gate.waitForArrivals(workers)
                gate.open()
            }
        }
        #expect(log.messages.filter { $0.contains("took longer") }.count == workers)
        #expect(log.messages.filter { $0.contains("starting a new worker") }.count == workers)
    }

    private static func ask(
        _ address: SocketAddress,
        _ count: Int,
        _ name: String,
        _ status: Int,
        meanwhile: () throws -> Void = {}
    ) throws {
        guard count > 0 else { return try meanwhile() }
        var peer = try Peer(address)
        try peer.send(ClientRequest.get(name).bytes())
        try ask(address, count - 1, name, status, meanwhile: meanwhile)
        let code = try peer.response().status.code
        #expect(code == status)
    }

    /// Breaks if an abandoned handler can still reach its own connection, or a later one.
    @Test("An abandoned handler cannot send anything", arguments: [false, true])
    func lateWriteSendsNothing(keepsConnection: Bool) async throws {
        let block = Block()
        let error = Box<FastCGIError?>(nil)
        try await serving(
            responding { request, response in
                guard request.parameters["NAME"] == "late" else { return try response.finish(.plain(200)) }
                block.hang()
                do throws(FastCGIError) {
                    try response.finish(.plain(200), body: Array("late".utf8))
                } catch let failure {
                    error.value = failure
                }
                block.leave()
            },
            setting()
        ) { address, _ in
            defer { block.release() }
            var peer = try Peer(address)
            let response = try peer.ask(.get("late"), keepsConnection: keepsConnection)
            #expect(response.status == .serviceUnavailable)
            // The new worker responds, so the old one has been abandoned.
            try Peer.askWell(address)
            // The handler still runs, but its connection is closed: sending to it fails.
            var isClosed = false
            let end = ContinuousClock.now + .hang
            while !isClosed, ContinuousClock.now < end {
                do { try peer.send([0]) } catch { isClosed = true }
                usleep(1000)
            }
            #expect(isClosed)
            var next = try Peer(address)
            #expect(try next.ask(.get("next"), keepsConnection: true).status == .ok)
            block.release()
            try block.waitForDeparture()
            #expect(try next.ask(.get("again"), keepsConnection: true).text.isEmpty)
        }
        #expect(error.value?.code == .requestOver)
    }

    /// Breaks if the task of the worker is not cancelled, or if a cancelled task serves the next request.
    @Test("A timeout cancels the handler, and the next request is not cancelled")
    func timeoutCancelsHandler() async throws {
        let seen = Box<[Bool]>([])
        let log = CollectedLog()
        try await serving(
            responding { request, response in
                if request.parameters["NAME"] == "long" {
                    do {
                        try await Task.sleep(for: .seconds(3600))
                    } catch is CancellationError {
                        seen.change { $0.append(true) }
                        // Too late: the client has got the 503.
                        try response.finish(.plain(200))
                    }
                    return
                }
                seen.change { $0.append(Task.isCancelled) }
                try response.finish(.plain(200))
            },
            setting(log)
        ) { address, _ in
            #expect(try Peer.ask(address, .get("long")).status == .serviceUnavailable)
            try Peer.askWell(address)
        }
        #expect(seen.value == [true, false])
        #expect(!log.has("new worker"), "a handler that ended lost its worker")
    }

    /// Breaks if cancellation does not reach the operation that a handler awaits.
    @Test("The cancellation handler of a waiting handler is called")
    func cancellationHandlerIsCalled() async throws {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let log = CollectedLog()
        try await serving(
            responding { request, response in
                if request.parameters["NAME"] == "long" {
                    await withTaskCancellationHandler {
                        for await _ in stream {}
                    } onCancel: {
                        continuation.finish()
                    }
                    return
                }
                try response.finish(.plain(200))
            },
            setting(log)
        ) { address, _ in
            #expect(try Peer.ask(address, .get("long")).status == .serviceUnavailable)
            try Peer.askWell(address)
        }
        #expect(!log.has("new worker"))
        #expect(!log.has("sending 500"))
    }

    /// Breaks if the next request begins while the watchdog still cancels the previous one, and the watchdog mistakes
    /// it for that one: it would lose its worker and get no response. Some of the rounds hit that moment.
    @Test("Successive requests each have their own timeout and their own 503", arguments: 0..<4)
    func successiveTimeoutsAreIndependent(_: Int) async throws {
        let log = CollectedLog()
        try await serving(
            responding { _, _ in try await Task.sleep(for: .seconds(3600)) },
            Setting(logger: log.logger) {
                $0.requestTimeout = .milliseconds(8)
                $0.patience = .hang
            }
        ) { address, _ in
            for _ in 0..<50 {
                var peer = try Peer(address)
                let status = try peer.ask(.get()).status
                #expect(status == .serviceUnavailable)
            }
        }
        #expect(!log.has("new worker"))
    }

    /// Breaks if a read, which holds the lock of the exchange, keeps the watchdog from responding.
    @Test("A handler that waits for a stalled body gets a 503", arguments: [false, true])
    func stalledBodyIs503(overUnix: Bool) async throws {
        let directory = try TemporaryDirectory()
        let log = CollectedLog()
        let address = overUnix ? try SocketAddress.unix(path: directory.path("s")) : nil
        try await serving(
            responding { request, response in
                _ = try await request.body.collect(upTo: 1000)
                try response.finish(.plain(200))
            },
            setting(log, address: address, patience: .hang)
        ) { address, _ in
            var peer = try Peer(address)
            let bytes = ClientRequest.post(Array(repeating: 1, count: 100)).bytes()
            try peer.send(bytes.dropLast(60))
            #expect(try peer.response().status == .serviceUnavailable)
            try Peer.askWell(address, .post([1, 2, 3]))
        }
        #expect(!log.has("new worker"), "reading did not end by itself")
        #expect(!log.has("sending 500"))
    }

    /// Breaks if a blocked write is not ended: the peer would block the worker for the write timeout.
    @Test("A peer that does not read its response is disconnected")
    func blockedWriteIsEnded() async throws {
        let log = CollectedLog()
        try await serving(
            responding { request, response in
                let size = request.parameters["NAME"] == "large" ? 64 << 20 : 1
                try response.finish(.plain(200), body: Array(repeating: 0x2A, count: size))
            },
            Setting(logger: log.logger) {
                $0.requestTimeout = .milliseconds(200)
                $0.patience = .hang
                $0.writeTimeout = .hang
            }
        ) { address, _ in
            let peer = try Peer(address)
            try peer.send(ClientRequest.get("large").bytes())
            try Peer.askWell(address)
            _ = consume peer
        }
        #expect(log.has("took longer"))
        #expect(!log.has("new worker"), "writing did not end by itself")
    }

    /// Breaks if the watchdog misses the first request after a pause, or uses the start time of an old request.
    @Test("Many short requests over one connection do not add up to a timeout")
    func shortRequestsDoNotAddUp() async throws {
        let log = CollectedLog()
        // No request takes that long, even on a busy machine.
        let setting = Setting(logger: log.logger) { $0.requestTimeout = .seconds(3) }
        try await serving(Recorder().handler, setting) { address, _ in
            var peer = try Peer(address)
            let end = ContinuousClock.now + .seconds(4)
            repeat {
                #expect(try peer.ask(.get("short"), keepsConnection: true).status == .ok)
                usleep(100_000)
            } while ContinuousClock.now < end
        }
        #expect(log.messages.isEmpty, "\(log.messages)")
    }
}
