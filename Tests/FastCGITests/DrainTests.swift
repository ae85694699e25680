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
    @Test("A request that ends in time gets its own response")
    func finishedRequestGetsResponse() async throws {
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
