internal import Glibc

/// This process: its name and its exit.
package enum Process {
    /// The file name of the program, from its first argument; empty if unknown.
    package static var name: String {
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    }

    /// The prefix of a line on standard error: the name and a colon. It is empty if the name is unknown: Swift reads
    /// the arguments from a file, which fails when no descriptor is free.
    package static var prefix: String { name.isEmpty ? "" : "\(name): " }

    /// exit(3).
    package static func exit(_ status: CInt) -> Never {
        Glibc.exit(status)
    }

    /// _exit(2): ends the process immediately, whatever locks other threads hold.
    static func exitNow(_ status: CInt) -> Never {
        Glibc._exit(status)
    }
}
