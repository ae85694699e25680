internal import Synchronization

/// What the watchdog learns about the peer.
extension FastCGIExchange {
    /// Whether the peer has aborted request `number` (FCGI_ABORT_REQUEST), as far as is known now. It is `false` while
    /// the body is being read, where the read detects the abort, and during a write.
    func isAborted(_ number: Int) -> Bool {
        state.withLockIfAvailable { state in
            guard state.number == number, state.isUnderWay else { return false }
            return Descriptor.borrowing(state.library.connection) { state.body.isAborted(state.receiveBuffer, on: $0) }
        } ?? false
    }

    /// Whether the peer of request `number` closed its connection before the end of the request. A read or a write in
    /// progress detects that itself.
    ///
    /// - Parameter isTCP: over TCP the end of the peer's sending counts. It cannot be told from a closed socket, and no
    ///   web server ends only its sending. On a Unix socket the kernel distinguishes the two; a peer that only ended
    ///   its sending may wait for the response.
    func peerIsGone(_ number: Int, isTCP: Bool) -> Bool {
        state.withLockIfAvailable { state in
            guard state.number == number, state.isUnderWay else { return false }
            return Descriptor.borrowing(state.library.connection) { (try? $0.isHungUp(afterEnd: isTCP)) ?? false }
        } ?? false
    }

    /// Runs a closure while no code reads from or writes to the connection of request `number`.
    ///
    /// - Returns: `nil` if code does so now, or the request has ended.
    func whileQuiet<Result>(_ number: Int, _ body: () -> Result) -> Result? {
        state.withLockIfAvailable { state in
            state.number == number && state.isUnderWay ? body() : nil
        } ?? nil
    }
}
