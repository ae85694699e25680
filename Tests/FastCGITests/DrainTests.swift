import FastCGIClient
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("The time that requests have after stop()", .timeLimit(.minutes(5)))
struct DrainTests {
    /// Breaks if run() waits for a handler that does not end, or forgets its client.
    @Test("A request that is not done by then gets 503, run() returns, and nobody listens", arguments: [false, true])
    func exceeded(blocksThread: Bool) async throws {
        let block = Block()
        let gate = Gate()
        defer { block.release() }
        let log = LogLines()
        let setting = Setting(logger: log.logger) { $0.drainTimeout = .milliseconds(200) }
        let address = try await serving(
            answering { _, _ in
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
            #expect(try peer.answer().status == .serviceUnavailable)
            return address
        }
        #expect(throws: SystemError("connect \(address)", number: ECONNREFUSED)) { _ = try address.connect() }
        #expect(log.has("does not end; ending without it") == blocksThread)
        #expect(!log.has("new worker"))
    }

    /// Breaks if stopping leaves no time at all.
    @Test("A request that is done before gets its own answer")
    func within() async throws {
        let gate = Gate()
        let setting = Setting { $0.drainTimeout = .seconds(30) }
        try await serving(
            answering { _, response in
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
            #expect(try peer.answer().status == .ok)
        }
    }
}
