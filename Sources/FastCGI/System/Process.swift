internal import Glibc

/// The end of this process.
package enum Process {
    /// exit(3).
    package static func exit(_ status: CInt) -> Never {
        Glibc.exit(status)
    }

    /// _exit(2): at once, whatever other threads hold.
    static func exitNow(_ status: CInt) -> Never {
        Glibc._exit(status)
    }
}
