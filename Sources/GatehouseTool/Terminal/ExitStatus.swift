#if Tool
    /// The exit statuses of the tool, from sysexits.h.
    public enum ExitStatus: Int32, Sendable {
        /// The command did what it should.
        case ok = 0
        /// A check has findings.
        case findings = 1
        /// The arguments are wrong (EX_USAGE).
        case usage = 64
        /// A file has invalid content (EX_DATAERR).
        case invalidData = 65
        /// A file or a directory is missing (EX_NOINPUT).
        case missingInput = 66
        /// A host or a program does not respond as needed (EX_UNAVAILABLE).
        case unavailable = 69
        /// An unexpected error (EX_SOFTWARE).
        case internalError = 70
        /// A file cannot be written (EX_CANTCREAT).
        case cannotCreate = 73
        /// Somebody else does the same now (EX_TEMPFAIL).
        case busy = 75
        /// The configuration of the application or the host is wrong (EX_CONFIG).
        case configuration = 78
    }
#endif
