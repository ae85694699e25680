internal import Glibc
internal import Synchronization

/// The signals that end the server: SIGTERM, SIGINT, SIGHUP, SIGUSR1 and SIGQUIT.
///
/// FastCGI process managers send SIGUSR1 for a graceful end. php-fpm, nginx and container images use SIGQUIT for the
/// same.
package enum Termination {
    /// The eventfd that the handler writes to, or -1. A signal handler can safely read an atomic and call write(2),
    /// and little else.
    private static let descriptor = Atomic<CInt>(-1)

    /// All eventfds that have been passed to ``signal(_:isManaged:reload:)``.
    private static let kept = Mutex<[(WakeUp, Alarm?)]>([])

    /// The eventfd for SIGHUP, or -1 if SIGHUP ends the server too.
    private static let reloadDescriptor = Atomic<CInt>(-1)

    private static let requested = Atomic<Bool>(false)

    /// Whether SIGINT has arrived.
    private static let interrupted = Atomic<Bool>(false)

    /// Whether SIGTERM has arrived.
    private static let terminated = Atomic<Bool>(false)

    /// Whether a process manager started this program. It may send SIGTERM more than once.
    private static let isManaged = Atomic<Bool>(true)

    /// Whether one of these signals has arrived, without a system call. Under load, no worker calls poll(2).
    package static var isRequested: Bool { requested.load(ordering: .acquiring) }

    /// Makes these signals wake the threads that poll `wakeUp`, for the rest of the process.
    ///
    /// mod_fcgid repeats SIGTERM after a second while a request is in flight. The repetition has no effect: the
    /// request gets its response first, or is cut off after `ServerConfiguration.drainTimeout`. Without a process
    /// manager, a second SIGTERM ends the process at once with status 143. A second SIGINT always does so with status
    /// 130. These are the statuses that the signals themselves would cause.
    ///
    /// - Parameters:
    ///   - isManaged: Whether the process received its listening socket from its parent.
    ///   - reload: What SIGHUP rings; `nil` if SIGHUP ends the server.
    static func signal(_ wakeUp: WakeUp, isManaged: Bool, reload: Alarm? = nil) {
        // Before the handler can run. This also forces the lazy initialization of the globals.
        _ = isRequested
        _ = interrupted.load(ordering: .relaxed)
        _ = terminated.load(ordering: .relaxed)
        self.isManaged.store(isManaged, ordering: .relaxed)
        // The handler stays for the rest of the process, so the descriptor must stay open: its number must not be
        // reused.
        kept.withLock { $0.append((wakeUp, reload)) }
        reloadDescriptor.store(reload?.number ?? -1, ordering: .sequentiallyConsistent)
        descriptor.store(wakeUp.number, ordering: .sequentiallyConsistent)
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { signal in
            let reload = Termination.reloadDescriptor.load(ordering: .relaxed)
            if signal == SIGHUP, reload >= 0 { return WakeUp.signal(reload) }
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
        // Interrupted calls of other threads are restarted.
        action.sa_flags = SA_RESTART
        for number in [SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR1] {
            unsafe sigaction(number, &action, nil)
        }
    }
}
