import FastCGIClient
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

/// The smallest and largest values of a configuration.
@Suite("Extreme configurations", .timeLimit(.minutes(5)))
struct ServerConfigurationTests {
    private static let none: [Duration] = [.zero, .seconds(-1), .seconds(Int64.min)]

    private static let readsBody: Server.Handler = { request, response in
        let body = try await request.body.collect(upTo: 10)
        try response.finish(.plain(200), body: body)
    }

    /// Sends a request whose body arrives later, or not at all.
    private static func begin(_ address: SocketAddress) throws -> Peer {
        let peer = try Peer(address)
        try peer.send(ClientRequest.post([1, 2, 3]).records().dropLast(2).flatMap(\.bytes))
        return peer
    }

    /// Breaks if a setting cannot be passed, or is assigned to another property.
    @Test("The initializer takes every setting")
    func initializerTakesEverySetting() {
        let peers = PeerPolicy(users: [1])
        let configuration = ServerConfiguration(
            workers: 2, roles: [.authorizer], readTimeout: .seconds(3), writeTimeout: .seconds(4),
            parameterLimits: ParameterLimits(count: 5), peers: peers, requestTimeout: .seconds(6),
            drainTimeout: .seconds(7), maximumExtraWorkers: 8, maximumStuckTasks: 9, maximumRequests: 10,
            maximumResidentMemory: 11, endsWhenReplaced: true, logDestination: .standardError)
        #expect(configuration.workers == 2)
        #expect(configuration.roles == [.authorizer])
        #expect(configuration.readTimeout == .seconds(3))
        #expect(configuration.writeTimeout == .seconds(4))
        #expect(configuration.parameterLimits.count == 5)
        #expect(configuration.peers == peers)
        #expect(configuration.requestTimeout == .seconds(6))
        #expect(configuration.drainTimeout == .seconds(7))
        #expect(configuration.maximumExtraWorkers == 8)
        #expect(configuration.maximumStuckTasks == 9)
        #expect(configuration.maximumRequests == 10)
        #expect(configuration.maximumResidentMemory == 11)
        #expect(configuration.endsWhenReplaced == true)
        #expect(configuration.logDestination == .standardError)
    }

    @Test("Maximum durations mean no limit, and do not crash")
    func maximumDurationsMeanNoLimit() async throws {
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
            // Several checks of the watchdog.
            #expect(try peer.staysSilent(for: .milliseconds(600)))
            try peer.send(ClientRequest.post([1, 2, 3]).records().suffix(2).flatMap(\.bytes))
            #expect(try peer.response().body == [1, 2, 3])
        }
    }

    @Test("Zero or negative workers count as one", arguments: [0, -1, .min])
    func workersDefaultToAtLeastOne(_ count: Int) async throws {
        try await serving(Self.readsBody, Setting(workers: count)) { address, _ in try Peer.askWell(address) }
    }

    /// Breaks if a negative timeout means no timeout, as it does for poll(2).
    @Test(
        "A zero read timeout expires at once, for bodies and parameters", arguments: none)
    func zeroReadTimeoutExpiresAtOnce(_ timeout: Duration) async throws {
        let errors = Box<[RequestBodyError]>([])
        let setting = Setting(readTimeout: timeout)
        try await serving(
            responding { request, response in
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
            #expect(try silent.endsWithoutResponse())
            // On a busy machine the request may arrive after the timeout was checked; then no handler runs.
            let end = ContinuousClock.now + .hang
            while errors.value.isEmpty, ContinuousClock.now < end {
                var peer = try Self.begin(address)
                _ = try? peer.response()
            }
        }
        #expect(errors.value == [RequestBodyError(.timedOut)])
    }

    @Test("A zero request timeout cuts off a waiting handler", arguments: none)
    func zeroRequestTimeoutCutsOff(_ timeout: Duration) async throws {
        let setting = Setting { $0.requestTimeout = timeout }
        try await serving(
            responding { _, response in
                try await Task.sleep(for: .seconds(3600))
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in
            let status = try Peer.ask(address).status
            #expect(status == .serviceUnavailable)
        }
    }

    @Test("A zero drain timeout cuts off requests in flight", arguments: none)
    func zeroDrainTimeoutCutsOff(_ timeout: Duration) async throws {
        let gate = Gate()
        gate.open()
        try await serving(
            responding { _, response in
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
            #expect(try peer.response().status == .serviceUnavailable)
        }
    }

    @Test("A request limit of one or less ends the server after one request", arguments: [1, 0, -1, .min])
    func requestLimitIsAtLeastOne(_ count: Int) async throws {
        let recorder = Recorder()
        try await serving(recorder.handler, Setting { $0.maximumRequests = count }) { address, _ in
            try Peer.askWell(address)
            // The server ends by itself and closes its socket. A request that is still in its queue could get a
            // response, so none is sent.
            let end = ContinuousClock.now + .hang
            while (try? Peer(address)) != nil, ContinuousClock.now < end {}
            #expect(ContinuousClock.now < end, "the server did not end")
        }
        #expect(recorder.count == 1)
    }
}
