internal import Glibc

/// A thread that runs one closure and ends with it.
package enum Thread {
    /// Waits, where there is no event to wait for.
    static func sleep(milliseconds: UInt32) {
        usleep(milliseconds * 1000)
    }

    /// Holds the closure on its way through pthread_create's `void *`.
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a detached thread on which no signal is delivered.
    ///
    /// Signals are blocked because one that arrives during a read(2) with SO_RCVTIMEO would end it with EINTR, which
    /// libfcgi takes for a broken connection.
    package static func start(_ run: @escaping @Sendable () -> Void) throws(SystemError) {
        pthread_detach(try create(run))
    }

    /// Starts a thread like ``start(_:)``, and gives what waits for its end; that has to be done once.
    static func startJoinable(_ run: @escaping @Sendable () -> Void) throws(SystemError) -> @Sendable () -> Void {
        let thread = try create(run)
        return { _ = pthread_join(thread, nil) }
    }

    private static func create(_ run: @escaping @Sendable () -> Void) throws(SystemError) -> pthread_t {
        var everySignal = sigset_t()
        var previous = sigset_t()
        // The new thread inherits the mask of this one. Both sets are local and outlive the calls.
        unsafe sigfillset(&everySignal)
        // What a thread does to itself: blocked, it ends the process without its handler, which writes the backtrace.
        for number in [SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS] {
            unsafe sigdelset(&everySignal, number)
        }
        unsafe pthread_sigmask(SIG_SETMASK, &everySignal, &previous)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }

        // Retained here, released by the thread: the pointer is good for exactly one trip.
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
