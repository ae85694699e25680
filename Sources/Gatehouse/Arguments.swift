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
    private(set) var hosts: [String] = []
    private(set) var wantsHelp = false
    private(set) var routes: RoutesFormat?
    /// The command of the program that is to be run, and what stands behind its name.
    private(set) var command: (Command, arguments: [String])?

    /// How the routes are printed.
    enum RoutesFormat {
        case table
        case json
    }

    /// Reads the arguments, without the program's name.
    ///
    /// - Parameters:
    ///   - words: the arguments.
    ///   - commands: those of the program. One is the first argument, and all others are its own.
    /// - Throws: ``UsageError`` for anything that is not understood: a word that was ignored could have been meant to
    ///   close something.
    init(_ words: some Sequence<String>, commands: [Command] = []) throws(UsageError) {
        let all = Array(words)
        if let first = all.first, first.utf8.first != UInt8(ascii: "-"), !commands.isEmpty {
            guard let command = commands.first(where: { $0.name.utf8.elementsEqual(first.utf8) }) else {
                let meant = Spelling.nearest(to: first, among: commands.map(\.name))
                throw UsageError(
                    "\(first.debugDescription) is no command of this program"
                        + (meant.map { "; did you mean \($0)?" } ?? ".")
                        + " It has: \(commands.map(\.name).joined(separator: ", "))"
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
                routes = .table
            case "--routes=json":
                routes = .json
            case "--listen":
                guard let value = words.next() else { throw UsageError("--listen wants an address behind it") }
                guard address == nil else { throw UsageError("--listen stands there twice") }
                do throws(FastCGIError) {
                    address = try SocketAddress(value)
                } catch {
                    throw UsageError("--listen: \(error)")
                }
            case "--host":
                guard let value = words.next() else { throw UsageError("--host wants the name of a host behind it") }
                hosts.append(value)
            case "--log-level":
                guard let value = words.next(), let level = Logger.Level(rawValue: value) else {
                    let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
                    throw UsageError("--log-level wants one of \(levels) behind it")
                }
                guard logLevel == nil else { throw UsageError("--log-level stands there twice") }
                logLevel = level
            case "--log-destination":
                guard logDestination == nil else { throw UsageError("--log-destination stands there twice") }
                switch words.next() {
                case "web-server": logDestination = .webServer
                case "standard-error": logDestination = .standardError
                default: throw UsageError("--log-destination wants web-server or standard-error behind it")
                }
            case "--mount":
                guard let value = words.next() else { throw UsageError("--mount wants a URL path behind it") }
                guard mount == nil else { throw UsageError("--mount stands there twice") }
                do throws(RequestTargetError) {
                    mount = try Mount(value)
                } catch {
                    throw UsageError("--mount \(value.debugDescription): \(error)")
                }
            default:
                throw UsageError("\(word.debugDescription) is no argument of this program")
            }
        }
    }

    /// How the program is used.
    static func usage(programName: String, commands: [Command] = []) -> String {
        let column = commands.map { $0.name.utf8.count + $0.arguments.utf8.count + 1 }.max() ?? 0
        let list = commands.map { command in
            let words = command.arguments.isEmpty ? command.name : "\(command.name) \(command.arguments)"
            return "  \(words)\(String(repeating: " ", count: max(column - words.utf8.count, 0)))  \(command.help)\n"
        }
        let ownUsage = commands.isEmpty ? "" : "       \(programName) COMMAND …\n"
        let ownCommands = commands.isEmpty ? "" : "Commands, where no web server has started it:\n\(list.joined())\n"
        return """
            This is a FastCGI program; a web server starts it, or connects to it.

            Usage: \(programName) --listen ADDRESS [--mount PATH] [--host NAME] [--log-level LEVEL]
                   [--log-destination PLACE]
            \(ownUsage)  --listen ADDRESS   a Unix socket (/run/app.sock) or a loopback port (127.0.0.1:9000)
              --mount PATH       the URL path below which its routes lie (/sub/app)
              --host NAME        answers for this host (www.example.com), and no other; may stand there several times
              --log-level LEVEL  logs what is at least this: error, notice (otherwise), info for every request
              --log-destination PLACE
                                 where the log of a request goes: web-server (otherwise), or standard-error
              --routes           prints the routes and ends; --routes=json for a file to compare with
              --help             this text

            \(ownCommands)Without --listen it serves FastCGI on descriptor 0 (mod_fcgid, spawn-fcgi, cgi-fcgi -start),
            or one request by CGI. To try it here:
              cgi-fcgi -start -connect /tmp/app.sock \(programName)
              REQUEST_METHOD=GET REQUEST_URI=/ cgi-fcgi -bind -connect /tmp/app.sock

            """
    }
}

/// Arguments that are not understood.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
