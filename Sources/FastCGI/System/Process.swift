internal import Glibc

/// The end of this process.
package enum Process {
    /// exit(3).
    package static func exit(_ status: CInt) -> Never {
        Glibc.exit(status)
    }
}
