import Dispatch
import Glibc
import Logging
import TestSupport
import Testing

@testable import FastCGI

@Suite("The acceptor distributes connections to workers", .timeLimit(.minutes(5)))
struct AcceptorTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

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
        guard let accepted = try acceptor.next() else { throw Failure("nothing to accept") }
        let kept = dup(accepted.descriptor.number)
        defer { _ = Glibc.close(kept) }

        let following = try inBackground { Descriptor.borrowing(kept) { acceptor.awaitRequest(on: $0) } }
        for _ in 0..<20 {
            let accepted = try inBackground { try acceptor.next() != nil }
            let end = ContinuousClock.now + .hang
            while acceptor.idleWorkers == 0, ContinuousClock.now < end { usleep(500) }
            _ = try address.connect()
            #expect(try accepted())
        }
        try client.write([1])
        #expect(try following() == .requests, "it gave way to peers that another worker took")

        #expect(acceptor.idleWorkers == 0)
        _ = try Descriptor.borrowing(kept) { (descriptor) throws(SystemError) in try descriptor.read(upTo: 1) }
        let followingThen = try inBackground { Descriptor.borrowing(kept) { acceptor.awaitRequest(on: $0) } }
        _ = try address.connect()
        #expect(try followingThen() == .others, "it held up a peer that nobody else could take")
    }
}
