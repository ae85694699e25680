internal import Glibc

/// The processors of the machine.
enum Processors {
    /// How many processors this process may use: sysconf(3) with _SC_NPROCESSORS_ONLN. At least 1.
    static var count: Int { max(Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))), 1) }
}
