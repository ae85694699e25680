internal import Glibc
internal import Synchronization

/// The signals by which a process manager asks for the end: SIGTERM, SIGINT, SIGHUP, SIGUSR1, which the FastCGI
/// world uses for "finish and leave", and SIGQUIT, which php-fpm, nginx and container images use for the same.
package enum Termination {
    /// The eventfd that the handler writes to, or -1. A handler may read an atomic and call write(2), and little else.
    private static let descriptor = Atomic<CInt>(-1)

    /// All that have ever been signalled.
    private static let wakeUps = Mutex<[WakeUp]>([])

    private static let requested = Atomic<Bool>(false)

    /// Whether SIGINT has come.
    private static let interrupted = Atomic<Bool>(false)

    /// Whether SIGTERM has come.
    private static let terminated = Atomic<Bool>(false)

    /// Whether a process manager started this program, which may send SIGTERM more than once.
    private static let isManaged = Atomic<Bool>(true)

    /// Whether one of these signals has come, without a system call: under load nobody gets round to poll(2).
    package static var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// Has these signals wake whoever polls `wakeUp`, from now on and for the rest of the process.
    ///
    /// mod_fcgid sends SIGTERM again after a second, while a request is in flight; that changes nothing, the request is
    /// answered first, or cut off when `ServerConfiguration.drainTimeout` is over. Where no such manager is, a second
    /// SIGTERM comes from somebody who does not want to wait, as a second SIGINT does anywhere: it ends the process at
    /// once, with status 143 or 130, as if the signal had done it.
    ///
    /// - Parameter isManaged: whether the process got its listening socket from whoever started it.
    static func signal(_ wakeUp: WakeUp, isManaged: Bool) {
        // Before the handler can run, which also forces the lazy initialisation of the globals.
        _ = isRequested
        _ = interrupted.load(ordering: .relaxed)
        _ = terminated.load(ordering: .relaxed)
        self.isManaged.store(isManaged, ordering: .relaxed)
        // The handler stays for the rest of the process, and so must the descriptor: its number would be somebody else's.
        wakeUps.withLock { $0.append(wakeUp) }
        descriptor.store(wakeUp.number, ordering: .sequentiallyConsistent)
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { signal in
            if signal == SIGINT, Termination.interrupted.exchange(true, ordering: .relaxed) { _exit(130) }
            if signal == SIGTERM, !Termination.isManaged.load(ordering: .relaxed),
                Termination.terminated.exchange(true, ordering: .relaxed)
            {
                _exit(143)
            }
            Termination.requested.store(true, ordering: .releasing)
            let number = Termination.descriptor.load(ordering: .relaxed)
            if number >= 0 { WakeUp.signal(number) }
        }
        // Other threads' calls go on where they were.
        action.sa_flags = SA_RESTART
        for number in [SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1] {
            unsafe sigaction(number, &action, nil)
        }
    }
}
