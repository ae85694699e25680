internal import CFastCGI
internal import Glibc

/// The state that libfcgi keeps for the whole process.
enum LibFCGI {
    /// FCGX_Init, once, and what has to be put right after it.
    ///
    /// - Throws: ``FastCGIError/Code/cannotServe`` if libfcgi does not start, or is not the libfcgi of the header that
    ///   this was compiled with.
    static func initialize() throws(FastCGIError) {
        if let failure { throw failure }
    }

    private static let failure: FastCGIError? = {
        // FCGX_Init puts its own handlers on SIGTERM and SIGUSR1, even where they were ignored; they only set a flag
        // that its own accept looks at, so that a program which accepts by itself could not be terminated any more.
        // The dispositions of before are put back: whoever wants to be told of signals says so (see Termination).
        var terminate = sigaction()
        var user1 = sigaction()
        unsafe sigaction(SIGTERM, nil, &terminate)
        unsafe sigaction(SIGUSR1, nil, &user1)
        let result = FCGX_Init()
        unsafe sigaction(SIGTERM, &terminate, nil)
        unsafe sigaction(SIGUSR1, &user1, nil)
        // A peer that went away is an error of write(2), not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        guard result == 0 else {
            return FastCGIError(.cannotServe, "libfcgi does not start (FCGX_Init returned \(result))")
        }
        guard gatehouse_fcgx_layout_is_known() == 1 else {
            return FastCGIError(
                .cannotServe,
                "this libfcgi lays out FCGX_Request in another way than the fcgiapp.h of the build; build again against it"
            )
        }
        return nil
    }()
}
