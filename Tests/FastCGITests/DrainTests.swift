import FastCGIClient
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("The drain timeout after stop()", .timeLimit(.minutes(5)))
struct DrainTests {
    /// Breaks if run() waits for a handler that does not end, or drops its client.
    @Test(
        "A request that exceeds the timeout gets a 503, run() returns, and the socket is closed",
        arguments: [false, true])
    func unfinishedRequestIs503(blocksThread: Bool) async throws {
        let block = Block()
        let gate = Gate()
        defer { block.release() }
        let log = CollectedLog()
        let setting = Setting(logger: log.logger) { $0.drainTimeout = .milliseconds(200) }
        let address = try await serving(
            responding { _, _ in
                if blocksThread { return block.hang() }
                gate.open()
                await gate.wait()
                try await Task.sleep(for: .seconds(3600))
            },
            setting
        ) { address, server in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            if blocksThread { try block.waitForArrival() } else { try gate.waitForArrivals() }
            server.stop()
            #expect(try peer.response().status == .serviceUnavailable)
            return address
        }
        #expect(throws: SystemError("connect \(address)", number: ECONNREFUSED)) { _ = try address.connect() }
        #expect(log.has("does not end; ending without it") == blocksThread)
        #expect(!log.has("new worker"))
    }

    /// Breaks if stop() leaves no time at all.
    @Test("A request that ends in time gets its own response")
    func finishedRequestGetsResponse() async throws {
        let gate = Gate()
        let setting = Setting { $0.drainTimeout = .seconds(30) }
        try await serving(
            responding { _, response in
                gate.open()
                await gate.wait()
                try await Task.sleep(for: .milliseconds(600))
                try response.finish(.plain(200))
            },
            setting
        ) { address, server in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            try gate.waitForArrivals()
            server.stop()
            #expect(try peer.response().status == .ok)
        }
    }

    /// Breaks if the listener closes with connections in its queue, whose requests would be reset.
    @Test("Requests that were sent before the listener closed get responses", arguments: [false, true], [1, 3])
    func queue(overUnix: Bool, workers: Int) async throws {
        let directory = try TemporaryDirectory()
        let socket = overUnix ? try SocketAddress.unix(path: directory.path("s")) : nil
        let gate = Gate()
        let recorder = Recorder()
        let address = try await serving(
            responding { request, response in
                if request.parameters["NAME"] == "first" { await gate.wait() }
                try await recorder.handler(request, response)
            },
            Setting(address: socket, workers: workers)
        ) { address, server in
            let first = try (0..<workers).map { _ in try KeptPeer(address) }
            for peer in first { try peer.send(ClientRequest.get("first").bytes()) }
            try gate.waitForArrivals(workers)
            let queued = try (0..<5).map { _ in try KeptPeer(address) }
            for peer in queued { try peer.send(ClientRequest.get("queued").bytes()) }
            server.stop()
            gate.open()
            for peer in first { #expect(try peer.response() == "response to first") }
            for peer in queued { #expect(try peer.response() == "response to queued") }
            return address
        }
        #expect(throws: (any Error).self) { _ = try address.connect() }
        // access(2) only reads the path.
        let isGone = unsafe access(directory.path("s"), F_OK) != 0
        #expect(!overUnix || isGone)
    }

    /// Breaks if peers that keep connecting to a listener keep its server from ending.
    @Test("A server that gets requests without a pause still ends")
    func neverIdle() async throws {
        let setting = Setting(workers: 2) { $0.drainTimeout = .milliseconds(300) }
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        let shared = dup(listener.number)
        defer { _ = close(shared) }
        guard let address = listener.address else { throw Failure("a listener without an address") }
        var configuration = ServerConfiguration(workers: 2)
        setting.more(&configuration)
        let server = try Server(configuration: configuration, logger: setting.logger)
        let isOver = Box(false)
        let recorder = Recorder()
        for _ in 0..<4 {
            try Thread.start {
                // Errors are ignored: one peer is always in the queue.
                while !isOver.value { _ = try? Peer(address).send(ClientRequest.get().bytes()) }
            }
        }
        try Thread.start {
            while recorder.count < 50 { usleep(1000) }
            server.stop()
        }
        try await server.run(on: listener, recorder.handler)
        isOver.value = true
    }
}
