internal import Glibc
internal import Synchronization

/// Connections whose peers may still send data that is not read.
///
/// Closing such a connection at once would reset it, and the peer could lose the response. Therefore arriving data is
/// discarded until the peer closes its end, for at most two seconds. One thread does this for all connections, so no
/// worker waits. It starts with the first connection.
final class LingeringConnections: Sendable {
    /// The maximum number of connections. Each uses a descriptor of the process.
    static let most = 256

    /// How much is read from one connection before the others get a turn.
    private static let mostReadAtOnce = 16 * 64 * 1024

    private struct State {
        /// Connections that the thread has not taken yet. The set owns each descriptor.
        var arrived: [CInt] = []
        var count = 0
        var isFinishing = false
        /// Waits for the thread; `nil` before its start.
        var awaitThread: (@Sendable () -> Void)?
    }

    private struct Member {
        let number: CInt
        let end: ContinuousClock.Instant
    }

    private let state = Mutex(State())
    private let alarm: Alarm
    private let patience: Duration

    /// Creates an empty set.
    ///
    /// - Parameter patience: How long a peer may continue to send.
    init(patience: Duration = .seconds(2)) throws(SystemError) {
        self.patience = patience
        alarm = try Alarm()
    }

    /// Ends the sending direction of a connection and takes ownership. Closes the connection if there are too many,
    /// or if the thread cannot start.
    func add(_ connection: consuming Descriptor) {
        guard (try? connection.finishWriting()) != nil else { return }
        let number = connection.number
        let isTaken = state.withLock { state in
            guard state.count < Self.most, !state.isFinishing else { return false }
            if state.awaitThread == nil {
                state.awaitThread = try? Thread.startJoinable { [self] in run() }
                guard state.awaitThread != nil else { return false }
            }
            state.arrived.append(number)
            state.count += 1
            return true
        }
        guard isTaken else { return }
        _ = connection.relinquish()
        alarm.ring()
    }

    /// Ends the thread. Peers get ``RequestReader/grace`` to finish.
    func finish() {
        let awaitThread = state.withLock { state in
            state.isFinishing = true
            return state.awaitThread.take()
        }
        guard let awaitThread else { return }
        alarm.ring()
        awaitThread()
    }

    private func run() {
        var members: [Member] = []
        var lastEnd: ContinuousClock.Instant?
        while true {
            let (arrived, isFinishing) = state.withLock { state in
                defer { state.arrived = [] }
                return (state.arrived, state.isFinishing)
            }
            let now = ContinuousClock.now
            members += arrived.map { Member(number: $0, end: now + patience) }
            if isFinishing {
                if members.isEmpty { return }
                if lastEnd == nil { lastEnd = now + RequestReader.grace }
            }
            wait(&members, until: lastEnd)
        }
    }

    /// Waits until data arrives or a connection's time is over, and closes what is finished.
    private func wait(_ members: inout [Member], until lastEnd: ContinuousClock.Instant?) {
        func end(_ member: Member) -> ContinuousClock.Instant { lastEnd.map { min($0, member.end) } ?? member.end }
        let timeout = members.map(end).min().map { ContinuousClock.now.duration(to: $0) + .milliseconds(1) }
        guard let readable = try? Poll.readable(members.map(\.number) + [alarm.number], timeout: timeout) else {
            return Thread.sleep(milliseconds: 10)
        }
        if readable.last == true { alarm.silence() }
        let now = ContinuousClock.now
        let left = zip(members, readable).filter { member, isReadable in
            let stays = (!isReadable || Self.discard(from: member.number)) && now < end(member)
            if !stays { _ = Descriptor(adopting: member.number) }
            return stays
        }
        let closed = members.count - left.count
        members = left.map(\.0)
        if closed > 0 { state.withLock { $0.count -= closed } }
    }

    /// Discards the data that has arrived.
    ///
    /// - Returns: Whether more can arrive.
    private static func discard(from number: CInt) -> Bool {
        Descriptor.borrowing(number) { connection in
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            var left = mostReadAtOnce
            while left > 0 {
                do throws(SystemError) {
                    let count = try connection.receive(into: &buffer)
                    if count == 0 { return false }
                    left -= count
                } catch {
                    return error.number == EAGAIN
                }
            }
            return true
        }
    }
}
