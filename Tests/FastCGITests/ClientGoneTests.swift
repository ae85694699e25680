import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Clients that disconnect while their request runs", .timeLimit(.minutes(5)))
struct ClientGoneTests {
    private func handler(_ gate: Gate, _ errors: Box<[String]>, _ cancelled: Box<[Bool]>) -> Server.Handler {
        { request, response in
            cancelled.change { $0.append(Task.isCancelled) }
            guard request.parameters["NAME"] == "long" else { return try response.finish(.plain(200)) }
            gate.open()
            await gate.wait()
            do {
                try await Task.sleep(for: .seconds(3600))
            } catch {
                errors.change { $0.append("\(type(of: error))") }
                throw error
            }
        }
    }

    /// Breaks if the connection is not checked while a handler runs: it would sleep for an hour.
    @Test("The handler's task is cancelled, and the next request runs in a new one", arguments: [false, true])
    func goneClientCancelsHandler(overUnix: Bool) async throws {
        let directory = try TemporaryDirectory()
        let address = overUnix ? try SocketAddress.unix(path: directory.path("s")) : nil
        let gate = Gate()
        let errors = Box<[String]>([])
        let cancelled = Box<[Bool]>([])
        try await serving(handler(gate, errors, cancelled), Setting(address: address)) { address, _ in
            do {
                let peer = try Peer(address)
                try peer.send(ClientRequest.get("long").bytes())
                try gate.waitForArrivals()
            }
            // One worker: it responds after the long request has ended.
            try Peer.askWell(address)
        }
        #expect(errors.value == ["CancellationError"])
        #expect(cancelled.value == [false, false])
    }

    /// Breaks if every check of the watchdog reports and cancels again while the handler runs.
    @Test("A client that disconnects or aborts is reported once", arguments: ["disconnected", "aborted"])
    func goneClientIsReportedOnce(_ how: String) async throws {
        let log = CollectedLog()
        let gate = Gate()
        gate.open()
        let setting = Setting(logger: log.logger) { $0.drainTimeout = .milliseconds(20) }
        try await serving(
            responding { request, response in
                guard request.parameters["NAME"] == "long" else { return try response.finish(.plain(200)) }
                await gate.wait()
                try? await Task.sleep(for: .seconds(3600))
                // Lasts for many checks of the watchdog, every 5 ms.
                usleep(100_000)
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get("long").bytes())
            try gate.waitForArrivals()
            if how == "disconnected" { try peer.finishSending() } else { try peer.send(Record(.abortRequest).bytes) }
            _ = try peer.response()
        }
        #expect(log.messages.count == 1)
        #expect(log.has(how))
    }

    /// Breaks if the end of sending counts as the end of the connection on a Unix socket.
    @Test("A peer on a Unix socket that only ends its sending gets its response")
    func halfClosedPeerGetsResponse() async throws {
        let directory = try TemporaryDirectory()
        let address = try SocketAddress.unix(path: directory.path("s"))
        let wasCancelled = Box<Bool?>(nil)
        try await serving(
            responding { _, response in
                // Lasts for several checks of the watchdog.
                try? await Task.sleep(for: .milliseconds(800))
                wasCancelled.value = Task.isCancelled
                try response.finish(.plain(200))
            },
            Setting(address: address)
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            try peer.finishSending()
            #expect(try peer.response().status == .ok)
        }
        #expect(wasCancelled.value == false)
    }
}
