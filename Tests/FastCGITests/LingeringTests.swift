import Glibc
import Logging
import TestSupport
import Testing

@testable import FastCGI

@Suite("Closing connections whose peers are still sending", .timeLimit(.minutes(5)))
struct LingeringTests {
    /// libfcgi ignores SIGPIPE for the process.
    init() throws {
        try LibFCGI.initialize()
    }

    /// Both ends of a connection.
    private struct Pair: ~Copyable {
        let peer: Descriptor
        let connection: Descriptor

        init() throws {
            var numbers: [CInt] = [0, 0]
            _ = try systemCall("socketpair") {
                unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &numbers)
            }
            peer = Descriptor(adopting: numbers[0])
            connection = Descriptor(adopting: numbers[1])
        }

        consuming func handOver(_ body: (consuming Descriptor) -> Void) -> Descriptor {
            body(connection)
            return peer
        }
    }

    /// Whether the other end is closed, which a peer on a Unix socket sees at once.
    private static func isClosed(_ peer: borrowing Descriptor) throws -> Bool {
        try peer.isHungUp(afterEnd: false)
    }

    private static func awaitClosed(_ peer: borrowing Descriptor) throws {
        let end = ContinuousClock.now + .hang
        while try !isClosed(peer) {
            guard ContinuousClock.now < end else { throw Failure("the connection stays open") }
            usleep(500)
        }
    }

    /// Breaks if a worker waits for the peer.
    @Test("Without a worker, the peer's bytes are discarded until the peer ends")
    func unreadBytesAreDiscarded() throws {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let peers = try PeerCheck(PeerPolicy(), isInherited: false)
        let acceptor = try Acceptor(
            listener, peers: peers, wakeUp: try WakeUp(), logger: logger,
            lingering: LingeringConnections(patience: .hang))
        defer { acceptor.close() }
        let first = try Pair().handOver { acceptor.linger($0) }
        let second = try Pair().handOver { acceptor.linger($0) }
        for peer in [first.number, second.number] {
            try Descriptor.borrowing(peer) { (peer) in
                #expect(try peer.read(upTo: 1).isEmpty, "it gets the end of the connection")
                // More than the socket buffer holds.
                try peer.setWriteTimeout(.hang)
                try peer.write([UInt8](repeating: 1, count: 4 << 20))
                #expect(try !Self.isClosed(peer))
            }
        }
        try first.finishWriting()
        try Self.awaitClosed(first)
        #expect(try !Self.isClosed(second))
        try second.finishWriting()
        try Self.awaitClosed(second)
    }

    /// Breaks if the bytes are dropped when the buffer is full: nginx would take a broken response for a complete one.
    @Test("Bytes for a full socket are sent when the peer reads, and then the connection ends")
    func bytesForFullSocketAreSent() throws {
        let lingering = try LingeringConnections(patience: .hang)
        defer { lingering.finish() }
        let pair = try Pair()
        var filled = 0
        while case let count = try pair.connection.sendWithoutWaiting(.init(repeating: 1, count: 4096)), count > 0 {
            filled += count
        }
        let mark: [UInt8] = [1, 99, 0, 1, 0, 0, 0, 0]
        let peer = pair.handOver { lingering.add($0, afterSending: mark) }
        try peer.setReadTimeout(.hang)
        var received: [UInt8] = []
        while case let bytes = try peer.read(upTo: 64 * 1024), !bytes.isEmpty { received += bytes }
        #expect(received.count == filled + mark.count)
        #expect(received.suffix(mark.count) == mark[...])
    }

    @Test("A peer that reads nothing is disconnected although bytes for it are unsent")
    func unsentBytesTimeOut() throws {
        let lingering = try LingeringConnections(patience: .milliseconds(20))
        defer { lingering.finish() }
        let pair = try Pair()
        while try pair.connection.sendWithoutWaiting(.init(repeating: 1, count: 4096)) > 0 {}
        let peer = pair.handOver { lingering.add($0, afterSending: [1]) }
        try Self.awaitClosed(peer)
    }

    @Test("A connection that does not end is closed after a while, even if the peer keeps sending")
    func lingeringConnectionTimesOut() throws {
        let lingering = try LingeringConnections(patience: .milliseconds(20))
        defer { lingering.finish() }
        let silent = try Pair().handOver { lingering.add($0) }
        try Self.awaitClosed(silent)
        let busy = try Pair().handOver { lingering.add($0) }
        let end = ContinuousClock.now + .hang
        while (try? busy.write([1])) != nil {
            guard ContinuousClock.now < end else { throw Failure("the connection stays open") }
        }
        try Self.awaitClosed(busy)
    }

    @Test("finish() closes the remaining connections and accepts no others")
    func finishClosesConnections() throws {
        let lingering = try LingeringConnections(patience: .hang)
        let peer = try Pair().handOver { lingering.add($0) }
        lingering.finish()
        // A process that another test starts just now has a copy of the descriptor for a moment.
        try Self.awaitClosed(peer)
        let late = try Pair().handOver { lingering.add($0) }
        try Self.awaitClosed(late)
        lingering.finish()
        try LingeringConnections(patience: .hang).finish()
    }

    @Test("At most 256 connections linger; another one is closed at once")
    func connectionCountIsLimited() throws {
        let lingering = try LingeringConnections(patience: .hang)
        defer { lingering.finish() }
        var peers: [CInt] = []
        defer { for peer in peers { _ = Glibc.close(peer) } }
        for _ in 0..<LingeringConnections.most {
            peers.append(try Pair().handOver { lingering.add($0) }.relinquish())
        }
        let another = try Pair().handOver { lingering.add($0) }
        try Self.awaitClosed(another)
        try Descriptor.borrowing(peers[7]) { peer in
            #expect(try !Self.isClosed(peer))
            try peer.finishWriting()
            try Self.awaitClosed(peer)
        }
        // The slot is free shortly after the close.
        let end = ContinuousClock.now + .hang
        while true {
            let next = try Pair().handOver { lingering.add($0) }
            if try !Self.isClosed(next) { break }
            guard ContinuousClock.now < end else { throw Failure("no slot becomes free") }
        }
    }
}
