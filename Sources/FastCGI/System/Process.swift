internal import Glibc

/// This process: its name, and its end.
package enum Process {
    /// The name of the program's file, as the web server sees it; empty if it has none.
    package static var name: String {
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    }

    /// The name as a line on standard error begins with it. Swift reads the arguments from a file: where none can be opened any
    /// more there is no name.
    package static var prefix: String { name.isEmpty ? "" : "\(name): " }

    /// exit(3).
    package static func exit(_ status: CInt) -> Never {
        Glibc.exit(status)
    }

    /// _exit(2): at once, whatever other threads hold.
    static func exitNow(_ status: CInt) -> Never {
        Glibc._exit(status)
    }
}
