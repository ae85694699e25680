internal import CFastCGI
internal import Glibc
internal import Logging
internal import Synchronization

/// Where the workers of a server get their connections from, and learn that it is over.
final class Acceptor: Sendable {
    /// `nil` after ``close()``; its number never changes.
    private let listener: Mutex<Listener?>
    private let number: CInt
    /// Whether the peers come over TCP.
    let isTCP: Bool
    private let peers: PeerCheck
    let wakeUp: WakeUp
    /// What is logged of peers that may not connect, of connections that bring no request, and of failing system calls.
    private let strangers: LimitedLog
    let brokenConnections: LimitedLog
    private let failures: LimitedLog
    private let kept: KeptConnections
    private let lingering: LingeringConnections
    /// Whether a kept connection comes before a new one, in turns: neither kind is to wait for ever for the other.
    private let isTurnOfKept = Atomic<Bool>(false)
    /// How many workers wait for a connection.
    private let idle = Atomic<Int>(0)
    var idleWorkers: Int { idle.load(ordering: .acquiring) }

    init(
        _ listener: consuming Listener,
        peers: PeerCheck,
        wakeUp: WakeUp,
        logger: Logger,
        lingering: LingeringConnections? = nil
    ) throws(SystemError) {
        kept = try KeptConnections()
        self.lingering = if let lingering { lingering } else { try LingeringConnections() }
        number = listener.number
        isTCP = listener.isTCP
        self.listener = Mutex(listener)
        self.peers = peers
        self.wakeUp = wakeUp
        strangers = LimitedLog(logger, level: .notice)
        brokenConnections = LimitedLog(logger, level: .notice)
        failures = LimitedLog(logger, level: .error)
    }

    var isStopping: Bool { wakeUp.isSignalled || Termination.isRequested }

    /// Waits for the next connection: a new one, or one that was kept and brings something.
    ///
    /// accept4(2) comes first and poll(2) only when there is nothing to accept: under load that saves a system call a
    /// request.
    ///
    /// - Returns: a connection, or `nil` when the server has been told to stop and no request has arrived on a kept one.
    /// - Throws: what waiting does not mend, such as a listening socket that is none any more.
    func next() throws(FastCGIError) -> Descriptor? {
        // Until it has accepted: from poll's return to accept4 it is still the one that takes the connection.
        var isIdle = false
        defer { if isIdle { idle.subtract(1, ordering: .releasing) } }
        while !isStopping {
            if !kept.isEmpty, isTurnOfKept.logicalXor(true, ordering: .relaxed).oldValue, let next = kept.next() {
                return next
            }
            var peer = gatehouse_peer()
            do throws(SystemError) {
                // accept4(2) fills the local variable.
                let accepted = try systemCall("accept4") { unsafe gatehouse_accept(number, &peer) }
                let connection = Descriptor(adopting: accepted)
                guard let stranger = peers.stranger(peer, on: connection) else { return connection }
                let advice = "ServerConfiguration.peers says who may"
                strangers.write("closing a connection: \(stranger) may not connect; \(advice)")
            } catch {
                if error.number == EAGAIN, let next = kept.next() { return next }
                try recover(from: error, &isIdle)
            }
        }
        return kept.next()
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
            case ECONNABORTED, ECONNRESET, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, ENETUNREACH,
                ETIMEDOUT, EPERM, EACCES:
                // The new connection's own failure, which Linux reports here: a client that went away between
                // connecting and being accepted, its network, or a firewall or security module that forbids it.
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
            _ = try Poll.readable((number, kept.number, wakeUp.number))
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
            guard let readable = try? Poll.readable(wanted) else { return .nothing }
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
    func keep(_ connection: consuming Descriptor) {
        kept.add(connection)
    }

    /// Lets a peer finish sending what nobody read: closing at once would reset the connection and could take the
    /// answer with it. Nobody waits for that here.
    func linger(_ connection: consuming Descriptor) {
        lingering.add(connection)
    }

    /// Closes the listener, when the last worker that might accept has ended.
    func close() {
        listener.withLock { $0 = nil }
        kept.close()
        lingering.finish()
        for log in [strangers, brokenConnections, failures] { log.end() }
    }
}
