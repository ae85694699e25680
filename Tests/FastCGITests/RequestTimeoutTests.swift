import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Requests that take too long", .timeLimit(.minutes(5)))
struct RequestTimeoutTests {
    private func setting(
        workers: Int = 1,
        _ log: LogLines = LogLines(),
        address: SocketAddress? = nil,
        patience: Duration = .milliseconds(500)
    ) -> Setting {
        Setting(address: address, workers: workers, logger: log.logger) {
            $0.requestTimeout = .milliseconds(200)
            $0.patience = patience
        }
    }

    /// Breaks if nobody answers for a handler that hangs, or if its worker stays lost.
    @Test(
        "Handlers that block their threads for ever: 503, and the server goes on with all its workers",
        arguments: [1, 3])
    func blocked(workers: Int) async throws {
        let block = Block()
        let gate = Gate()
        let log = LogLines()
        try await serving(
            answering { request, response in
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
            // All have to be inside at the same time before one may leave.
            try Self.ask(address, workers, "together", 200) {
                try gate.waitForArrivals(workers)
                gate.open()
            }
        }
        #expect(log.all.filter { $0.contains("took longer") }.count == workers)
        #expect(log.all.filter { $0.contains("a new worker takes its place") }.count == workers)
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
        let code = try peer.answer().status.code
        #expect(code == status)
    }

    /// Breaks if a handler that was given up still holds a way to a connection, its own or a later one.
    @Test("What a handler writes after it was given up arrives nowhere", arguments: [false, true])
    func lateAnswer(keepsConnection: Bool) async throws {
        let block = Block()
        let error = Box<FastCGIError?>(nil)
        try await serving(
            answering { request, response in
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
            let answer = try peer.ask(.get("late"), keepsConnection: keepsConnection)
            #expect(answer.status == .serviceUnavailable)
            // Answered by the new worker, and so after the old one was given up.
            try Peer.askWell(address)
            // The handler still runs, its connection is closed: who goes on sending is told.
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
    @Test("A handler that heeds cancellation ends by it; the next request is not cancelled")
    func cancelled() async throws {
        let seen = Box<[Bool]>([])
        let log = LogLines()
        try await serving(
            answering { request, response in
                if request.parameters["NAME"] == "long" {
                    do {
                        try await Task.sleep(for: .seconds(3600))
                    } catch is CancellationError {
                        seen.change { $0.append(true) }
                        // Too late: it is 503 by now.
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

    /// Breaks if cancelling does not reach what a handler awaits.
    @Test("A handler that awaits a continuation gets to its cancellation handler")
    func continuation() async throws {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let log = LogLines()
        try await serving(
            answering { request, response in
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
        #expect(!log.has("answering 500"))
    }

    /// Breaks if the next request, which begins while the watchdog still cancels the one before, is taken for that one: it
    /// would lose its worker, and never be answered. That moment is hit in some of the rounds.
    @Test("One request after the other that takes too long has a time and a 503 of its own", arguments: 0..<4)
    func oneAfterTheOther(_: Int) async throws {
        let log = LogLines()
        try await serving(
            answering { _, _ in try await Task.sleep(for: .seconds(3600)) },
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

    /// Breaks if the lock of the exchange, which a read holds, keeps the watchdog from answering.
    @Test("A handler that waits for a body that does not come: 503", arguments: [false, true])
    func bodyThatStalls(overUnix: Bool) async throws {
        let directory = try TemporaryDirectory()
        let log = LogLines()
        let address = overUnix ? try SocketAddress.unix(path: directory.path("s")) : nil
        try await serving(
            answering { request, response in
                _ = try await request.body.collect(upTo: 1000)
                try response.finish(.plain(200))
            },
            setting(log, address: address, patience: .hang)
        ) { address, _ in
            var peer = try Peer(address)
            let bytes = ClientRequest.post(Array(repeating: 1, count: 100)).bytes()
            try peer.send(bytes.dropLast(60))
            #expect(try peer.answer().status == .serviceUnavailable)
            try Peer.askWell(address, .post([1, 2, 3]))
        }
        #expect(!log.has("new worker"), "reading did not end by itself")
        #expect(!log.has("answering 500"))
    }

    /// Breaks if a write that blocks is not made to end: the peer would hold the worker for the write timeout.
    @Test("A peer that takes no answer loses it")
    func peerThatTakesNothing() async throws {
        let log = LogLines()
        try await serving(
            answering { request, response in
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

    /// Breaks if the watchdog sleeps through the first request after a pause, or takes an old request's time for it.
    @Test("Many short requests over one connection are longer than the timeout together, and none is cut off")
    func shortOnes() async throws {
        let log = LogLines()
        // So long takes none of them, on a busy machine either.
        let setting = Setting(logger: log.logger) { $0.requestTimeout = .seconds(3) }
        try await serving(Recorder().handler, setting) { address, _ in
            var peer = try Peer(address)
            let end = ContinuousClock.now + .seconds(4)
            repeat {
                #expect(try peer.ask(.get("short"), keepsConnection: true).status == .ok)
                usleep(100_000)
            } while ContinuousClock.now < end
        }
        #expect(log.all.isEmpty, "\(log.all)")
    }
}
