internal import FastCGI
internal import GatehouseCore
internal import GatewayInterface
internal import Logging

/// The arguments of a program that serves a gate.
struct Arguments {
    private(set) var address: SocketAddress?
    private(set) var mount: Mount?
    private(set) var logLevel: Logger.Level?
    private(set) var logDestination: LogDestination?
    private(set) var processes: ProcessCount?
    /// Where a supervisor serves the status.
    private(set) var statusAddress: SocketAddress?
    private(set) var hosts: [String] = []
    private(set) var wantsHelp = false
    private(set) var routes: ListingFormat?
    private(set) var check: ListingFormat?
    /// The program's command to run, and the arguments after its name.
    private(set) var command: (Command, arguments: [String])?

    /// The format in which `--routes` and `--check` print.
    enum ListingFormat {
        case text
        case json
    }

    /// Parses the arguments.
    ///
    /// - Parameters:
    ///   - words: the arguments, without the program's name.
    ///   - commands: the program's commands. If the first argument names one, all further arguments go to it.
    /// - Throws: ``UsageError`` for an unknown argument. No argument is ignored, because it may have been meant to restrict
    ///   something.
    init(_ words: some Sequence<String>, commands: [Command] = []) throws(UsageError) {
        let all = Array(words)
        if let first = all.first, first.utf8.first != UInt8(ascii: "-"), !commands.isEmpty {
            guard let command = commands.first(where: { $0.name.utf8.elementsEqual(first.utf8) }) else {
                let meant = Spelling.nearest(to: first, among: commands.map(\.name))
                throw UsageError(
                    "unknown command \(first.debugDescription)"
                        + (meant.map { "; did you mean \($0)?" } ?? ".")
                        + " Commands: \(commands.map(\.name).joined(separator: ", "))"
                )
            }
            self.command = (command, Array(all.dropFirst()))
            return
        }
        var words = all.makeIterator()
        while let word = words.next() {
            switch word {
            case "--help", "-h":
                wantsHelp = true
            case "--routes":
                routes = .text
            case "--routes=json":
                routes = .json
            case "--check":
                check = .text
            case "--check=json":
                check = .json
            case "--listen":
                guard let value = words.next() else { throw UsageError("--listen needs an address") }
                guard address == nil else { throw UsageError("--listen is given twice") }
                do throws(FastCGIError) {
                    address = try SocketAddress(value)
                } catch {
                    throw UsageError("--listen: \(error)")
                }
            case "--status-listen":
                guard let value = words.next() else { throw UsageError("--status-listen needs an address") }
                guard statusAddress == nil else { throw UsageError("--status-listen is given twice") }
                do throws(FastCGIError) {
                    statusAddress = try SocketAddress(value)
                } catch {
                    throw UsageError("--status-listen: \(error)")
                }
            case "--processes":
                guard processes == nil else { throw UsageError("--processes is given twice") }
                guard let value = words.next(), let count = ProcessCount(text: value) else {
                    throw UsageError("--processes needs \(ProcessCount.texts)")
                }
                processes = count
            case "--host":
                guard let value = words.next() else { throw UsageError("--host needs a host name") }
                hosts.append(value)
            case "--log-level":
                guard let value = words.next(), let level = Logger.Level(rawValue: value) else {
                    let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
                    throw UsageError("--log-level needs one of \(levels)")
                }
                guard logLevel == nil else { throw UsageError("--log-level is given twice") }
                logLevel = level
            case "--log-destination":
                guard logDestination == nil else { throw UsageError("--log-destination is given twice") }
                switch words.next() {
                case "web-server": logDestination = .webServer
                case "standard-error": logDestination = .standardError
                default: throw UsageError("--log-destination needs web-server or standard-error")
                }
            case "--mount":
                guard let value = words.next() else { throw UsageError("--mount needs a URL path") }
                guard mount == nil else { throw UsageError("--mount is given twice") }
                do throws(RequestTargetError) {
                    mount = try Mount(value)
                } catch {
                    throw UsageError("--mount \(value.debugDescription): \(error)")
                }
            default:
                throw UsageError("unknown argument \(word.debugDescription)")
            }
        }
    }

    /// Returns the usage text.
    static func usage(programName: String, commands: [Command] = []) -> String {
        let column = commands.map { $0.name.utf8.count + $0.arguments.utf8.count + 1 }.max() ?? 0
        let list = commands.map { command in
            let words = command.arguments.isEmpty ? command.name : "\(command.name) \(command.arguments)"
            return "  \(words)\(String(repeating: " ", count: max(column - words.utf8.count, 0)))  \(command.help)\n"
        }
        let ownUsage = commands.isEmpty ? "" : "       \(programName) COMMAND …\n"
        let ownCommands = commands.isEmpty ? "" : "Commands, to run from a command line:\n\(list.joined())\n"
        return """
            This is a FastCGI program. A web server starts it or connects to it.

            Usage: \(programName) --listen ADDRESS [--processes N] [--mount PATH] [--host NAME]
                   [--log-level LEVEL] [--log-destination PLACE]
            \(ownUsage)  --listen ADDRESS   a Unix socket (/run/app.sock) or a loopback port (127.0.0.1:9000)
              --processes N      starts N processes of the program, or one for each processor (auto), and replaces those
                                 that end; SIGHUP or a new file replaces all without losing a request. With a range
                                 (0-4), the number follows the load
              --status-listen ADDRESS
                                 with --processes: a socket for the status routes alone, which responds while all workers
                                 are busy
              --mount PATH       the URL path below which the routes lie (/sub/app)
              --host NAME        serves this host (www.example.com) and no other; repeat it for several hosts
              --log-level LEVEL  logs this level and above: error, notice (the default), or info for every request
              --log-destination PLACE
                                 where the log lines of a request go: web-server (the default) or standard-error
              --routes           prints the routes and exits; --routes=json prints a file for the tests
              --check            prints protections that are off, raised limits and other findings, and exits: 0 without
                                 findings, 1 with some; --check=json prints them for a program
              --help             prints this text and exits

            \(ownCommands)Without --listen it serves FastCGI on descriptor 0 (mod_fcgid, spawn-fcgi, cgi-fcgi -start)
            or one request by CGI. To try it here:
              cgi-fcgi -start -connect /tmp/app.sock \(programName)
              REQUEST_METHOD=GET REQUEST_URI=/ cgi-fcgi -bind -connect /tmp/app.sock

            """
    }
}

/// Invalid arguments.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
