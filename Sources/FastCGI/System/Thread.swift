internal import Glibc

/// A thread that runs one closure and ends with it.
package enum Thread {
    /// Sleeps, where there is no event to wait for.
    static func sleep(milliseconds: UInt32) {
        usleep(milliseconds * 1000)
    }

    /// Carries the closure through pthread_create's `void *`.
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a detached thread with signals blocked.
    ///
    /// A signal that arrives during a read(2) with SO_RCVTIMEO would end it with EINTR, which libfcgi takes for a
    /// broken connection.
    package static func start(_ run: @escaping @Sendable () -> Void) throws(SystemError) {
        pthread_detach(try create(run))
    }

    /// Starts a thread like ``start(_:)`` and returns a closure that waits for its end. Call the closure exactly
    /// once.
    static func startJoinable(_ run: @escaping @Sendable () -> Void) throws(SystemError) -> @Sendable () -> Void {
        let thread = try create(run)
        return { _ = pthread_join(thread, nil) }
    }

    private static func create(_ run: @escaping @Sendable () -> Void) throws(SystemError) -> pthread_t {
        var everySignal = sigset_t()
        var previous = sigset_t()
        // The new thread inherits this thread's mask. Both sets are local and outlive the calls.
        unsafe sigfillset(&everySignal)
        // Signals that a thread causes itself stay unblocked. Blocked, they end the process without the handler that
        // writes the backtrace.
        for number in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS] {
            unsafe sigdelset(&everySignal, number)
        }
        unsafe pthread_sigmask(SIG_SETMASK, &everySignal, &previous)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }

        // Retained here, released by the thread: the pointer is used exactly once.
        let body = unsafe Unmanaged.passRetained(Body(run))
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            body.toOpaque()
        )
        guard result == 0 else {
            unsafe body.release()
            throw SystemError("pthread_create", number: result)
        }
        return thread
    }
}
