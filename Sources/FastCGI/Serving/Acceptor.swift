internal import CFastCGI
internal import Glibc
internal import Logging

/// Where the workers of a server get their connections from, and learn that it is over.
final class Acceptor: Sendable {
    private let listener: Listener
    private let peers: PeerCheck
    let wakeUp: WakeUp
    private let logger: Logger

    init(_ listener: consuming Listener, peers: PeerCheck, wakeUp: WakeUp, logger: Logger) {
        self.listener = listener
        self.peers = peers
        self.wakeUp = wakeUp
        self.logger = logger
    }

    private var isStopping: Bool { wakeUp.isSignalled || Termination.isRequested }

    /// Waits for the next connection.
    ///
    /// accept4(2) comes first and poll(2) only when there is nothing to accept: under load that saves a system call a
    /// request.
    ///
    /// - Returns: a connection, or `nil` when the server has been told to stop.
    /// - Throws: what waiting does not mend, such as a listening socket that is none any more.
    func next() throws(FastCGIError) -> Descriptor? {
        while !isStopping {
            var peer = gatehouse_peer()
            do throws(SystemError) {
                // accept4(2) fills the local variable.
                let number = try systemCall("accept4") { unsafe gatehouse_accept(listener.number, &peer) }
                let connection = Descriptor(adopting: number)
                guard let stranger = peers.stranger(peer, on: connection) else { return connection }
                logger.notice("closing a connection: \(stranger) may not connect")
            } catch {
                try recover(from: error)
            }
        }
        return nil
    }

    /// Waits for what mends a failed accept4(2).
    private func recover(from error: SystemError) throws(FastCGIError) {
        do throws(SystemError) {
            switch error.number {
            case EAGAIN:
                _ = try Poll.readable((listener.number, wakeUp.number, -1))
            case ECONNABORTED, ECONNRESET, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, ENETUNREACH:
                // The new connection's own failure, which Linux reports here: a client that went away between
                // connecting and being accepted, or its network.
                return
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                logger.error("cannot accept a connection now: \(error)")
                _ = try Poll.readable((-1, wakeUp.number, -1), timeout: .milliseconds(100))
            default:
                throw error
            }
        } catch {
            throw FastCGIError(.cannotServe, "cannot accept connections any more: \(error)")
        }
    }

    /// Waits for the next request over a connection that the peer keeps open.
    ///
    /// An idle connection gives way: to the end of the server, and to another peer that wants to connect, because the
    /// worker has no other hand free.
    ///
    /// - Returns: whether there is something to read.
    func waits(for connection: borrowing Descriptor) -> Bool {
        guard !isStopping else { return false }
        let readable = try? Poll.readable((connection.number, listener.number, wakeUp.number))
        return readable?.0 ?? false
    }

    /// Lets a peer finish sending what nobody read: closing at once would reset the connection and could take the
    /// answer with it.
    func linger(_ connection: consuming Descriptor) {
        guard (try? connection.finishWriting()) != nil else { return }
        let end = ContinuousClock.now.advanced(by: .seconds(2))
        while true {
            let rest = ContinuousClock.now.duration(to: end)
            guard rest > .zero, !isStopping,
                let readable = try? Poll.readable((connection.number, wakeUp.number, -1), timeout: rest), readable.0,
                let bytes = try? connection.read(upTo: 64 * 1024), !bytes.isEmpty
            else { return }
        }
    }
}
