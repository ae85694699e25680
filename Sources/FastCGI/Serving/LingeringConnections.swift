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
        var arrived: [(number: CInt, unsent: ArraySlice<UInt8>)] = []
        var count = 0
        var isFinishing = false
        /// Waits for the thread; `nil` before its start.
        var awaitThread: (@Sendable () -> Void)?
    }

    private struct Member {
        let number: CInt
        let end: ContinuousClock.Instant
        /// Sent before the sending direction ends.
        var unsent: ArraySlice<UInt8>
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
    ///
    /// - Parameter bytes: Sent first. If the buffer of the socket is full, they are sent when the peer has read some of
    ///   it, within the same time limit. They are lost if the peer reads nothing.
    func add(_ connection: consuming Descriptor, afterSending bytes: [UInt8] = []) {
        var unsent = bytes[...]
        guard Self.send(&unsent, to: connection) else { return }
        let number = connection.number
        let isTaken = state.withLock { state in
            guard state.count < Self.most, !state.isFinishing else { return false }
            if state.awaitThread == nil {
                state.awaitThread = try? Thread.startJoinable { [self] in run() }
                guard state.awaitThread != nil else { return false }
            }
            state.arrived.append((number, unsent))
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
            members += arrived.map { Member(number: $0.number, end: now + patience, unsent: $0.unsent) }
            if isFinishing {
                if members.isEmpty { return }
                if lastEnd == nil { lastEnd = now + RequestReader.grace }
            }
            wait(&members, until: lastEnd)
        }
    }

    /// Waits until a connection is ready or its time is over, and closes what is finished.
    private func wait(_ members: inout [Member], until lastEnd: ContinuousClock.Instant?) {
        func end(_ member: Member) -> ContinuousClock.Instant { lastEnd.map { min($0, member.end) } ?? member.end }
        let timeout = members.map(end).min().map { ContinuousClock.now.duration(to: $0) + .milliseconds(1) }
        let waits = members.map { (number: $0.number, forWriting: !$0.unsent.isEmpty) }
        guard let ready = try? Poll.ready(waits + [(alarm.number, false)], timeout: timeout) else {
            return Thread.sleep(milliseconds: 10)
        }
        if ready.last == true { alarm.silence() }
        let now = ContinuousClock.now
        var left: [Member] = []
        for (index, member) in members.enumerated() {
            var member = member
            if (!ready[index] || Self.proceed(&member)) && now < end(member) {
                left.append(member)
            } else {
                _ = Descriptor(adopting: member.number)
            }
        }
        let closed = members.count - left.count
        members = left
        if closed > 0 { state.withLock { $0.count -= closed } }
    }

    /// Sends what is unsent, or else discards what has arrived.
    ///
    /// - Returns: Whether more remains to be done.
    private static func proceed(_ member: inout Member) -> Bool {
        guard !member.unsent.isEmpty else { return discard(from: member.number) }
        return Descriptor.borrowing(member.number) { send(&member.unsent, to: $0) }
    }

    /// Sends what the socket accepts, and ends the sending direction when all is sent.
    ///
    /// - Returns: `false` if the connection is broken.
    private static func send(_ unsent: inout ArraySlice<UInt8>, to connection: borrowing Descriptor) -> Bool {
        do throws(SystemError) {
            if !unsent.isEmpty { unsent.removeFirst(try connection.sendWithoutWaiting(unsent)) }
            if unsent.isEmpty { try connection.finishWriting() }
            return true
        } catch {
            return false
        }
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
