internal import Glibc

/// The parent process that started this one and starts it again when it ends, for example a web server.
struct ProcessManager: Sendable {
    private let parent = getppid()

    /// Whether the process that passed descriptor 0 to this one is still its parent.
    ///
    /// mod_fcgid and lighttpd remain the parents of their processes. spawn-fcgi and `cgi-fcgi -start` exit, and would
    /// not start the program again.
    var isThere: Bool {
        Start.current == .fastCGI && parent != 1 && getppid() == parent
    }
}
