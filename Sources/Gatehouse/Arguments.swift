internal import FastCGI
internal import GatehouseCore

/// The arguments of a program that serves a gate.
struct Arguments {
    private(set) var address: SocketAddress?
    private(set) var mount: Mount?
    private(set) var wantsHelp = false

    /// Reads the arguments, without the program's name.
    ///
    /// - Throws: ``UsageError`` for anything that is not understood: a word that was ignored could have been meant to
    ///   close something.
    init(_ words: some Sequence<String>) throws(UsageError) {
        var words = words.makeIterator()
        while let word = words.next() {
            switch word {
            case "--help", "-h":
                wantsHelp = true
            case "--listen":
                guard let value = words.next() else { throw UsageError("--listen wants an address behind it") }
                guard address == nil else { throw UsageError("--listen stands there twice") }
                do throws(FastCGIError) {
                    address = try SocketAddress(value)
                } catch {
                    throw UsageError("--listen: \(error)")
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
    static func usage(programName: String) -> String {
        """
        This is a FastCGI program; a web server starts it, or connects to it.

        Usage: \(programName) --listen ADDRESS [--mount PATH]
          --listen ADDRESS   a Unix socket (/run/app.sock) or a loopback port (127.0.0.1:9000)
          --mount PATH       the URL path below which its routes lie (/sub/app)
          --help             this text

        Without --listen it serves FastCGI on descriptor 0 (mod_fcgid, spawn-fcgi, cgi-fcgi -start),
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
