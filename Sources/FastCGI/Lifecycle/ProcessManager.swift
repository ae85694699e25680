internal import Glibc

/// Whoever has started this process, and starts it again when it ends: a web server, that is.
struct ProcessManager: Sendable {
    private let parent = getppid()

    /// Whether descriptor 0 was given to this process by one that is still there.
    ///
    /// mod_fcgid and lighttpd stay the parents of what they start. spawn-fcgi and `cgi-fcgi -start` go away, and nobody
    /// would start the program again.
    var isThere: Bool {
        Start.current == .fastCGI && parent != 1 && getppid() == parent
    }
}
