import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import Testing

@testable import FastCGI

@Suite("Ending to be started anew", .timeLimit(.minutes(1)))
struct RecyclingTests {
    /// Breaks if requests are not counted, or if the last one is lost.
    @Test("After so many requests, at most a tenth before; the last one is answered", arguments: [1, 5, 40])
    func count(_ maximum: Int) async throws {
        let log = LogLines()
        let recorder = Recorder()
        let setting = Setting(logger: log.logger) { $0.maximumRequests = maximum }
        try await serving(recorder.handler, setting) { address, server in
            // Nobody stops this server: its end ends the loop.
            do {
                while recorder.count < 2 * maximum { try Peer.askWell(address) }
            } catch {
                return
            }
        }
        #expect((maximum - maximum / 10...maximum).contains(recorder.count))
        #expect(log.has("it has served"))
    }

    /// Without this a site with many processes has none for a moment.
    @Test("Processes that were started together do not end together, and none more than a tenth early")
    func spread() throws {
        var configuration = ServerConfiguration()
        configuration.maximumRequests = 1000
        var limits: Set<Int> = []
        for _ in 0..<50 {
            let wakeUp = try WakeUp()
            let recycling = Recycling(configuration: configuration, wakeUp: wakeUp, logger: LogLines().logger)
            var count = 0
            while !wakeUp.isSignalled, count < 2000 {
                recycling.countRequest()
                count += 1
            }
            limits.insert(count)
        }
        #expect(limits.allSatisfy { (900...1000).contains($0) })
        // Fifty of the hundred and one there are.
        #expect(limits.count > 10)
    }

    /// Breaks if the memory is not read, or is compared in pages.
    @Test("With more memory than allowed; not with less")
    func memory() async throws {
        let log = LogLines()
        try await serving(
            answering { _, response in
                // Long enough for the watchdog to look.
                try await Task.sleep(for: .milliseconds(400))
                try response.finish(.plain(200))
            },
            Setting(logger: log.logger) { $0.maximumResidentMemory = 1 << 20 }
        ) { address, _ in try Peer.askWell(address) }
        #expect(log.has("bytes of resident memory"))

        // Looked at directly: a quick request may be over before the watchdog has looked.
        for (limit, ends) in [(1 << 20, true), (1 << 40, false)] {
            var configuration = ServerConfiguration()
            configuration.maximumResidentMemory = limit
            let wakeUp = try WakeUp()
            let recycling = Recycling(configuration: configuration, wakeUp: wakeUp, logger: LogLines().logger)
            var health = Health(configuration, recycling, nil, { false })
            health.check(.now)
            #expect(wakeUp.isSignalled == ends)
        }
    }

    @Test("The memory of this process is more than a megabyte, and less than there is")
    func resident() throws {
        let bytes = try #require(Memory.resident())
        #expect((1 << 20...1 << 40).contains(bytes))
    }

    /// Breaks if a server that recycles itself cuts its requests off like one that is killed otherwise.
    @Test("A request in flight has its whole time, not only that of a stop")
    func notUrgent() async throws {
        let setting = Setting(workers: 2) {
            $0.maximumRequests = 2
            $0.drainTimeout = .milliseconds(50)
        }
        let gate = Gate()
        try await serving(
            answering { request, response in
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
            #expect(try long.answer().status == .ok)
            // stop() comes after this, by the end of the client.
        }
    }
}
