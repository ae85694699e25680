import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("The status of a server", .timeLimit(.minutes(5)))
struct ServerStatusTests {
    private let noting = Setting(workers: 2) { $0.scoreboard = .memory }

    /// Waits until the status has a property.
    private func eventually(
        _ server: Server, _ condition: (ServerStatus) -> Bool, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let end = ContinuousClock.now + .hang
        // The server may not have begun to serve.
        while server.status.map(condition) != true, ContinuousClock.now < end { usleep(1000) }
        #expect(
            server.status.map(condition) == true, "\(String(describing: server.status))", sourceLocation: sourceLocation
        )
    }

    @Test("Responses are counted by status and size")
    func responsesAreCounted() async throws {
        let handler = responding { request, response in
            let status = request.parameters["NAME"].flatMap { Int($0) } ?? 200
            try response.finish(.plain(status), body: status == 204 ? [] : Array("twelve bytes".utf8))
        }
        try await serving(handler, noting) { address, server in
            for name in ["200", "200", "204", "303", "404", "503"] { _ = try Peer.ask(address, .get(name)) }
            eventually(server) { $0.counters.requests == 6 }
            #expect(server.status?.counters.byClass == [3, 1, 1, 1, 0])
            #expect(server.status?.counters.bytes == 60)
            #expect(server.status?.workers.count == 2 && server.status?.processesStarted == 1)
        }
    }

    @Test("A streamed response counts its bytes, and one that breaks off has no status")
    func streamsAreCounted() async throws {
        let handler = responding { request, response in
            var body = try response.start(.plain(200))
            try body.write(Array(repeating: 0x61, count: 20_000))
            try body.flush()
            if request.parameters["NAME"] == "breaks" { throw Failure("breaks") }
            try body.write(Array(repeating: 0x62, count: 1))
            try body.finish()
        }
        try await serving(handler, noting) { address, server in
            _ = try Peer.ask(address, .get("whole"))
            eventually(server) { $0.counters.requests == 1 }
            #expect(server.status?.counters.bytes == 20_001)
            _ = try? Peer.ask(address, .get("breaks"))
            eventually(server) { $0.counters.requests == 2 }
            #expect(server.status?.counters.byClass == [1, 0, 0, 0, 1])
        }
    }

    @Test("A failed handler counts as 500, and a refused request with its status")
    func failuresAreCounted() async throws {
        try await serving(responding { _, _ in throw Failure("fails") }, noting) { address, server in
            let failed = try Peer.ask(address)
            let refused = try Peer.ask(address, .get("x", [(name: "CONTENT_LENGTH", value: "x")]))
            #expect(failed.status.code == 500 && refused.status.code == 400)
            eventually(server) { $0.counters.requests == 2 }
            #expect(server.status?.counters.byClass == [0, 0, 1, 1, 0])
        }
    }

    @Test("The status shows a handler that runs, one that waits for its body, and one that ignores its end")
    func activitiesAreShown() async throws {
        let block = Block()
        defer { block.release() }
        let setting = Setting(workers: 2) {
            $0.scoreboard = .memory
            $0.requestTimeout = .milliseconds(300)
            $0.patience = .milliseconds(20)
        }
        let handler = responding { request, response in
            if request.parameters["NAME"] == "hangs" { block.hang() }
            _ = try await request.body.collect(upTo: 100)
            try response.finish(.plain(200))
        }
        try await serving(handler, setting) { address, server in
            let slow = try Peer(address)
            try slow.send(ClientRequest.post(Array("body".utf8)).bytes().dropLast(16))
            eventually(server) { $0.workers.contains { $0.activity == .reading } }
            var hung = try Peer(address)
            try hung.send(ClientRequest.get("hangs").bytes())
            eventually(server) { $0.workers.contains { $0.activity == .working && $0.duration > .zero } }
            #expect(try hung.response().status.code == 503)
            eventually(server) { status in
                status.workers.contains { $0.activity == .stuck } && status.counters.byClass[3] >= 1
            }
            block.release()
            // Its successor stays, and its own lane becomes free.
            eventually(server) { status in !status.workers.contains { $0.activity == .stuck } }
        }
    }

    @Test("The queue of the listening socket shows connections that wait", arguments: ["unix", "TCP"])
    func queueIsShown(_ kind: String) throws {
        let directory = try TemporaryDirectory()
        let address = try kind == "unix" ? SocketAddress(directory.path("s")) : SocketAddress("127.0.0.1:0")
        let listener = try Listener(address)
        let bound = listener.address ?? address
        let before = listener.queue
        #expect(before?.waiting == 0 && (before?.limit ?? 0) > 0)
        let peers = try (0..<3).map { _ in try KeptPeer(bound) }
        let after = listener.queue
        #expect(after?.waiting == peers.count)
    }

    @Test("A server without a place notes nothing, and an unusable place is an error in the log")
    func serverWorksWithoutScoreboard() async throws {
        try await serving(Recorder().handler) { address, server in
            try Peer.askWell(address)
            #expect(server.status == nil)
        }
        let log = CollectedLog()
        let setting = Setting(logger: log.logger) { $0.scoreboard = .directory("/proc/none") }
        try await serving(Recorder().handler, setting) { address, server in
            try Peer.askWell(address)
            #expect(server.status == nil)
        }
        #expect(log.has("serving without a scoreboard: mkdir /proc/none"))
    }
}
