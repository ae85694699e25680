internal import CFastCGI
internal import Glibc

/// The process-wide state of libfcgi.
enum LibFCGI {
    /// Calls FCGX_Init once, and restores the signal dispositions that it changes.
    ///
    /// - Throws: ``FastCGIError/Code/cannotServe`` if libfcgi does not start, or does not match the header that this
    ///   was compiled with.
    static func initialize() throws(FastCGIError) {
        if let failure { throw failure }
    }

    private static let failure: FastCGIError? = {
        // FCGX_Init installs handlers for SIGTERM and SIGUSR1, even where they were ignored. They only set a flag that
        // libfcgi's accept checks, so a program with its own accept could no longer be terminated. The old dispositions
        // are restored; Termination handles signals.
        var terminate = sigaction()
        var user1 = sigaction()
        unsafe sigaction(SIGTERM, nil, &terminate)
        unsafe sigaction(SIGUSR1, nil, &user1)
        let result = FCGX_Init()
        unsafe sigaction(SIGTERM, &terminate, nil)
        unsafe sigaction(SIGUSR1, &user1, nil)
        // A closed connection is an error of write(2) and must not end the process.
        signal(SIGPIPE, SIG_IGN)
        guard result == 0 else {
            return FastCGIError(.cannotServe, "cannot start libfcgi (FCGX_Init returned \(result))")
        }
        guard gatehouse_fcgx_layout_is_known() == 1 else {
            return FastCGIError(
                .cannotServe,
                "the installed libfcgi lays out FCGX_Request in another way than the build's fcgiapp.h; build again against it"
            )
        }
        return nil
    }()
}
