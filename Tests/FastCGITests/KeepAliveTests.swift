import Dispatch
import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Connections that the peer keeps alive", .timeLimit(.minutes(5)))
struct KeepAliveTests {
    @Test("Many requests share one connection, each with its own parameters, body and response")
    func requestsShareConnection() async throws {
        let texts = try await serving(
            responding { request, response in
                let body = try await request.body.collect(upTo: 100_000)
                let name = request.parameters["CONTENT_LENGTH"] ?? "-"
                try response.finish(.plain(200), body: Array("\(name):".utf8) + body)
            }
        ) { address, _ in
            var peer = try Peer(address)
            return try (0..<50).map { number in
                let body = Array(repeating: UInt8(ascii: "a") + UInt8(number % 26), count: number * 300)
                let response = try peer.ask(.post(body), keepsConnection: true)
                return response.body == Array("\(body.count):".utf8) + body
            }
        }
        #expect(texts == Array(repeating: true, count: 50))
    }

    /// Breaks if nginx keeps a connection that the server closes: it would send the next request on it and lose it.
    @Test(
        "At the end of the server, a record of no request follows the last response on a kept connection, and on no other",
        arguments: [true, false])
    func lastResponseSaysThatConnectionCloses(keepsConnection: Bool) async throws {
        let gate = Gate()
        let handler = responding { request, response in
            if request.parameters["NAME"] == "last" {
                gate.arrive()
                await gate.wait()
            }
            try response.finish(.plain(200))
        }
        try await serving(handler, Setting { $0.drainTimeout = .hang }) { address, server in
            var peer = try Peer(address)
            let first = try peer.ask(.get("first"), keepsConnection: true)
            #expect(first.status == .ok)
            try peer.send(ClientRequest.get("last").bytes(keepsConnection: keepsConnection))
            try gate.waitForArrivals()
            server.stop()
            gate.open()
            #expect(try peer.records().last?.kind == .endRequest)
            let next = try peer.receive()
            #expect(next?.kind == (keepsConnection ? .getValuesResult : nil))
            #expect(next?.content.isEmpty != false)
            #expect(try peer.receive() == nil)
        }
    }

    /// Breaks if a server that stops closes an idle connection on which the web server is sending a request. A busy machine
    /// can send it after the grace time, so one success is enough.
    @Test("A kept connection stays open for a short time while the server stops")
    func idleConnectionGetsGraceTime() async throws {
        var responses = 0
        for _ in 0..<20 where responses == 0 {
            responses += try await serving(Recorder().handler) { address, server in
                let peer = try KeptPeer(address)
                try peer.send("first")
                _ = try peer.response()
                server.stop()
                // Time for a server that does not wait.
                usleep(30_000)
                do {
                    try peer.send("late")
                    return try peer.response() == "response to late" ? 1 : 0
                } catch {
                    return 0
                }
            }
        }
        #expect(responses == 1)
    }

    @Test("Without FCGI_KEEP_CONN the connection closes after its response, also after kept ones")
    func connectionClosesWithoutFlag() async throws {
        try await serving(Recorder().handler) { address, _ in
            var peer = try Peer(address)
            #expect(try peer.ask(.get("kept"), keepsConnection: true).text == "response to kept")
            #expect(try peer.staysSilent(for: .milliseconds(50)), "closed although the peer wanted to keep it")
            #expect(try peer.ask(.get("last")).text == "response to last")
            #expect(try peer.endsWithoutResponse())
        }
    }

    /// Breaks if the connection is closed: a web server that is sending a request would lose it.
    @Test("An idle kept connection yields to another peer, even with one worker, and stays open")
    func idleConnectionYieldsAndStays() async throws {
        try await serving(Recorder().handler) { address, _ in
            var idle = try Peer(address)
            #expect(try idle.ask(.get("idle"), keepsConnection: true).status == .ok)
            #expect(try Peer.ask(address, .get("other")).text == "response to other")
            #expect(try idle.ask(.get("again"), keepsConnection: true).text == "response to again")
        }
    }

    /// Lets each request wait at its own gate.
    private final class Gates: Sendable {
        private let gates: [String: Gate]
        private let done = Box<[String]>([])

        init(_ names: [String]) {
            gates = Dictionary(uniqueKeysWithValues: names.map { ($0, Gate()) })
        }

        subscript(_ name: String) -> Gate { gates[name] ?? Gate() }
        var names: [String] { done.value }

        var handler: Server.Handler {
            { request, response in
                let name = request.parameters["NAME"] ?? "-"
                await self.gates[name]?.wait()
                self.done.change { $0.append(name) }
                try response.finish(.plain(200), body: Array("response to \(name)".utf8))
            }
        }
    }

    /// Breaks if, with more connections than workers, the last ones wait for as long as the others send requests.
    @Test("A busy kept connection yields to another peer, even with one worker, and stays open")
    func busyConnectionYieldsAndStays() async throws {
        let gates = Gates(["1", "2"])
        try await serving(gates.handler) { address, _ in
            var busy = try Peer(address)
            try busy.send(ClientRequest.get("1").bytes(keepsConnection: true))
            try gates["1"].waitForArrivals()
            // The next request arrives before the response was sent: the connection is never idle.
            try busy.send(ClientRequest.get("2").bytes(keepsConnection: true))
            var other = try Peer(address)
            try other.send(ClientRequest.get("other").bytes())
            gates["1"].open()
            #expect(try busy.response().text == "response to 1")
            try gates["2"].waitForArrivals()
            try busy.send(ClientRequest.get("3").bytes(keepsConnection: true))
            gates["2"].open()
            #expect(try busy.response().text == "response to 2")
            #expect(try other.response().text == "response to other")
            #expect(try busy.response().text == "response to 3")
        }
        // One of the two waiting requests comes first, and the other before the third of the busy connection.
        #expect([["1", "2", "other", "3"], ["1", "other", "2", "3"]].contains(gates.names), "\(gates.names)")
    }

    /// Breaks if a worker waits for the next request of a busy connection without looking at other connections.
    @Test("A connection with one request after the other does not keep its worker from other peers")
    func busyConnectionDoesNotStarveOthers() async throws {
        try await serving(Recorder().handler) { address, _ in
            let isOver = Box(false)
            let hasEnded = DispatchSemaphore(value: 0)
            try Thread.start {
                defer { hasEnded.signal() }
                guard var busy = try? Peer(address) else { return }
                while !isOver.value, (try? busy.ask(.get(), keepsConnection: true))?.status == .ok {}
            }
            for _ in 0..<50 { #expect(try Peer.ask(address).status == .ok) }
            isOver.value = true
            #expect(hasEnded.hasCome())
        }
    }

    /// Breaks if a connection without a free worker is closed, forgotten, or read by two workers at once.
    @Test("More connections than workers are kept, each with its own requests", arguments: [1, 3])
    func moreConnectionsThanWorkersAreKept(workers: Int) async throws {
        let recorder = Recorder()
        try await serving(recorder.handler, Setting(workers: workers)) { address, _ in
            var peers = try (0..<20).map { _ in try KeptPeer(address) }
            for round in 0..<20 {
                for (number, peer) in peers.enumerated() { try peer.send("\(number) \(round)") }
                peers.reverse()
                for (number, peer) in peers.enumerated() {
                    let text = try peer.response()
                    #expect(text == "response to \(19 - number) \(round)")
                }
                peers.reverse()
            }
        }
        #expect(recorder.count == 400)
    }

    @Test("stop() closes idle connections that no worker holds")
    func stopClosesIdleConnections() async throws {
        try await serving(Recorder().handler) { address, server in
            let peers = try (0..<5).map { _ in try KeptPeer(address) }
            for peer in peers {
                try peer.send("kept")
                #expect(try peer.response() == "response to kept")
            }
            server.stop()
            for peer in peers { #expect(try peer.hasEnded()) }
        }
    }

    /// Breaks if a request that a web server sends during a restart is lost, or if a busy connection delays the end.
    @Test("A stopped server serves the request that has arrived over a kept connection, and no other")
    func stopServesArrivedRequest() async throws {
        let gates = Gates(["1", "2"])
        try await serving(gates.handler) { address, server in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get("1").bytes(keepsConnection: true))
            try gates["1"].waitForArrivals()
            try peer.send(ClientRequest.get("2").bytes(keepsConnection: true))
            server.stop()
            gates["1"].open()
            #expect(try peer.response().text == "response to 1")
            try gates["2"].waitForArrivals()
            try peer.send(ClientRequest.get("3").bytes(keepsConnection: true))
            gates["2"].open()
            #expect(try peer.response().text == "response to 2")
            #expect(try peer.endsWithoutResponse())
        }
        #expect(gates.names == ["1", "2"])
    }

    @Test("An idle kept connection delays the end of the server for a short time only")
    func idleConnectionDoesNotDelayStop() async throws {
        let end = Box<Bool?>(nil)
        let connection = Box<SocketAddress?>(nil)
        // serving() returns when run() does, with the peer still connected and silent.
        try await serving(Recorder().handler, Setting { $0.drainTimeout = .seconds(3600) }) { address, server in
            connection.value = address
            var idle = try Peer(address)
            #expect(try idle.ask(.get("idle"), keepsConnection: true).status == .ok)
            server.stop()
            end.value = try idle.endsWithoutResponse()
        }
        #expect(end.value == true)
    }

    @Test("A kept connection that the peer closes frees its worker", arguments: [0, 1, 8, 20])
    func closedConnectionFreesWorker(_ sent: Int) async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            do {
                var peer = try Peer(address)
                #expect(try peer.ask(.get("kept"), keepsConnection: true).status == .ok)
                try peer.send(ClientRequest.get("half").bytes().prefix(sent))
            }
            #expect(try Peer.ask(address, .get("next")).text == "response to next")
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["kept", "next"])
    }

    @Test("Invalid bytes close a kept connection and call no handler")
    func garbageEndsKeptConnection() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            var peer = try Peer(address)
            #expect(try peer.ask(.get("kept"), keepsConnection: true).status == .ok)
            try peer.send(Record(.standardOutput).bytes)
            #expect(try peer.endsWithoutResponse())
            #expect(try Peer.ask(address, .get("next")).text == "response to next")
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["kept", "next"])
    }

    @Test("The parameters of a request do not appear in the next one")
    func parametersDoNotLeak() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            var peer = try Peer(address)
            let user = (name: "REMOTE_USER", value: "somebody")
            #expect(try peer.ask(.get("first", [user]), keepsConnection: true).status == .ok)
            #expect(try peer.ask(ClientRequest([]), keepsConnection: true).text == "response to -")
        }
        #expect(recorder.requests.map(\.count) == [3, 0])
    }

    @Test("An unread body is not parsed as a request; a small one does not close the connection")
    func unreadBodyIsNoRequest() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            let smuggled = ClientRequest.get("smuggled").bytes()
            var peer = try Peer(address)
            #expect(try peer.ask(.post(smuggled), keepsConnection: true).text == "response to -")
            #expect(try peer.ask(.get("after"), keepsConnection: true).text == "response to after")
        }
        #expect(recorder.requests.map { $0["NAME"] } == [nil, "after"])
    }

    @Test("A connection survives a failed handler")
    func connectionSurvivesFailedHandler() async throws {
        let statuses = try await serving(
            responding { request, response in
                if request.parameters["NAME"] == "bad" { throw Failure("bad") }
                try response.finish(.plain(200))
            }
        ) { address, _ in
            var peer = try Peer(address)
            return try ["good", "bad", "good"].map { try peer.ask(.get($0), keepsConnection: true).status.code }
        }
        #expect(statuses == [200, 500, 200])
    }

    @Test("Pipelined requests are served in order")
    func pipelinedRequestsAreServedInOrder() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            var peer = try Peer(address)
            let (first, second) = (ClientRequest.get("first"), ClientRequest.get("second"))
            try peer.send(first.bytes(keepsConnection: true) + second.bytes(keepsConnection: true))
            #expect(try peer.response().text == "response to first")
            #expect(try peer.response().text == "response to second")
            #expect(try peer.staysSilent(for: .milliseconds(50)), "closed although the peer wanted to keep it")
        }
    }

    @Test("A stopped server serves the request in flight, and not pipelined ones")
    func stopDropsPipelinedRequests() async throws {
        let recorder = Recorder()
        let gate = Gate()
        try await serving(
            responding { request, response in
                await gate.wait()
                try await recorder.handler(request, response)
            }
        ) { address, server in
            var peer = try Peer(address)
            let requests = (0..<5).map { ClientRequest.get("\($0)").bytes(keepsConnection: true) }
            try peer.send(Array(requests.joined()))
            try gate.waitForArrivals()
            server.stop()
            gate.open()
            #expect(try peer.response().text == "response to 0")
            #expect(try peer.endsWithoutResponse())
        }
        #expect(recorder.count == 1)
    }
}
