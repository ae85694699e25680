import FastCGIClient
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

/// Values at the ends of what a configuration can say.
@Suite("The extremes of a configuration", .timeLimit(.minutes(5)))
struct ServerConfigurationTests {
    private static let none: [Duration] = [.zero, .seconds(-1), .seconds(Int64.min)]

    private static let readsBody: Server.Handler = { request, response in
        let body = try await request.body.collect(upTo: 10)
        try response.finish(.plain(200), body: body)
    }

    /// Sends a request whose body comes later, if at all.
    private static func begin(_ address: SocketAddress) throws -> Peer {
        let peer = try Peer(address)
        try peer.send(ClientRequest.post([1, 2, 3]).records().dropLast(2).flatMap(\.bytes))
        return peer
    }

    @Test("Limits of any length are none, and end no process")
    func endless() async throws {
        let setting = Setting {
            $0.readTimeout = .seconds(Int64.max)
            $0.writeTimeout = .seconds(Int64.max)
            $0.requestTimeout = .seconds(Int64.max)
            $0.drainTimeout = .seconds(Int64.max)
            $0.maximumRequests = .max
            $0.maximumResidentMemory = .max
        }
        try await serving(Self.readsBody, setting) { address, _ in
            var peer = try Self.begin(address)
            // Several looks of the watchdog.
            #expect(try peer.staysSilent(for: .milliseconds(600)))
            try peer.send(ClientRequest.post([1, 2, 3]).records().suffix(2).flatMap(\.bytes))
            #expect(try peer.answer().body == [1, 2, 3])
        }
    }

    @Test("No workers, or fewer, are one", arguments: [0, -1, .min])
    func workers(_ count: Int) async throws {
        try await serving(Self.readsBody, Setting(workers: count)) { address, _ in try Peer.askWell(address) }
    }

    /// Breaks if a negative time is one without end, as it is to poll(2).
    @Test(
        "A read timeout of nothing is over at once: for a body that does not come, and for parameters", arguments: none)
    func read(_ timeout: Duration) async throws {
        let errors = Box<[RequestBodyError]>([])
        let setting = Setting(readTimeout: timeout)
        try await serving(
            answering { request, response in
                do throws(RequestBodyError) {
                    _ = try await request.body.collect(upTo: 10)
                } catch {
                    errors.change { $0.append(error) }
                }
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in
            var silent = try Peer(address)
            #expect(try silent.endsWithoutAnswer())
            // On a busy machine the whole of it comes after somebody has looked; then it is not begun.
            let end = ContinuousClock.now + .hang
            while errors.value.isEmpty, ContinuousClock.now < end {
                var peer = try Self.begin(address)
                _ = try? peer.answer()
            }
        }
        #expect(errors.value == [RequestBodyError(.timedOut)])
    }

    @Test("A request timeout of nothing cuts off whatever waits", arguments: none)
    func request(_ timeout: Duration) async throws {
        let setting = Setting { $0.requestTimeout = timeout }
        try await serving(
            answering { _, response in
                try await Task.sleep(for: .seconds(3600))
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in
            let status = try Peer.ask(address).status
            #expect(status == .serviceUnavailable)
        }
    }

    @Test("A drain timeout of nothing cuts off what is in flight", arguments: none)
    func drain(_ timeout: Duration) async throws {
        let gate = Gate()
        gate.open()
        try await serving(
            answering { _, response in
                await gate.wait()
                try await Task.sleep(for: .seconds(3600))
                try response.finish(.plain(200))
            },
            Setting { $0.drainTimeout = timeout }
        ) { address, server in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            try gate.waitForArrivals()
            server.stop()
            #expect(try peer.answer().status == .serviceUnavailable)
        }
    }

    @Test("A server of no requests, or fewer, ends after one", arguments: [1, 0, -1, .min])
    func requests(_ count: Int) async throws {
        let recorder = Recorder()
        try await serving(recorder.handler, Setting { $0.maximumRequests = count }) { address, _ in
            try Peer.askWell(address)
            // It ends by itself: nobody listens any more.
            let end = ContinuousClock.now + .hang
            while (try? Peer(address)) != nil, ContinuousClock.now < end { try? Peer.askWell(address) }
        }
        #expect(recorder.count == 1)
    }
}
