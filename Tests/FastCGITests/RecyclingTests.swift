import FastCGIClient
import Foundation
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Servers that end to be restarted", .timeLimit(.minutes(5)))
struct RecyclingTests {
    /// Breaks if requests are not counted, or if the last one is lost.
    @Test(
        "The request limit ends the server, at most a tenth earlier, and the last request is served",
        arguments: [1, 5, 40])
    func requestLimitEndsServer(_ maximum: Int) async throws {
        let log = CollectedLog()
        let recorder = Recorder()
        let setting = Setting(logger: log.logger) { $0.maximumRequests = maximum }
        try await serving(recorder.handler, setting) { address, server in
            // Nothing stops this server from outside: the loop ends with the server.
            do {
                while recorder.count < 2 * maximum { try Peer.askWell(address) }
            } catch {
                return
            }
        }
        // Peers that connected before the listener closes also get responses; `spread()` counts exactly.
        #expect(recorder.count >= maximum - maximum / 10)
        #expect(log.has("it has served"))
    }

    /// Otherwise a site with many processes would have none for a moment.
    @Test("Processes that started together do not end together, and none more than a tenth early")
    func requestLimitsAreSpread() throws {
        var limits: Set<Int> = []
        for _ in 0..<50 {
            let wakeUp = try WakeUp()
            let recycling = Recycling(maximumRequests: 1000, wakeUp: wakeUp, logger: CollectedLog().logger)
            var count = 0
            while !wakeUp.isSignalled, count < 2000 {
                recycling.countRequest()
                count += 1
            }
            limits.insert(count)
        }
        #expect(limits.allSatisfy { (900...1000).contains($0) })
        // Fifty of a hundred and one possible values.
        #expect(limits.count > 10)
    }

    /// Breaks if the memory is not measured, or is compared in pages.
    @Test("Exceeding the memory limit ends the server")
    func memoryLimitEndsServer() async throws {
        let log = CollectedLog()
        try await serving(
            responding { _, response in
                // Long enough for a check of the watchdog.
                try await Task.sleep(for: .milliseconds(400))
                try response.finish(.plain(200))
            },
            Setting(logger: log.logger) { $0.maximumResidentMemory = 1 << 20 }
        ) { address, _ in try Peer.askWell(address) }
        #expect(log.has("bytes of resident memory"))

        // Checked directly, because a short request may end before the watchdog checks.
        for (limit, ends) in [(1 << 20, true), (1 << 40, false)] {
            var configuration = ServerConfiguration()
            configuration.maximumResidentMemory = limit
            let wakeUp = try WakeUp()
            let recycling = Recycling(wakeUp: wakeUp, logger: CollectedLog().logger)
            var health = Health(configuration, recycling, executable: nil, endsWhenReplaced: { false })
            health.check(.now)
            #expect(wakeUp.isSignalled == ends)
        }
    }

    /// Breaks if an incomplete file is started, if no check runs, or if every tick of the watchdog checks.
    @Test("A replaced or removed executable ends the server after two equal checks, about a second apart")
    func replacedExecutableEndsServer() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("app")
        func put(_ text: String, _ name: String = "next") throws {
            try Data(text.utf8).write(to: directory.url.appendingPathComponent(name))
        }
        try put("old", "app")
        try FileManager.default.createSymbolicLink(atPath: directory.path("exe"), withDestinationPath: path)
        for isRemoved in [false, true] {
            let file = try #require(ExecutableFile(directory.path("exe")))
            let wakeUp = try WakeUp()
            let log = CollectedLog()
            let recycling = Recycling(wakeUp: wakeUp, logger: log.logger)
            let (isManaged, begin) = (Box(true), ContinuousClock.now)
            var health = Health(.init(), recycling, executable: file, endsWhenReplaced: { isManaged.value })
            #expect(health.interval == .seconds(1))
            #expect(
                Health(.init(), recycling, executable: file, endsWhenReplaced: { false }).interval == nil,
                "no web server would restart it")
            func ends(after seconds: Double) -> Bool {
                health.check(begin + .seconds(seconds))
                return wakeUp.isSignalled
            }
            for seconds in 1...3 { #expect(!ends(after: Double(seconds))) }
            if isRemoved {
                try FileManager.default.removeItem(atPath: path)
            } else {
                // The new file still grows.
                try put("ne")
                #expect(unsafe rename(directory.path("next"), path) == 0)
                #expect(!ends(after: 4))
                try put("new, and longer", "app")
            }
            #expect(!ends(after: 5))
            for tick in 1...8 { #expect(!ends(after: 5 + Double(tick) / 10), "checked at each tick") }
            isManaged.value = false
            #expect(!ends(after: 6), "no web server would restart it")
            isManaged.value = true
            #expect(ends(after: 7))
            #expect(ends(after: 8))
            #expect(log.messages.count == 1, "logged once")
        }
        let recycling = Recycling(wakeUp: try WakeUp(), logger: CollectedLog().logger)
        #expect(Health(.init(), recycling, executable: nil, endsWhenReplaced: { true }).interval == nil)
        #expect(ExecutableFile(directory.path("exe")) == nil, "a broken link")
    }

    /// Breaks if a stopped server ends with an error, or if a server that ends on its own account ends without one.
    @Test("A server that gives up ends with an error, unless it was stopped before", arguments: [false, true])
    func errorOnlyWithoutStop(isStopped: Bool) throws {
        let wakeUp = try WakeUp()
        let recycling = Recycling(wakeUp: wakeUp, logger: CollectedLog().logger)
        if isStopped { wakeUp.signal() }
        recycling.endExhausted("the limit is exceeded")
        #expect((recycling.failure == nil) == isStopped)
        #expect(wakeUp.isSignalled)
    }

    @Test("The resident memory of this process has a plausible size")
    func residentMemoryIsMeasured() throws {
        let bytes = try #require(Memory.resident())
        #expect((1 << 20...1 << 40).contains(bytes))
    }

    /// Breaks if a server that recycles itself cuts its requests off as after stop().
    @Test("A request in flight keeps its full timeout while the server recycles itself")
    func recyclingKeepsRequestTimeout() async throws {
        let setting = Setting(workers: 2) {
            $0.maximumRequests = 2
            $0.drainTimeout = .milliseconds(50)
        }
        let gate = Gate()
        try await serving(
            responding { request, response in
                if request.parameters["NAME"] == "long" {
                    gate.open()
                    await gate.wait()
                    try await Task.sleep(for: .milliseconds(500))
                }
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in
            var long = try Peer(address)
            try long.send(ClientRequest.get("long").bytes())
            try gate.waitForArrivals()
            try Peer.askWell(address)
            #expect(try long.response().status == .ok)
            // stop() comes afterwards, at the end of the client.
        }
    }
}
