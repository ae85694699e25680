import Dispatch
import FastCGIClient
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("A worker that waits for the next request of a busy connection", .timeLimit(.minutes(5)))
struct LookoutTests {
    /// Sends requests one after the other, after which the worker waits for the next one in recv(2).
    private static func keepBusy(_ peer: KeptPeer) throws {
        for _ in 0..<50 {
            try peer.send("busy")
            #expect(try peer.response() == "response to busy")
        }
    }

    /// Breaks if the worker waits in recv(2) without a timeout.
    @Test("If the connection becomes silent, its worker serves another peer")
    func silentConnectionYields() async throws {
        try await serving(Recorder().handler) { address, _ in
            let peer = try KeptPeer(address)
            try Self.keepBusy(peer)
            #expect(try Peer.ask(address, .get("other")).text == "response to other")
            try Self.keepBusy(peer)
        }
    }

    /// Breaks if the worker does not see the stop while it waits in recv(2).
    @Test("If the connection becomes silent, the server can stop")
    func silentConnectionDoesNotDelayStop() async throws {
        try await serving(Recorder().handler) { address, server in
            let peer = try KeptPeer(address)
            try Self.keepBusy(peer)
            server.stop()
            #expect(try peer.hasEnded())
        }
    }

    /// Breaks if a worker sees new connections and forgets those that are idle.
    @Test("A busy connection does not keep its worker from a connection that was idle")
    func idleConnectionIsServed() async throws {
        try await serving(Recorder().handler) { address, _ in
            let (isOver, hasEnded) = (Box(false), DispatchSemaphore(value: 0))
            let idle = try KeptPeer(address)
            try Self.keepBusy(idle)
            try Thread.start {
                defer { hasEnded.signal() }
                guard let busy = try? KeptPeer(address) else { return }
                while !isOver.value, (try? Self.keepBusy(busy)) != nil {}
            }
            for _ in 0..<20 {
                try idle.send("idle")
                #expect(try idle.response() == "response to idle")
            }
            isOver.value = true
            #expect(hasEnded.hasCome())
        }
    }

    /// Breaks if the receive timeout for the next request ends the wait for a body.
    @Test("A body that comes in pieces on a connection that was busy is read completely")
    func slowBodyIsRead() async throws {
        let recorder = Recorder()
        let handler = responding { request, response in
            guard request.parameters["CONTENT_LENGTH"] != nil else {
                return try await recorder.handler(request, response)
            }
            let body = try await request.body.collect(upTo: 1000)
            try response.finish(.plain(200), body: Array("\(body.count)".utf8))
        }
        try await serving(handler) { address, _ in
            let peer = try KeptPeer(address)
            for _ in 0..<2 {
                try Self.keepBusy(peer)
                let bytes = ClientRequest.post(Array(repeating: 1, count: 100)).bytes(keepsConnection: true)
                try peer.send(bytes.dropLast(80))
                for byte in bytes.suffix(80).dropLast(10) {
                    // Several times the receive timeout, at least now and then.
                    usleep(2000)
                    try peer.send([byte])
                }
                try peer.send(bytes.suffix(10))
                #expect(try peer.response() == "100")
            }
        }
    }

    /// Breaks if the peers that came before count as the one that waits.
    @Test("Each new connection waits from the time when it was seen")
    func eachPeerGetsItsTime() {
        var lookout = Lookout()
        var overdue = [lookout.looked(hasPeer: true)]
        let start = BootClock.monotonicNanoseconds
        while BootClock.monotonicNanoseconds - start < 5_000_000 {}
        for hasPeer in [true, false, true] { overdue.append(lookout.looked(hasPeer: hasPeer)) }
        #expect(overdue == [false, true, false, false])
    }
}
