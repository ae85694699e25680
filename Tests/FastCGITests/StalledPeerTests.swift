import FastCGIClient
import Glibc
import HTTPTypes
import Logging
import TestSupport
import Testing

@testable import FastCGI

@Suite("Peers that stall do not stop the others", .timeLimit(.minutes(5)))
struct StalledPeerTests {
    /// Reads the body and responds with its length.
    private let reading: Server.Handler = { request, response in
        let body = try await request.body.collect(upTo: 1000)
        try response.finish(.plain(200), body: Array("\(body.count)".utf8))
    }

    /// Breaks if a connection occupies the only worker before it has sent a request.
    @Test("With one worker, connections that send nothing or half a head do not delay the next request")
    func silentConnections() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            let head = ClientRequest.get("late").bytes()
            let sent = [0, 1, 7, 8, 20, head.count - 9]
            var peers: [KeptPeer] = []
            for count in sent {
                let peer = try KeptPeer(address)
                try peer.send(head.prefix(count))
                peers.append(peer)
                #expect(try Peer.ask(address, .get("next")).text == "response to next")
            }
            // Each gets its response as soon as its head is complete.
            for (peer, count) in zip(peers, sent).reversed() {
                try peer.send(head.dropFirst(count))
                #expect(try peer.response() == "response to late")
            }
        }
        #expect(recorder.count == 12)
    }

    /// Breaks if received bytes of a head are lost between two workers, or are read twice.
    @Test("Heads that arrive byte by byte on two connections are read completely")
    func slowHeads() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler, Setting(workers: 2)) { address, _ in
            let heads = (0..<5).map { ClientRequest.get("\($0)").bytes() }
            let peers = try heads.map { _ in try KeptPeer(address) }
            for index in 0..<(heads[0].count) {
                for (peer, head) in zip(peers, heads) { try peer.send([head[index]]) }
            }
            for (number, peer) in peers.enumerated() { #expect(try peer.response() == "response to \(number)") }
        }
    }

    /// Breaks if a connection that waits without a worker has no time limit, or gets a new one with each byte.
    @Test("A connection that waits without a worker is closed at the end of its time limit")
    func overdueConnectionIsClosed() async throws {
        let log = CollectedLog()
        let setting = Setting(readTimeout: .milliseconds(300), logger: log.logger)
        try await serving(Recorder().handler, setting) { address, _ in
            let silent = try KeptPeer(address)
            let half = try KeptPeer(address)
            try half.send(ClientRequest.get().bytes().prefix(10))
            try Peer.askWell(address)
            #expect(try silent.hasEnded())
            #expect(try half.hasEnded())
            try Peer.askWell(address)
        }
        #expect(log.has("it sent nothing"))
        #expect(log.has("it sent no complete request in time"))
    }

    /// Breaks if a worker that waits for a kept connection forgets the time limits of the others.
    @Test("A connection that waits without a worker is closed in time while the worker waits for a kept one")
    func overdueBesideKeptConnection() async throws {
        let setting = Setting(readTimeout: .milliseconds(300), logger: CollectedLog().logger)
        try await serving(Recorder().handler, setting) { address, _ in
            let half = try KeptPeer(address)
            try half.send(ClientRequest.get().bytes().prefix(10))
            let kept = try KeptPeer(address)
            for name in ["first", "second"] {
                try kept.send(name)
                #expect(try kept.response() == "response to \(name)")
                // The worker waits for the kept connection now.
                #expect(try half.hasEnded())
            }
        }
    }

    /// Breaks if the end of a server drops a request while it arrives.
    @Test("A head that arrives without a worker while the server stops still gets its response")
    func onItsWayAtStop() async throws {
        let log = CollectedLog()
        let recorder = Recorder()
        try await serving(recorder.handler, Setting(logger: log.logger)) { address, server in
            let head = ClientRequest.get("late").bytes()
            let peers = try (0..<2).map { _ in try KeptPeer(address) }
            for peer in peers { try peer.send(head.prefix(30)) }
            // Both have been read when a third one gets its response.
            try Peer.askWell(address)
            server.stop()
            for peer in peers { try peer.send(head.dropFirst(30)) }
            for peer in peers { #expect(try peer.response() == "response to late") }
        }
    }

    /// Breaks if the only worker waits for a body while another peer sends a request.
    @Test("With one worker, stalled bodies do not delay the next request, and get responses when they arrive")
    func stalledBodies() async throws {
        try await serving(reading) { address, _ in
            let peers = try (0..<5).map { _ in try KeptPeer(address) }
            for (number, peer) in peers.enumerated() {
                try peer.send(ClientRequest.post(Array("0123456789".utf8), length: "20").withoutEnd())
                for _ in 0...number { #expect(try Peer.ask(address).text == "0") }
            }
            for peer in peers {
                try peer.send(Record(.standardInput, content: Array("0123456789".utf8)).bytes)
                try peer.send(Record(.standardInput).bytes)
                #expect(try peer.response() == "20")
            }
            // The extra workers have not replaced the first one.
            for _ in 0..<10 { #expect(try Peer.ask(address).text == "0") }
        }
    }

    /// Breaks if stalled peers can have any number of threads, or if a thread is not reused.
    @Test("The configuration limits the number of extra workers")
    func extraWorkersAreLimited() async throws {
        let setting = Setting { $0.maximumExtraWorkers = 2 }
        let arrivals = Gate()
        try await serving(
            responding { request, response in
                if request.parameters["CONTENT_LENGTH"] != nil { arrivals.arrive() }
                try await reading(request, response)
            },
            setting
        ) { address, _ in
            let peers = try (0..<3).map { _ in try KeptPeer(address) }
            for (number, peer) in peers.enumerated() {
                try peer.send(ClientRequest.post([1], length: "2").withoutEnd())
                try arrivals.waitForArrivals()
                if number < 2 { #expect(try Peer.ask(address).text == "0") }
            }
            var next = try Peer(address)
            try next.send(ClientRequest.get().bytes())
            #expect(try next.staysSilent(for: .milliseconds(300)), "a fourth worker accepted it")
            try peers[0].send(Record(.standardInput, content: [2]).bytes)
            try peers[0].send(Record(.standardInput).bytes)
            #expect(try peers[0].response() == "2")
            #expect(try next.response().text == "0")
            for peer in peers.dropFirst() {
                try peer.send(Record(.standardInput, content: [2]).bytes)
                try peer.send(Record(.standardInput).bytes)
                #expect(try peer.response() == "2")
            }
        }
    }

    /// Breaks if the watchdog does not check the extra workers.
    @Test("A handler on an extra worker is cut off like any other")
    func handlerOnExtraWorkerIsCutOff() async throws {
        let setting = Setting { $0.requestTimeout = .milliseconds(400) }
        try await serving(
            responding { request, response in
                if request.parameters["NAME"] == "long" { try await Task.sleep(for: .seconds(3600)) }
                _ = try await request.body.collect(upTo: 1000)
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in
            var stalled = try Peer(address)
            try stalled.send(ClientRequest.post([1], length: "2").withoutEnd())
            #expect(try Peer.ask(address, .get("long")).status == .serviceUnavailable)
            #expect(try stalled.response().status == .serviceUnavailable)
            try Peer.askWell(address)
        }
    }

    private struct Weak: Sendable {
        weak var exchange: FastCGIExchange?
    }

    /// Breaks if the watchdog keeps its workers after their end: each one has a file in memory and a receive buffer.
    @Test("Extra workers that have ended are released while the server runs")
    func endedWorkersAreReleased() async throws {
        let exchanges = Box<[Weak]>([])
        try await serving(
            responding { request, response in
                let own = CurrentExchange.value
                exchanges.change { all in
                    if !all.contains(where: { $0.exchange === own }) { all.append(Weak(exchange: own)) }
                }
                try await reading(request, response)
            }
        ) { address, _ in
            let stalled = try (0..<4).map { _ in try KeptPeer(address) }
            for peer in stalled {
                try peer.send(ClientRequest.post([1], length: "2").withoutEnd())
                #expect(try Peer.ask(address).text == "0")
            }
            // The last stalled request and the one after it can have the same worker.
            #expect(exchanges.value.count >= 4)
            for peer in stalled {
                try peer.send(Record(.standardInput, content: [2]).bytes)
                try peer.send(Record(.standardInput).bytes)
                #expect(try peer.response() == "2")
            }
            // The server itself keeps its first worker. Each request wakes the watchdog.
            let end = ContinuousClock.now + .hang
            while exchanges.value.count(where: { $0.exchange != nil }) > 2, ContinuousClock.now < end {
                #expect(try Peer.ask(address).text == "0")
            }
            #expect(exchanges.value.count(where: { $0.exchange != nil }) <= 2)
        }
    }

    @Test("Each waiting worker gets one extra worker, which ends when it is surplus")
    func eachWaitingWorkerGetsOneExtraWorker() throws {
        let started = Box(0)
        let extraWorkers = ExtraWorkers(limit: 2)
        #expect(try !extraWorkers.start(), "no starter is set")
        extraWorkers.setStarter { started.change { $0 += 1 } }
        #expect(try !extraWorkers.start(), "no worker waits")
        try extraWorkers.waiting {
            #expect(try extraWorkers.start())
            #expect(try !extraWorkers.start(), "the waiting worker has its extra worker")
            try extraWorkers.waiting {
                #expect(try extraWorkers.start())
                try extraWorkers.waiting { () throws in #expect(try !extraWorkers.start(), "more than allowed") }
                #expect(!extraWorkers.isSurplus())
            }
            #expect(extraWorkers.isSurplus())
            #expect(!extraWorkers.isSurplus())
        }
        #expect(extraWorkers.isSurplus())
        #expect(!extraWorkers.isSurplus())
        #expect(started.value == 2)
        extraWorkers.setStarter { () throws(FastCGIError) in throw FastCGIError(.cannotServe, "no thread") }
        extraWorkers.waiting {
            #expect(throws: FastCGIError.self) { try extraWorkers.start() }
            #expect(!extraWorkers.isSurplus(), "one that did not start counts")
        }
        #expect(!extraWorkers.isSurplus(), "one that did not start counts")
    }

    /// Connections with time limits in this many seconds from now, `nil` for kept ones; and their peers.
    private func kept(_ ends: [Int?], bytes: Int = 1) throws -> (IdleConnections, peers: [KeptPeer]) {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let policy = try PeerCheck(PeerPolicy(), isInherited: false)
        let acceptor = try Acceptor(listener, peers: policy, wakeUp: WakeUp(), logger: CollectedLog().logger)
        let kept = try IdleConnections()
        var peers: [KeptPeer] = []
        for end in ends {
            peers.append(try KeptPeer(address))
            guard var accepted = try acceptor.next(acceptor.listenerWait()) else { throw Failure("nothing to accept") }
            accepted.requests = 7
            accepted.unfinished = end.map { end in
                PeerConnection.Unfinished(bytes: Array(repeating: 1, count: bytes), end: .now + .seconds(end))
            }
            kept.add(accepted)
        }
        return (kept, peers)
    }

    /// Breaks if a silent peer causes the loss of another one's kept connection.
    @Test("The connection with the earliest time limit is closed first, a kept one last")
    func earliestLimitIsClosedFirst() throws {
        let (kept, peers) = try kept([nil, 200, 100, 300])
        for (number, isLast) in [(2, false), (1, false), (3, false), (0, true)] {
            #expect(kept.hasUnfinished == !isLast)
            #expect(kept.closeOne())
            #expect(try peers[number].hasEnded())
        }
        #expect(kept.isEmpty)
        #expect(!kept.closeOne())
    }

    @Test("Only overdue connections are closed; the remaining time of the next one is returned")
    func onlyOverdueConnectionsAreClosed() throws {
        let (kept, peers) = try kept([nil, 200, -1, 100], bytes: 3)
        var closed: [Int] = []
        let rest = try #require(kept.closeOverdue { closed.append($0) })
        #expect(closed == [3])
        #expect(try peers[2].hasEnded())
        #expect((.seconds(90)...Duration.seconds(100)).contains(rest))
        for _ in 0..<2 { #expect(kept.closeOne()) }
        #expect(kept.closeOverdue { _ in closed.append(0) } == nil, "a kept connection has no time limit")
        #expect(closed == [3])
        try peers[0].send("more")
        guard let next = kept.next() else { throw Failure("a connection with bytes is not found") }
        #expect(next.id == 1)
        #expect(next.requests == 7)
        #expect(next.unfinished == nil)
        #expect(kept.isEmpty)
    }

    /// Breaks if peers can make the server store any amount of bytes.
    @Test("The stored bytes of unfinished heads are limited: a new connection closes the oldest one")
    func storedBytesAreLimited() throws {
        let part = IdleConnections.mostBytes / 4
        let (kept, peers) = try kept([500, 100, 300, 400, 600], bytes: part)
        #expect(try peers[1].hasEnded())
        for number in [2, 3, 0, 4] {
            #expect(kept.closeOne())
            #expect(try peers[number].hasEnded())
        }
        #expect(kept.isEmpty)
        let (none, tooLong) = try self.kept([100], bytes: IdleConnections.mostBytes + 1)
        #expect(none.isEmpty)
        #expect(try tooLong[0].hasEnded())
    }

    /// Breaks if peers can use up all descriptors of the process.
    @Test(
        "The number of stored connections is limited: one more is closed",
        .enabled(if: sysconf(CInt(_SC_OPEN_MAX)) >= 4096, "the process may open too few descriptors"))
    func storedConnectionsAreLimited() throws {
        let silent = try WakeUp()
        let kept = try IdleConnections()
        for id in 0...IdleConnections.most {
            kept.add(PeerConnection(Descriptor(adopting: try systemCall("dup") { dup(silent.number) }), id: id))
        }
        var count = 0
        while kept.closeOne() { count += 1 }
        #expect(count == IdleConnections.most)
    }

    /// Breaks if the ID of a connection is lost while it waits without a worker.
    @Test("A handler gets the ID of its connection and the number of its request")
    func handlerGetsConnectionID() async throws {
        try await serving(
            responding { request, response in
                let text = "\(request.connectionID) \(request.numberOnConnection)"
                try response.finish(.plain(200), body: Array(text.utf8))
            }
        ) { address, _ in
            let peers = try (0..<3).map { _ in try KeptPeer(address) }
            var ids: [Set<String>] = [[], [], []]
            for round in 1...4 {
                for (number, peer) in peers.enumerated() {
                    try peer.send("x")
                    let words = try peer.response().split(separator: " ").map(String.init)
                    ids[number].insert(words[0])
                    #expect(words[1] == "\(round)")
                }
            }
            #expect(ids.map(\.count) == [1, 1, 1])
            #expect(Set(ids).count == 3)
        }
    }
}

extension ClientRequest {
    /// The request without the record that ends its body.
    fileprivate func withoutEnd() -> [UInt8] {
        Array(bytes().dropLast(8))
    }
}
