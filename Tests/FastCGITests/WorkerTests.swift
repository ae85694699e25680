import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import Synchronization
import Testing

@testable import FastCGI

@Suite("Workers and the threads of handlers", .timeLimit(.minutes(5)))
struct WorkerTests {
    /// The calling thread; pthread_self is unavailable in async functions.
    private static func thread() -> UInt {
        UInt(pthread_self())
    }

    @Test("A handler runs on its worker's thread before and after every await, and so does the next one")
    func handlersRunOnWorkerThread() async throws {
        let threads = Box<[UInt]>([])
        try await serving(
            responding { _, response in
                threads.change { $0.append(Self.thread()) }
                await Task.yield()
                threads.change { $0.append(Self.thread()) }
                try await Task.sleep(for: .milliseconds(1))
                threads.change { $0.append(Self.thread()) }
                try response.finish(.plain(200))
            }
        ) { address, _ in
            try Peer.askWell(address)
            try Peer.askWell(address)
        }
        #expect(threads.value.count == 6)
        #expect(Set(threads.value).count == 1, "a handler that only awaits its own calls changed its thread")
    }

    @Test("A handler may wait for a continuation that is resumed elsewhere")
    func continuationMayBeResumedElsewhere() async throws {
        let gate = Gate()
        let text = try await serving(
            responding { _, response in
                await gate.wait()
                try response.finish(.plain(200), body: Array("resumed".utf8))
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            try gate.waitForArrivals()
            gate.open()
            return try peer.response().text
        }
        #expect(text == "resumed")
    }

    /// The processor time of the calling thread.
    private static func processorTime() -> Duration {
        var time = timespec()
        // clock_gettime(2) fills the local variable.
        _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Breaks if a worker polls whether its handler can continue.
    @Test("A waiting handler uses no processor time: its thread is parked")
    func waitingHandlerUsesNoProcessor() async throws {
        let (waited, worked) = (Box(Duration.zero), Box(Duration.zero))
        try await serving(
            responding { _, response in
                let (clock, processor) = (ContinuousClock.now, Self.processorTime())
                try await Task.sleep(for: .milliseconds(300))
                waited.value = clock.duration(to: .now)
                worked.value = Self.processorTime() - processor
                try response.finish(.plain(200))
            }
        ) { address, _ in try Peer.askWell(address) }
        #expect(waited.value >= .milliseconds(300))
        // A spinning thread gets at least a third of two busy processors; a parked one needs some microseconds.
        #expect(worked.value < .milliseconds(30), "\(worked.value) of \(waited.value)")
        #expect(worked.value > .zero)
    }

    @Test("A handler may call actors and start tasks")
    func handlerMayUseActorsAndTasks() async throws {
        actor Counter {
            var count = 0
            func next() -> Int {
                count += 1
                return count
            }
        }
        let counter = Counter()
        let texts = try await serving(
            responding { _, response in
                async let first = counter.next()
                async let second = counter.next()
                let sum = await first + second
                try response.finish(.plain(200), body: Array("\(sum)".utf8))
            }
        ) { address, _ in [try Peer.ask(address).text, try Peer.ask(address).text] }
        #expect(texts == ["3", "7"])
    }

    @Test("The number of workers is the number of concurrent requests", arguments: [1, 2, 4, 8])
    func workersLimitConcurrency(_ workers: Int) async throws {
        let gate = Gate()
        let inside = Box(0)
        let threads = Box<Set<UInt>>([])
        try await serving(
            responding { _, response in
                inside.change { $0 += 1 }
                threads.change { _ = $0.insert(Self.thread()) }
                await gate.wait()
                try response.finish(.plain(200))
            },
            Setting(workers: workers)
        ) { address, _ in
            // All handlers must run before one may end.
            try Self.ask(address, workers) {
                try gate.waitForArrivals(workers)
                gate.open()
            }
        }
        #expect(inside.value == workers)
        #expect(threads.value.count == workers)
    }

    /// Sends this many requests, each over its own connection; `meanwhile` runs after all have sent and before any
    /// receives.
    private static func ask(_ address: SocketAddress, _ count: Int, meanwhile: () throws -> Void) throws {
        // Peers are noncopyable, so an array cannot hold them: each call holds one.
        guard count > 0 else { return try meanwhile() }
        var peer = try Peer(address)
        try peer.send(ClientRequest.get().bytes())
        try ask(address, count - 1, meanwhile: meanwhile)
        let response = try peer.response()
        #expect(response.status == .ok)
    }

    @Test("With one worker, a second request waits for the response to the first")
    func singleWorkerServesInSequence() async throws {
        let recorder = Recorder()
        let gate = Gate()
        try await serving(
            responding { request, response in
                if request.parameters["NAME"] == "first" { await gate.wait() }
                try await recorder.handler(request, response)
            }
        ) { address, _ in
            var first = try Peer(address)
            var second = try Peer(address)
            try first.send(ClientRequest.get("first").bytes())
            try gate.waitForArrivals()
            try second.send(ClientRequest.get("second").bytes())
            #expect(try second.staysSilent(for: .milliseconds(50)))
            gate.open()
            #expect(try first.response().text == "response to first")
            #expect(try second.response().text == "response to second")
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["first", "second"])
    }

    @Test("stop() waits for the request in flight, and its response arrives complete", arguments: [false, true])
    func stopAwaitsRequestInFlight(keepsConnection: Bool) async throws {
        let gate = Gate()
        let body = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        let received = try await serving(
            responding { _, response in
                await gate.wait()
                try response.finish(.plain(200), body: body)
            }
        ) { address, server in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes(keepsConnection: keepsConnection))
            try gate.waitForArrivals()
            server.stop()
            gate.open()
            let response = try peer.response()
            // A record of no request says that the connection closes.
            if keepsConnection { #expect(try peer.receive()?.kind == .getValuesResult) }
            #expect(try peer.receive() == nil, "a stopped server keeps no connection")
            return response.body
        }
        #expect(received == body)
    }

    @Test("A server that was stopped before it ran ends at once, and may be stopped twice")
    func serverMayBeStoppedBeforeRunning() async throws {
        let server = try Server()
        server.stop()
        server.stop()
        let recorder = Recorder()
        try await server.run(on: try Listener(try SocketAddress("127.0.0.1:0")), recorder.handler)
        #expect(recorder.count == 0)
    }

    @Test("stop() closes the listening socket")
    func stopClosesListener() async throws {
        let address = try await serving(Recorder().handler) { address, _ in address }
        #expect(throws: SystemError("connect \(address)", number: ECONNREFUSED)) { _ = try address.connect() }
    }

    @Test("stop() does not wait for a connected peer that sends nothing")
    func stopIgnoresSilentPeer() async throws {
        // Longer than any busy machine takes.
        let setting = Setting(readTimeout: .seconds(600))
        let begin = Box<ContinuousClock.Instant?>(nil)
        let silent = Box<CInt>(-1)
        try await serving(Recorder().handler, setting) { address, server in
            let descriptor = try address.connect()
            // The peer cannot see that the worker has accepted it.
            _ = try Poll.readable(descriptor.number, timeout: .milliseconds(100))
            begin.value = .now
            server.stop()
            // Stays open after the end of this closure.
            silent.value = descriptor.relinquish()
        }
        _ = Descriptor(adopting: silent.value)
        let waited = try #require(begin.value).duration(to: .now)
        #expect(waited < setting.readTimeout / 2, "the end of the server waited for the read timeout")
    }

    @Test("Zero workers count as one")
    func zeroWorkersCountAsOne() async throws {
        try await serving(Recorder().handler, Setting(workers: 0)) { address, _ in try Peer.askWell(address) }
    }

    @Test("Many connections through few workers each get their own response")
    func connectionsGetTheirOwnResponses() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler, Setting(workers: 3)) { address, _ in
            for round in 0..<20 {
                var a = try Peer(address)
                var b = try Peer(address)
                var c = try Peer(address)
                try a.send(ClientRequest.get("a\(round)").bytes())
                try b.send(ClientRequest.get("b\(round)").bytes())
                try c.send(ClientRequest.get("c\(round)").bytes())
                #expect(try c.response().text == "response to c\(round)")
                #expect(try b.response().text == "response to b\(round)")
                #expect(try a.response().text == "response to a\(round)")
            }
        }
        #expect(Set(recorder.requests.map { $0["NAME"] }).count == 60)
    }
}
