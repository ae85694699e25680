internal import CFastCGI
internal import Glibc
internal import Logging
internal import Synchronization

/// Where the workers of a server get their connections from, and learn that it is over.
final class Acceptor: PeerWaiter {
    /// `nil` after ``close()``; its number never changes.
    private let listener: Mutex<Listener?>
    private let number: CInt
    /// Whether the peers come over TCP.
    let isTCP: Bool
    private let peers: PeerCheck
    let wakeUp: WakeUp
    /// What is logged of peers that may not connect, of connections that bring no request, and of failing system calls.
    private let strangers: RateLimitedLogger
    let brokenConnections: RateLimitedLogger
    private let failures: RateLimitedLogger
    private let kept: IdleConnections
    private let lingering: LingeringConnections
    let extraWorkers: ExtraWorkers
    /// How many connections have been accepted.
    private let accepted = Atomic<Int>(0)
    /// Whether a kept connection comes before a new one, in turns: neither kind is to wait for ever for the other.
    private let isTurnOfKept = Atomic<Bool>(false)
    /// How many workers wait for a connection.
    private let idle = Atomic<Int>(0)
    var idleWorkers: Int { idle.load(ordering: .acquiring) }

    init(
        _ listener: consuming Listener,
        peers: PeerCheck,
        wakeUp: WakeUp,
        drainTimeout: Duration = .seconds(3),
        mostExtraWorkers: Int = 0,
        logger: Logger,
        lingering: LingeringConnections? = nil
    ) throws(SystemError) {
        extraWorkers = ExtraWorkers(limit: mostExtraWorkers)
        self.drainTimeout = drainTimeout
        kept = try IdleConnections()
        self.lingering = if let lingering { lingering } else { try LingeringConnections() }
        number = listener.number
        isTCP = listener.isTCP
        self.listener = Mutex(listener)
        self.peers = peers
        self.wakeUp = wakeUp
        strangers = RateLimitedLogger(logger, level: .notice)
        brokenConnections = RateLimitedLogger(logger, level: .notice)
        failures = RateLimitedLogger(logger, level: .error)
    }

    /// Until when connections that have been made are still accepted; `nil` before the server is told to stop.
    private let lastAccept = Mutex<ContinuousClock.Instant?>(nil)
    private let drainTimeout: Duration

    var isStopping: Bool { wakeUp.isSignalled || Termination.isRequested }

    /// Waits for the next connection: a new one, or one that was kept and brings something.
    ///
    /// accept4(2) comes first and poll(2) only when there is nothing to accept: under load that saves a system call a
    /// request.
    ///
    /// - Returns: a connection, or `nil` when the server has been told to stop and no request has arrived on a kept one, or when
    ///   there are more workers than there have to be.
    /// - Throws: what waiting does not mend, such as a listening socket that is none any more.
    func next() throws(FastCGIError) -> PeerConnection? {
        // Until it has accepted: from poll's return to accept4 it is still the one that takes the connection.
        var isIdle = false
        defer { if isIdle { idle.subtract(1, ordering: .releasing) } }
        while !isStopping {
            if !kept.isEmpty, isTurnOfKept.logicalXor(true, ordering: .relaxed).oldValue, let next = kept.next() {
                return next
            }
            do throws(SystemError) {
                if let connection = try accept() { return connection }
            } catch {
                if error.number == EAGAIN {
                    if let next = kept.next() { return next }
                    if extraWorkers.isSurplus() { return nil }
                }
                try recover(from: error, &isIdle)
            }
        }
        return kept.next() ?? lastConnection()
    }

    /// accept4(2), without waiting; `nil` for a peer that may not connect.
    private func accept() throws(SystemError) -> PeerConnection? {
        var peer = gatehouse_peer()
        // accept4(2) fills the local variable.
        let accepted = try systemCall("accept4") { unsafe gatehouse_accept(number, &peer) }
        let connection = Descriptor(adopting: accepted)
        guard let stranger = peers.stranger(peer, on: connection) else {
            return PeerConnection(connection, id: self.accepted.add(1, ordering: .relaxed).newValue)
        }
        let advice = "ServerConfiguration.peers says who may"
        strangers.write("closing a connection: \(stranger) may not connect; \(advice)")
        return nil
    }

    /// A connection that was made before the listener closes: closing it would reset a request that the peer has sent.
    ///
    /// A Unix socket of the server's own loses its name first, so that nobody can connect between the last accept4(2) and the
    /// end. Elsewhere peers may go on connecting, and to a shared listener they do: ``drainTimeout`` bounds that.
    private func lastConnection() -> PeerConnection? {
        listener.withLock { $0?.removePath() }
        let end = lastAccept.withLock { end in
            let known = end ?? ContinuousClock.now + drainTimeout
            end = known
            return known
        }
        while ContinuousClock.now < end {
            do throws(SystemError) {
                if let connection = try accept() { return connection }
            } catch {
                guard Self.isOfOneConnection(error) else { break }
            }
        }
        // A request that is on its way has a moment, as on a connection that a worker holds.
        let lastMoment = min(end, end - drainTimeout + RequestReader.grace)
        while kept.hasUnfinished, case let rest = ContinuousClock.now.duration(to: lastMoment), rest > .zero {
            guard let readable = try? Poll.readable((kept.number, -1, -1), timeout: rest), readable.0 else { continue }
            if let next = kept.next() { return next }
        }
        return nil
    }

    /// Whether accept4(2) failed because of the new connection alone, which Linux reports there: a client that went away
    /// between connecting and being accepted, its network, or a firewall or security module that forbids it.
    private static func isOfOneConnection(_ error: SystemError) -> Bool {
        [
            ECONNABORTED, ECONNRESET, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, ENETUNREACH,
            ETIMEDOUT,
            EPERM, EACCES,
        ].contains(error.number)
    }

    /// Waits for what mends a failed accept4(2).
    private func recover(from error: SystemError, _ isIdle: inout Bool) throws(FastCGIError) {
        do throws(SystemError) {
            switch error.number {
            case EAGAIN:
                if !isIdle {
                    isIdle = true
                    idle.add(1, ordering: .releasing)
                }
                waitForPeer()
            case _ where Self.isOfOneConnection(error):
                return
            case EMFILE where kept.closeOne():
                return
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                failures.write("cannot accept a connection now: \(error)")
                _ = try Poll.readable((-1, wakeUp.number, -1), timeout: .milliseconds(100))
            default:
                throw error
            }
        } catch {
            throw FastCGIError(.cannotServe, "cannot accept connections any more: \(error)")
        }
    }

    /// Waits until somebody connects, or it is over. A poll(2) that fails says nothing about the listener: after a pause
    /// accept4(2) is to tell.
    private func waitForPeer() {
        do throws(SystemError) {
            _ = try Poll.readable((number, kept.number, wakeUp.number), timeout: closeOverdue())
        } catch {
            failures.write("cannot wait for connections: \(error)")
            usleep(10_000)
        }
    }

    /// What may follow on a connection that the peer keeps open.
    enum Following {
        /// A request, and others behind it.
        case requests
        /// One more request: the server is to end.
        case lastRequest
        /// Whatever it is, somebody else has been waiting for longer.
        case others
        /// Nothing: the connection is to be closed.
        case nothing
    }

    /// Waits for the next request over a connection that the peer keeps open.
    ///
    /// A connection gives way, idle or busy, to another one that brings something if no other worker has a hand free for
    /// that: see ``keep(_:)``.
    func awaitRequest(on connection: borrowing Descriptor) -> Following {
        while !isStopping {
            let wanted = (connection.number, number, kept.number, wakeUp.number)
            guard let readable = try? Poll.readable(wanted, timeout: closeOverdue()) else { return .nothing }
            if readable.3 { return readable.0 ? .lastRequest : .nothing }
            let isWanted = (readable.1 || readable.2) && idleWorkers == 0
            if readable.0 { return isWanted ? .others : .requests }
            if isWanted {
                // Another worker may have been idle until it took it just now: then nobody is waiting any more.
                let again = try? Poll.readable((number, kept.number, -1), timeout: .zero)
                guard let again, !again.0, !again.1 else { return .others }
                continue
            }
            // Another worker has been woken as well and takes it; the listener would wake this one again until then.
            guard
                let readable = try? Poll.readable((connection.number, -1, wakeUp.number), timeout: .milliseconds(2))
            else { return .nothing }
            if readable.0 { return readable.2 ? .lastRequest : .requests }
        }
        // The web server has been promised that it may send it.
        let readable = try? Poll.readable((connection.number, -1, -1), timeout: .zero)
        return readable?.0 == true ? .lastRequest : .nothing
    }

    /// Keeps a connection for the worker that will have a hand free when something arrives on it.
    func keep(_ connection: consuming PeerConnection) {
        kept.add(connection)
    }

    /// Closes the connections whose requests have not arrived in time.
    ///
    /// - Returns: when there may be others; `nil` if there are none.
    private func closeOverdue() -> Duration? {
        let rest = kept.closeOverdue { count in
            let what = count > 0 ? "no complete request" : "nothing"
            brokenConnections.write("closing a connection: it sent \(what) in time")
        }
        // poll(2) counts milliseconds, and cuts off their fractions.
        return rest.map { $0 + .milliseconds(1) }
    }

    /// What came of waiting for the rest of a request's head.
    enum Head {
        /// Something has arrived, if only the end of the connection.
        case arrived
        /// The time is over.
        case late
        /// The server is to end.
        case stopping
        /// Somebody else brings something and no other worker is free.
        case others
    }

    /// Waits for the rest of the head of a request: a connection that sends nothing must not hold a worker that others need.
    ///
    /// - Parameter isStopping: whether the end of the server is known, and nobody else is served any more.
    func awaitHead(
        on connection: borrowing Descriptor,
        _ timeout: Duration,
        isStopping: Bool
    ) throws(SystemError) -> Head {
        if isStopping { return try Poll.readable((connection.number, -1, -1), timeout: timeout).0 ? .arrived : .late }
        let wanted = (connection.number, number, kept.number, wakeUp.number)
        let readable = try Poll.readable(wanted, timeout: min(timeout, closeOverdue() ?? timeout))
        if readable.0 { return .arrived }
        if readable.3 { return .stopping }
        guard readable.1 || readable.2 else { return .late }
        if idleWorkers == 0 { return .others }
        // Another worker takes it; the listener would wake this one again until then.
        return try Poll.readable((connection.number, -1, -1), timeout: min(timeout, .milliseconds(2))).0
            ? .arrived : .late
    }

    /// Waits for a peer in the middle of a request. Others are served meanwhile, by another worker if need be.
    ///
    /// - Returns: whether something has arrived, if only the end of the connection.
    func awaitPeer(_ connection: borrowing Descriptor, _ timeout: Duration) throws(SystemError) -> Bool {
        let end = ContinuousClock.now + timeout
        let peer = connection.number
        return try extraWorkers.waiting { () throws(SystemError) in
            while case let rest = ContinuousClock.now.duration(to: end), rest > .zero {
                let readable = try Poll.readable((peer, number, kept.number, wakeUp.number), timeout: rest)
                if readable.0 { return true }
                guard readable.1 || readable.2 || readable.3 else { continue }
                var pause = Duration.milliseconds(50)
                if readable.3 {
                    // Nobody else is served any more.
                    pause = rest
                } else if idleWorkers > 0 {
                    pause = .milliseconds(2)
                } else {
                    do throws(FastCGIError) {
                        if try extraWorkers.start() { pause = .milliseconds(10) }
                    } catch {
                        failures.write("cannot start another worker: \(error)")
                    }
                }
                if try Poll.readable((peer, -1, -1), timeout: min(pause, rest)).0 { return true }
            }
            return false
        }
    }

    /// Lets a peer finish sending what nobody read: closing at once would reset the connection and could take the
    /// answer with it. Nobody waits for that here.
    func linger(_ connection: consuming Descriptor) {
        lingering.add(connection)
    }

    /// Closes the listener, when the last worker that might accept has ended: on its thread, as its last act.
    func close() {
        extraWorkers.setStarter(nil)
        listener.withLock { $0 = nil }
        kept.close()
        lingering.finish()
        for log in [strangers, brokenConnections, failures] { log.end() }
    }
}
