import Dispatch
import Glibc
import Logging
import TestSupport
import Testing

@testable import FastCGI

@Suite("The acceptor distributes connections to workers", .timeLimit(.minutes(5)))
struct AcceptorTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func awaitRequest(
        _ acceptor: Acceptor, _ connection: borrowing Descriptor
    ) -> Acceptor.Following {
        var lookout = Lookout()
        return acceptor.awaitRequest(on: connection, &lookout)
    }

    /// Runs a closure on a thread of its own.
    private func inBackground<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) throws -> () throws -> Result {
        let result = Box<Result?>(nil)
        let isDone = DispatchSemaphore(value: 0)
        try Thread.start {
            result.value = try? body()
            isDone.signal()
        }
        return {
            guard isDone.hasCome(), let value = result.value else {
                throw Failure("a thread that should have ended is still waiting, or has failed")
            }
            return value
        }
    }

    /// Breaks if a new peer closes an idle connection although another worker is free, or waits forever because no
    /// worker is free.
    @Test("An idle kept connection stays while another worker is free, and yields otherwise")
    func idleConnectionYieldsToNewPeer() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let wakeUp = try WakeUp()
        let peers = try PeerCheck(PeerPolicy(), isInherited: false)
        let acceptor = try Acceptor(listener, peers: peers, wakeUp: wakeUp, logger: Self.logger)
        let client = try address.connect()
        guard let accepted = try acceptor.next(acceptor.listenerWait()) else { throw Failure("nothing to accept") }
        let kept = dup(accepted.descriptor.number)
        defer { _ = Glibc.close(kept) }

        let following = try inBackground { Descriptor.borrowing(kept) { Self.awaitRequest(acceptor, $0) } }
        for _ in 0..<20 {
            let accepted = try inBackground { try acceptor.next(acceptor.listenerWait()) != nil }
            let end = ContinuousClock.now + .hang
            while acceptor.idleWorkers == 0, ContinuousClock.now < end { usleep(500) }
            _ = try address.connect()
            #expect(try accepted())
        }
        try client.write([1])
        #expect(try following() == .requests, "it yielded to peers that another worker accepted")

        #expect(acceptor.idleWorkers == 0)
        _ = try Descriptor.borrowing(kept) { (descriptor) throws(SystemError) in try descriptor.read(upTo: 1) }
        let followingThen = try inBackground { Descriptor.borrowing(kept) { Self.awaitRequest(acceptor, $0) } }
        _ = try address.connect()
        #expect(try followingThen() == .others, "it blocked a peer that no other worker could accept")
    }

    /// Breaks if each new connection wakes all workers of all processes.
    @Test("Of the workers that wait at a listening socket, the kernel wakes one for each connection")
    func oneWorkerIsWoken() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        let (one, other) = (try WakeUp(), try WakeUp())
        let wait = try ListenerWait(listener: listener.number, others: (one.number, other.number))
        // Each line describes a watched descriptor: "tfd: 5 events: 10000019 …".
        let file = Descriptor(adopting: unsafe open("/proc/self/fdinfo/\(wait.number)", O_RDONLY))
        let lines = String(decoding: try file.read(upTo: 4096), as: UTF8.self)
            .split(separator: "\n").map { $0.split(separator: " ") }.filter { $0.first == "tfd:" }
        let events = Dictionary(
            uniqueKeysWithValues: lines.map { (CInt($0[1]) ?? -1, UInt32($0[3], radix: 16) ?? 0) })
        let exclusive: UInt32 = 1 << 28
        #expect(events.count == 3)
        #expect(events[listener.number].map { $0 & exclusive } == exclusive)
        for number in [one.number, other.number] { #expect(events[number].map { $0 & exclusive } == 0) }
    }

    /// Breaks if one process takes several busy connections while others have none, or if a connection waits forever
    /// because all processes hold a connection.
    @Test("A kept connection yields to a new peer later if other processes accept from the same socket")
    func siblingsGetAMoment() throws {
        for hasSiblings in [false, true] {
            let listener = try Listener(SocketAddress("127.0.0.1:0"))
            guard let address = listener.address else { throw Failure("a listener without an address") }
            let acceptor = try Acceptor(
                listener, peers: PeerCheck(PeerPolicy(), isInherited: false), wakeUp: WakeUp(),
                hasSiblings: hasSiblings, logger: Self.logger)
            let client = try address.connect()
            guard let accepted = try acceptor.next(acceptor.listenerWait()) else { throw Failure("nothing to accept") }
            let other = try address.connect()
            try client.write([1])
            var lookout = Lookout()
            let first = acceptor.awaitRequest(on: accepted.descriptor, &lookout)
            #expect(first == (hasSiblings ? .requests : .others))
            _ = try accepted.descriptor.read(upTo: 1)
            #expect(acceptor.awaitRequest(on: accepted.descriptor, &lookout) == .others)
            // Both stay open until here.
            _ = (client.number, other.number)
        }
    }

    private func acceptor(
        _ listener: consuming Listener,
        _ wakeUp: WakeUp,
        policy: PeerPolicy = PeerPolicy(),
        drainTimeout: Duration = .seconds(3),
        extraWorkers: Int = 0
    ) throws -> Acceptor {
        let peers = try PeerCheck(policy, isInherited: false)
        return try Acceptor(
            listener, peers: peers, wakeUp: wakeUp, drainTimeout: drainTimeout, mostExtraWorkers: extraWorkers,
            logger: Self.logger)
    }

    /// Breaks if a thread that was started for a stalled peer never ends.
    @Test("A stand-in ends when no worker waits for a peer, and does not wait for a connection")
    func surplusStandInEnds() throws {
        let wakeUp = try WakeUp()
        let acceptor = try acceptor(Listener(SocketAddress("127.0.0.1:0")), wakeUp, extraWorkers: 1)
        acceptor.extraWorkers.setStarter {}
        try acceptor.extraWorkers.waiting { () throws in #expect(try acceptor.extraWorkers.start()) }
        let hasEnded = Box(false)
        let ended = try inBackground {
            defer { hasEnded.value = true }
            return try acceptor.next(acceptor.listenerWait()) == nil
        }
        while !hasEnded.value, acceptor.idleWorkers == 0 { usleep(500) }
        #expect(acceptor.idleWorkers == 0, "it waits for a connection")
        wakeUp.signal()
        #expect(try ended())
        #expect(!acceptor.extraWorkers.isSurplus(), "it still counts")
    }

    /// Breaks if a stalled peer causes a new thread although another worker is idle.
    @Test("No stand-in is started for a stalled peer while a worker is idle")
    func idleWorkerNeedsNoStandIn() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let wakeUp = try WakeUp()
        // The idle worker stays idle, because no peer may connect.
        let acceptor = try acceptor(listener, wakeUp, policy: PeerPolicy(addresses: []), extraWorkers: 1)
        let started = Box(0)
        acceptor.extraWorkers.setStarter { started.change { $0 += 1 } }
        let idle = try inBackground { try acceptor.next(acceptor.listenerWait()) == nil }
        while acceptor.idleWorkers == 0 { usleep(500) }
        let other = try Listener(SocketAddress("127.0.0.1:0"))
        guard let otherAddress = other.address else { throw Failure("a listener without an address") }
        let stalled = try otherAddress.connect()
        let number = dup(stalled.number)
        defer { _ = Glibc.close(number) }
        let waited = try inBackground {
            try Descriptor.borrowing(number) { (descriptor) throws(SystemError) in
                try acceptor.awaitPeer(descriptor, .milliseconds(300))
            }
        }
        for _ in 0..<200 { _ = try address.connect() }
        #expect(try !waited(), "nothing was sent")
        #expect(started.value == 0)
        wakeUp.signal()
        #expect(try idle())
    }

    /// Breaks if a connection gets a new time limit each time that a worker passes it on.
    @Test("A head that another worker began to read keeps its bytes and its time limit")
    func unfinishedHeadKeepsItsEnd() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let acceptor = try acceptor(listener, WakeUp())
        let peer = try address.connect()
        guard let accepted = try acceptor.next(acceptor.listenerWait()) else { throw Failure("nothing to accept") }
        // Another peer connects and no worker is free: the reader yields at once.
        let other = try address.connect()
        let begun = PeerConnection.Unfinished(bytes: [1, 1, 0], end: .now + .seconds(1000))
        var reader = RequestReader(configuration: ServerConfiguration(), acceptor: acceptor)
        reader.begin(begun)
        guard case .unfinished(let rest) = reader.next(on: accepted.descriptor) else {
            throw Failure("the reader does not yield")
        }
        #expect(rest.bytes == begun.bytes)
        #expect(rest.end == begun.end)
        // Both stay open until here.
        _ = (peer.number, other.number)
    }

    /// Breaks if the end of a server closes a connection while its request arrives.
    @Test("At a stop, a connection that has sent a part of a request may still send the rest, for 200 ms")
    func unfinishedHeadHasGraceAtStop() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let wakeUp = try WakeUp()
        let acceptor = try acceptor(listener, wakeUp)
        let peer = try address.connect()
        guard var accepted = try acceptor.next(acceptor.listenerWait()) else { throw Failure("nothing to accept") }
        accepted.unfinished = PeerConnection.Unfinished(bytes: [1, 1, 0], end: .now + .seconds(1000))
        acceptor.keep(accepted)
        wakeUp.signal()
        let start = ContinuousClock.now
        guard try acceptor.next(acceptor.listenerWait()) == nil else {
            throw Failure("a connection without bytes was returned")
        }
        #expect(start.duration(to: .now) >= RequestReader.grace)
        // Bytes that have arrived are read without waiting.
        try peer.write([1])
        #expect(try acceptor.next(acceptor.listenerWait()) != nil)
    }

    /// Breaks if a web server loses the request that it sends while the server stops.
    @Test(
        "A connection that is kept when the stop begins gets the grace time, or its one request",
        arguments: [false, true])
    func keptConnectionAtStop(hasRequest: Bool) throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let wakeUp = try WakeUp()
        let acceptor = try acceptor(listener, wakeUp)
        let client = try address.connect()
        guard let accepted = try acceptor.next(acceptor.listenerWait()) else { throw Failure("nothing to accept") }
        if hasRequest { try client.write([1]) }
        wakeUp.signal()
        var lookout = Lookout()
        let following = acceptor.awaitRequest(on: accepted.descriptor, &lookout)
        #expect(following == (hasRequest ? .lastRequest : .others))
        // Open until here.
        _ = client.number
    }

    /// Breaks if a peer can connect between the last accept4(2) and the end: its request would be reset.
    @Test("The path of a Unix socket is removed before the last connections are accepted")
    func pathIsRemovedBeforeLastConnections() throws {
        let directory = try TemporaryDirectory()
        let address = try SocketAddress.unix(path: directory.path("s"))
        let wakeUp = try WakeUp()
        let acceptor = try acceptor(Listener(address), wakeUp)
        let queued = try address.connect()
        wakeUp.signal()
        #expect(try acceptor.next(acceptor.listenerWait()) != nil)
        #expect(throws: SystemError("connect \(address)", number: ENOENT)) { _ = try address.connect() }
        // Both exist until here.
        _ = (acceptor.isTCP, queued.number)
    }

    /// Breaks if a server whose peers keep connecting accepts connections after its time limit.
    @Test("After the drain timeout, no queued connection is accepted")
    func drainTimeoutEndsAccepting() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let wakeUp = try WakeUp()
        let acceptor = try acceptor(listener, wakeUp, drainTimeout: .zero)
        let queued = try address.connect()
        wakeUp.signal()
        #expect(try acceptor.next(acceptor.listenerWait()) == nil)
        // Open until here.
        _ = queued.number
    }

    /// Breaks if a connection without data occupies a worker beyond the stop.
    @Test("At a stop, a head that does not arrive ends after the grace time, not at its own limit")
    func silentHeadEndsAfterGraceAtStop() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let wakeUp = try WakeUp()
        let acceptor = try acceptor(listener, wakeUp)
        let peer = try address.connect()
        guard let accepted = try acceptor.next(acceptor.listenerWait()) else { throw Failure("nothing to accept") }
        wakeUp.signal()
        let end = ContinuousClock.now + .seconds(20)
        var reader = RequestReader(configuration: ServerConfiguration(), acceptor: acceptor)
        reader.begin(PeerConnection.Unfinished(bytes: [1, 1, 0], end: end))
        guard case .refused = reader.next(on: accepted.descriptor) else { throw Failure("the reader does not end") }
        #expect(ContinuousClock.now < end)
        // Open until here.
        _ = peer.number
    }

    #if DEBUG
        /// Breaks if one client that disconnects early makes the server reset the requests behind it.
        @Test("At a stop, an error of one queued connection does not stop the accepting of the others")
        func errorOfOneConnectionKeepsOthersAtStop() throws {
            let listener = try Listener(SocketAddress("127.0.0.1:0"))
            guard let address = listener.address else { throw Failure("a listener without an address") }
            let wakeUp = try WakeUp()
            let acceptor = try acceptor(listener, wakeUp)
            let queued = try address.connect()
            wakeUp.signal()
            let isAccepted = try inBackground {
                let driver = SystemCallDriver()
                driver.install()
                driver.arm(
                    SystemCallDriver.Fault(call: 1, number: ECONNABORTED) { operation, _ in operation == "accept4" })
                return try acceptor.next(acceptor.listenerWait()) != nil
            }
            #expect(try isAccepted())
            // Open until here.
            _ = queued.number
        }
    #endif

    /// Breaks if a worker gives up the head that it reads although another worker can take the new connection.
    @Test("A worker that waits for a head does not yield while another worker is idle")
    func headStaysWhileWorkerIsIdle() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let wakeUp = try WakeUp()
        // The idle worker stays idle, because no peer may connect.
        let acceptor = try acceptor(listener, wakeUp, policy: PeerPolicy(addresses: []))
        let idle = try inBackground { try acceptor.next(acceptor.listenerWait()) == nil }
        while acceptor.idleWorkers == 0 { usleep(500) }
        let other = try Listener(SocketAddress("127.0.0.1:0"))
        guard let otherAddress = other.address else { throw Failure("a listener without an address") }
        let number = dup(try otherAddress.connect().number)
        defer { _ = Glibc.close(number) }
        let isOver = Box(false)
        let yields = try inBackground {
            try Descriptor.borrowing(number) { (descriptor) throws(SystemError) in
                var yields = 0
                while !isOver.value {
                    if case .others = try acceptor.awaitHead(on: descriptor, .milliseconds(50), isStopping: false) {
                        yields += 1
                    }
                }
                return yields
            }
        }
        for _ in 0..<500 { _ = try address.connect() }
        isOver.value = true
        #expect(try yields() == 0)
        wakeUp.signal()
        #expect(try idle())
    }
}
