internal import CFastCGI
internal import GatewayInterface
internal import Glibc
internal import Logging
internal import Synchronization

/// Gives the workers of a server their connections, and reports when the server stops.
final class Acceptor: PeerWaiter {
    /// `nil` after ``close()``. The number stays valid until then.
    private let listener: Mutex<Listener?>
    private let number: CInt
    /// Whether the peers connect over TCP.
    let isTCP: Bool
    private let peers: PeerCheck
    let wakeUp: WakeUp
    /// Rate-limited logs: refused peers, connections without a request, and failing system calls.
    private let strangers: RateLimitedLogger
    let brokenConnections: RateLimitedLogger
    private let failures: RateLimitedLogger
    private let kept: IdleConnections
    private let lingering: LingeringConnections
    let extraWorkers: ExtraWorkers
    /// Whether other processes accept connections from the same socket.
    private let hasSiblings: Bool
    /// The number of accepted connections.
    private let accepted = Atomic<Int>(0)
    /// Whether an idle connection comes before a new one. It alternates, so that neither kind waits forever for the
    /// other.
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
        hasSiblings: Bool = false,
        logger: Logger,
        lingering: LingeringConnections? = nil
    ) throws(SystemError) {
        self.hasSiblings = hasSiblings
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

    /// Until when queued connections are still accepted; `nil` before the server stops.
    private let lastAccept = Mutex<ContinuousClock.Instant?>(nil)
    private let drainTimeout: Duration

    /// The connections that no process has accepted yet; `nil` if the system does not tell, or after ``close()``.
    var queue: @Sendable () -> ServerStatus.Queue? {
        { [self] in listener.withLock { $0?.queue } }
    }

    /// Whether no connection waits here for data and a worker. Does not make a system call.
    var hasNoIdleConnection: Bool { kept.isEmpty }

    var isStopping: Bool { wakeUp.isSignalled || Termination.isRequested }

    /// Where one worker waits in ``next(_:)``.
    func listenerWait() throws(SystemError) -> ListenerWait {
        try ListenerWait(listener: number, others: (kept.number, wakeUp.number))
    }

    /// Waits for the next connection: a new one, or an idle one with data.
    ///
    /// It calls accept4(2) first, and waits only if no connection is queued. Under load, this saves one system call
    /// per request.
    ///
    /// - Parameter wait: Belongs to the calling worker.
    /// - Returns: A connection. `nil` if the server is stopping and no idle connection has a request, or if this
    ///   worker is surplus.
    /// - Throws: A permanent failure, for example if the listening socket is no longer valid.
    func next(_ wait: borrowing ListenerWait) throws(FastCGIError) -> PeerConnection? {
        // Until it has accepted: between the wait and accept4(2), this worker is still the one that takes the
        // connection.
        var isIdle = false
        defer { if isIdle { idle.subtract(1, ordering: .releasing) } }
        // Nobody else was woken for that connection.
        var hasPeer = false
        while !isStopping {
            if !hasPeer, !kept.isEmpty, isTurnOfKept.logicalXor(true, ordering: .relaxed).oldValue,
                let next = kept.next()
            {
                return next
            }
            hasPeer = false
            do throws(SystemError) {
                if let connection = try accept() { return connection }
            } catch {
                if error.number == EAGAIN {
                    if let next = kept.next() { return next }
                    if extraWorkers.isSurplus() { return nil }
                }
                hasPeer = try recover(from: error, &isIdle, wait)
            }
        }
        return kept.next() ?? lastConnection()
    }

    /// Accepts a connection with accept4(2), without waiting; `nil` for a peer that may not connect.
    private func accept() throws(SystemError) -> PeerConnection? {
        var peer = gatehouse_peer()
        // accept4(2) fills the local variable.
        let accepted = try systemCall("accept4") { unsafe gatehouse_accept(number, &peer) }
        let connection = Descriptor(adopting: accepted)
        guard let stranger = peers.stranger(peer, on: connection) else {
            return PeerConnection(connection, id: self.accepted.add(1, ordering: .relaxed).newValue)
        }
        let advice = "ServerConfiguration.peers lists the allowed peers"
        strangers.write("closing a connection: \(stranger) may not connect; \(advice)")
        return nil
    }

    /// How long connections that wait without a worker stay open while the server stops. A web server with load uses each of them
    /// in this time, so it hardly sends a request on one that is being closed.
    private static let idleGrace = Duration.seconds(1)

    /// Accepts a connection that was queued before the listener closes. Closing it would reset a request that the
    /// peer has sent.
    ///
    /// The server's own Unix socket loses its path first, so no peer can connect between the last accept4(2) and the
    /// end. On other sockets, peers can keep connecting, and on a shared listener they do; ``drainTimeout`` limits
    /// the time.
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
        // A web server may be sending a request on a connection that it keeps, and would lose it. So the connections stay open for
        // a short time. After the response to a request, a connection is closed at once, and the web server sees that with
        // the response.
        let lastMoment = min(end, end - drainTimeout + Self.idleGrace)
        while !kept.isEmpty, case let rest = ContinuousClock.now.duration(to: lastMoment), rest > .zero {
            guard (try? Poll.readable(kept.number, timeout: rest)) == true else { continue }
            if let next = kept.next() { return next }
        }
        return nil
    }

    /// Whether accept4(2) failed only because of the new connection. Linux reports such errors there: the client
    /// closed before the accept, its network failed, or a firewall or security module refused it.
    private static func isOfOneConnection(_ error: SystemError) -> Bool {
        [
            ECONNABORTED, ECONNRESET, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, ENETUNREACH,
            ETIMEDOUT,
            EPERM, EACCES,
        ].contains(error.number)
    }

    /// Waits until a failed accept4(2) may succeed again.
    ///
    /// - Returns: Whether this worker must accept before it does anything else.
    private func recover(
        from error: SystemError, _ isIdle: inout Bool, _ wait: borrowing ListenerWait
    ) throws(FastCGIError) -> Bool {
        do throws(SystemError) {
            switch error.number {
            case EAGAIN:
                if !isIdle {
                    isIdle = true
                    idle.add(1, ordering: .releasing)
                }
                return waitForPeer(wait)
            case _ where Self.isOfOneConnection(error):
                return true
            case EMFILE where kept.closeOne():
                return true
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                failures.write("cannot accept a connection; retrying: \(error)")
                _ = try Poll.readable(wakeUp.number, timeout: .milliseconds(100))
                return false
            default:
                throw error
            }
        } catch {
            throw FastCGIError(.cannotServe, "cannot accept connections: \(error)")
        }
    }

    /// Waits until a peer connects or the server stops. A failing epoll_wait(2) says nothing about the listener, so
    /// accept4(2) is tried again after a pause.
    private func waitForPeer(_ wait: borrowing ListenerWait) -> Bool {
        do throws(SystemError) {
            return try wait.hasPeer(timeout: closeOverdue())
        } catch {
            failures.write("cannot wait for connections: \(error)")
            usleep(10_000)
            return false
        }
    }

    /// What comes next on a connection that the peer keeps open.
    enum Following {
        /// A request, and more may follow.
        case requests
        /// One more request, because the server is stopping.
        case lastRequest
        /// Other connections have waited longer and come first.
        case others
        /// Nothing: close the connection.
        case nothing
    }

    /// Waits for the next request on a connection that the peer keeps open.
    ///
    /// If another connection has data and no worker is free, this connection gives way, whether it has data or not:
    /// see ``keep(_:)``.
    func awaitRequest(on connection: borrowing Descriptor, _ lookout: inout Lookout) -> Following {
        while !isStopping {
            let wanted = (connection.number, number, kept.number, wakeUp.number)
            guard let (hasRequest, hasPeer, hasKept, stops) = try? Poll.readable(wanted, timeout: closeOverdue())
            else { return .nothing }
            // Without a request, it gets the grace time with the other kept connections: see `lastConnection()`.
            if stops { return hasRequest ? .lastRequest : .others }
            // Another process may be idle, and was woken as well. It gets a moment: otherwise one process would serve
            // several busy connections while others have none.
            let isOverdue = lookout.looked(hasPeer: hasPeer)
            let isWanted = (hasPeer && (isOverdue || !hasSiblings) || hasKept) && idleWorkers == 0
            if hasRequest { return isWanted ? .others : .requests }
            if isWanted {
                // An idle worker may just have taken it. Then no connection is waiting.
                guard
                    let (hasPeer, hasKept) = try? Poll.readable((number, kept.number), timeout: .zero),
                    !hasPeer, !hasKept
                else { return .others }
                continue
            }
            // Another worker was woken as well and will take it. Until then, the listener would keep waking this one.
            guard
                let (hasRequest, stops) = try? Poll.readable(
                    (connection.number, wakeUp.number), timeout: .milliseconds(2))
            else { return .nothing }
            if hasRequest { return stops ? .lastRequest : .requests }
        }
        // The web server was promised that it may send this request. If it has not arrived, the connection gets the grace time.
        let hasRequest = try? Poll.readable(connection.number, timeout: .zero)
        return hasRequest == true ? .lastRequest : .others
    }

    /// Stores a connection until data arrives on it and a worker is free.
    func keep(_ connection: consuming PeerConnection) {
        kept.add(connection)
    }

    /// Closes the connections whose requests have not arrived in time.
    ///
    /// - Returns: The time until the next check; `nil` if no connection has a time limit.
    private func closeOverdue() -> Duration? {
        let rest = kept.closeOverdue { count in
            let what = count > 0 ? "no complete request" : "nothing"
            brokenConnections.write("closing a connection: it sent \(what) in time")
        }
        // poll(2) takes whole milliseconds and drops fractions.
        return rest.map { $0 + .milliseconds(1) }
    }

    /// The result of waiting for the rest of a request's head.
    enum Head {
        /// Data or the end of the connection has arrived.
        case arrived
        /// The time is over.
        case late
        /// The server is stopping.
        case stopping
        /// Another connection has data, and no other worker is free.
        case others
    }

    /// Waits for the rest of a request's head. A connection that sends nothing must not block a worker that other
    /// connections need.
    ///
    /// - Parameter isStopping: Whether the server is already stopping, and no other connection is served.
    func awaitHead(
        on connection: borrowing Descriptor,
        _ timeout: Duration,
        isStopping: Bool
    ) throws(SystemError) -> Head {
        if isStopping { return try Poll.readable(connection.number, timeout: timeout) ? .arrived : .late }
        let wanted = (connection.number, number, kept.number, wakeUp.number)
        let (hasData, hasPeer, hasKept, stops) = try Poll.readable(
            wanted, timeout: min(timeout, closeOverdue() ?? timeout))
        if hasData { return .arrived }
        if stops { return .stopping }
        guard hasPeer || hasKept else { return .late }
        if idleWorkers == 0 { return .others }
        // Another worker will take it. Until then, the listener would keep waking this one.
        return try Poll.readable(connection.number, timeout: min(timeout, .milliseconds(2))) ? .arrived : .late
    }

    /// Waits for a peer in the middle of a request. Another worker, if necessary an extra one, serves other
    /// connections meanwhile.
    ///
    /// - Returns: Whether data or the end of the connection has arrived.
    func awaitPeer(_ connection: borrowing Descriptor, _ timeout: Duration) throws(SystemError) -> Bool {
        let end = ContinuousClock.now + timeout
        let peer = connection.number
        return try extraWorkers.waiting { () throws(SystemError) in
            while case let rest = ContinuousClock.now.duration(to: end), rest > .zero {
                let (hasData, hasPeer, hasKept, stops) = try Poll.readable(
                    (peer, number, kept.number, wakeUp.number), timeout: rest)
                if hasData { return true }
                guard hasPeer || hasKept || stops else { continue }
                var pause = Duration.milliseconds(50)
                if stops {
                    // The server is stopping, so no other connection is served.
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
                if try Poll.readable(peer, timeout: min(pause, rest)) { return true }
            }
            return false
        }
    }

    /// Lets a peer finish sending data that is not read. Closing at once would reset the connection, and the response
    /// could be lost. This call does not wait.
    ///
    /// - Parameter bytes: sent first, as soon as the peer makes room for them.
    func linger(_ connection: consuming Descriptor, afterSending bytes: [UInt8] = []) {
        lingering.add(connection, afterSending: bytes)
    }

    /// Closes the listener. The last worker that accepts connections calls it on its thread when it ends.
    func close() {
        extraWorkers.setStarter(nil)
        listener.withLock { $0 = nil }
        kept.close()
        lingering.finish()
        for log in [strangers, brokenConnections, failures] { log.end() }
    }
}
