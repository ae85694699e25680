import FastCGIClient
import Foundation
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("The log of slow requests", .timeLimit(.minutes(5)))
struct SlowRequestTests {
    private let text = "a request is slow and still runs"

    @Test("A slow request is logged once while it runs, with its route and rule, and a fast one is not")
    func slowRequestIsLoggedOnce() async throws {
        let (block, log) = (Block(), CollectedLog())
        defer { block.release() }
        let setting = Setting(logger: log.logger) {
            $0.slowRequest = .milliseconds(100)
            $0.ruleOfRoute = { $0 == "GET /slow" ? "everyone" : nil }
        }
        let handler = responding { request, response in
            if request.parameters["NAME"] == "hangs" {
                response.monitor?.note(RouteLabel("GET /slow"))
                block.hang()
            }
            try response.finish(.plain(200))
        }
        try await serving(handler, setting) { address, _ in
            try Peer.askWell(address)
            var peer = try Peer(address)
            try peer.send(ClientRequest.get("hangs").bytes())
            let end = ContinuousClock.now + .hang
            while !log.has(self.text), ContinuousClock.now < end { usleep(1000) }
            // Time for a second line.
            usleep(200_000)
            block.release()
            let response = try peer.response()
            #expect(response.status == .ok)
        }
        let lines = log.lines.filter { $0.contains(text) }
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("warning: ") == true && lines.first?.contains("request=2") == true)
        for part in ["route=GET /slow", "rule=everyone", "worker=working", "working=", "waiting=", "hang()"] {
            #expect(lines.first?.contains(part) == true, "\(lines)")
        }
    }

    @Test("A request that hangs is logged before it is cut off")
    func hungRequestIsLoggedFirst() async throws {
        let (block, log) = (Block(), CollectedLog())
        defer { block.release() }
        let setting = Setting(logger: log.logger) {
            $0.slowRequest = .milliseconds(50)
            $0.requestTimeout = .milliseconds(300)
        }
        try await serving(responding { _, _ in block.hang() }, setting) { address, _ in
            let response = try Peer.ask(address)
            #expect(response.status.code == 503)
            block.release()
        }
        let messages = log.messages.filter { $0.contains(text) || $0.contains("cutting it off") }
        #expect(messages.count == 2 && messages.first == text)
    }

    /// Breaks if the watchdog logs a request that it only sees several times. It has looked often before it cuts it off.
    @Test("A request within the limit is not logged, and its thread gets no signal")
    func requestWithinLimitIsNotLogged() async throws {
        let (block, log) = (Block(), CollectedLog())
        defer { block.release() }
        let setting = Setting(logger: log.logger) {
            $0.slowRequest = .hang
            $0.requestTimeout = .milliseconds(300)
        }
        try await serving(responding { _, _ in block.hang() }, setting) { address, _ in
            let response = try Peer.ask(address)
            #expect(response.status == .serviceUnavailable)
            block.release()
        }
        #expect(log.has("cutting it off") && !log.has(text), "\(log.messages)")
    }

    /// Breaks if the signal can end a write of the response.
    @Test("While a response is written, its thread gets no signal")
    func writingThreadIsNotCopied() async throws {
        let exchange = Box<FastCGIExchange?>(nil)
        let body = [UInt8](repeating: 0x2A, count: 32 << 20)
        let handler = responding { _, response in
            exchange.value = CurrentExchange.value
            try response.finish(.plain(200), body: body)
        }
        try await serving(handler) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            // The handler writes until the peer has taken everything.
            let first = try peer.receive()
            var count = first?.content.count ?? 0
            let own = try #require(exchange.value)
            let isQuiet = own.whileQuiet(1) { true } ?? false
            #expect(!isQuiet)
            for record in try peer.records() where record.kind == .standardOutput { count += record.content.count }
            #expect(count > body.count)
        }
    }

    /// Waits in a function whose name the log must have. The signal ends usleep(3) early.
    @inline(never)
    private static func waitsInNamedFunction(_ block: Block) {
        block.hang()
        withExtendedLifetime(block) {}
    }

    @inline(never)
    private static func worksInNamedFunction(_ isOver: Box<Bool>) -> Int {
        var number = 1
        while !isOver.value { for _ in 0..<1000 { number = number &* 31 &+ 7 } }
        return number
    }

    /// The entry of the log about a request whose handler does something until it is logged.
    private func logged(
        workers: Int = 1, _ handler: @escaping Server.Handler,
        release: @escaping @Sendable () -> Void
    ) async throws -> [String: String] {
        let log = CollectedLog { if $0.contains("is slow") { release() } }
        let setting = Setting(workers: workers, logger: log.logger) { $0.slowRequest = .milliseconds(300) }
        try await serving(handler, setting) { address, _ in
            let response = try Peer.ask(address)
            #expect(response.status == .ok)
        }
        let line = try #require(log.lines.first { $0.contains(text) })
        return Dictionary(
            line.split(separator: " ").compactMap { word in
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                return parts.count == 2 ? (parts[0], line.components(after: parts[0] + "=")) : nil
            }, uniquingKeysWith: { first, _ in first })
    }

    private func seconds(_ entry: [String: String], _ key: String) throws -> Double {
        try #require(Double(entry[key]?.split(separator: " ").first ?? ""))
    }

    /// Breaks if the calls of the C library hide the function that waits.
    @Test("The entry names the function that waits, and most of its time is waiting", arguments: [1, 3])
    func waitingFunctionIsNamed(workers: Int) async throws {
        let block = Block()
        let entry = try await logged(
            workers: workers,
            responding { _, response in
                Self.waitsInNamedFunction(block)
                try response.finish(.plain(200))
            }, release: { block.release() })
        #expect(entry["backtrace"]?.contains("waitsInNamedFunction") == true, "\(entry)")
        #expect(entry["backtrace"]?.contains("hang()") == true, "\(entry)")
        #expect(try seconds(entry, "working") < seconds(entry, "waiting"), "\(entry)")
    }

    /// Breaks if the work of earlier requests counts.
    @Test("Only the work of the request itself counts as working")
    func earlierWorkDoesNotCount() async throws {
        let (block, log) = (Block(), CollectedLog())
        defer { block.release() }
        let handler = responding { request, response in
            if request.parameters["NAME"] == "works" {
                let thread = try #require(SampledThread.current())
                let before = try #require(thread.processorTime)
                while let time = thread.processorTime, time - before < .seconds(1) {}
            } else {
                block.hang()
            }
            try response.finish(.plain(200))
        }
        let setting = Setting(logger: log.logger) { $0.slowRequest = .seconds(2) }
        try await serving(handler, setting) { address, _ in
            try Peer.askWell(address, .get("works"))
            var peer = try Peer(address)
            try peer.send(ClientRequest.get("waits").bytes())
            let end = ContinuousClock.now + .hang
            while !log.lines.contains(where: { $0.contains("request=2") }), ContinuousClock.now < end { usleep(1000) }
            block.release()
            let status = try peer.response().status
            #expect(status == .ok)
        }
        let line = try #require(log.lines.first { $0.contains("request=2") })
        let working = line.components(after: "working=")
        #expect(try #require(Double(working.split(separator: " ").first ?? "")) < 1, "\(line)")
        let duration = line.components(after: "duration=")
        #expect(try #require(Double(duration.split(separator: " ").first ?? "")) >= 2, "\(line)")
    }

    /// Breaks if a word of pthread_cond_wait(3) that looks like a frame ends the chain.
    @Test("If the handler awaits something, the entry shows that the thread waits for its next job")
    func awaitingHandlerShowsQueue() async throws {
        let gate = Gate()
        let entry = try await logged(
            responding { _, response in
                await gate.wait()
                try response.finish(.plain(200))
            }, release: { gate.open() })
        #expect(entry["backtrace"]?.contains("JobQueue.next()") == true, "\(entry)")
        #expect(entry["backtrace"]?.contains("WorkerExecutor.run()") == true, "\(entry)")
    }

    @Test("The entry names the function that works")
    func workingFunctionIsNamed() async throws {
        let isOver = Box(false)
        let entry = try await logged(
            responding { _, response in
                let number = Self.worksInNamedFunction(isOver)
                try response.finish(.plain(200), body: Array("\(number)".utf8))
            }, release: { isOver.value = true })
        let trace = try #require(entry["backtrace"])
        #expect(trace.contains("worksInNamedFunction"), "\(trace)")
        #expect(trace.utf8.count <= CallTrace.longest)
        #expect(!trace.contains("swift_job_run"), "calls that are the same for all requests: \(trace)")
        // On a busy machine, a thread that works also waits for a processor.
        #expect(try seconds(entry, "working") > 0.01, "\(entry)")
    }

    /// Breaks if the signal interrupts a read of libfcgi or of the binding, or reaches the thread during it.
    @Test("A request whose body arrives late is logged without a signal, and succeeds")
    func lateBodySucceeds() async throws {
        let log = CollectedLog()
        let setting = Setting(logger: log.logger) { $0.slowRequest = .milliseconds(100) }
        let handler = responding { request, response in
            let body = try await request.body.collect(upTo: 1000)
            try response.finish(.plain(200), body: Array("\(body.count)".utf8))
        }
        try await serving(handler, setting) { address, _ in
            var peer = try Peer(address)
            let bytes = ClientRequest.post(Array(repeating: 1, count: 100)).bytes()
            try peer.send(bytes.dropLast(60))
            let end = ContinuousClock.now + .hang
            while !log.has(self.text), ContinuousClock.now < end { usleep(1000) }
            try peer.send(bytes.suffix(60))
            let response = try peer.response()
            #expect(response.text == "100")
        }
        #expect(
            log.lines.contains { $0.contains("worker=reading") && $0.contains("none: the thread waits") },
            "\(log.lines)")
    }

    /// Breaks if the signal interrupts the handler's system calls without SA_RESTART, or damages its registers.
    @Test("A thread that is copied many times continues as before")
    func copiedThreadContinues() async throws {
        let done = Box(0)
        let thread = Box<SampledThread?>(nil)
        let ended = Gate()
        let pipe = try WakeUp()
        try Thread.start {
            thread.value = SampledThread.current()
            var sum = 0.0
            for index in 0..<3_000_000 { sum += Double(index) * 0.5 }
            // Waits in read(2) of nothing else than the next event.
            _ = try? Poll.readable(pipe.number)
            done.value = sum == 2_249_999_250_000 ? 1 : -1
            ended.arrive()
        }
        let sampled = try SampledThread.started(thread)
        let sampler = try #require(StackSampler.shared)
        var copies = 0
        for _ in 0..<500 {
            if let copy = sampler.copy(of: sampled) {
                copies += 1
                #expect(sampled.stack.contains(copy.stack) && !copy.words.isEmpty)
            }
        }
        pipe.signal()
        try ended.waitForArrivals(1)
        #expect(done.value == 1)
        #expect(copies > 0)
        // The thread ends now. A thread that does not exist is not copied.
        #expect(sampler.copy(of: SampledThread(number: .max, stack: 0..<1)) == nil)
    }
}

extension String {
    /// The text between a key and the next one.
    fileprivate func components(after key: String) -> String {
        guard let start = range(of: " " + key)?.upperBound else { return "" }
        let rest = self[start...]
        let end = rest.range(of: #" [a-z]+="#, options: .regularExpression)?.lowerBound ?? rest.endIndex
        return String(rest[..<end])
    }
}
