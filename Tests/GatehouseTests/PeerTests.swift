import FastCGI
import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// FCGI_WEB_SERVER_ADDRS, which the caller of the process sets.
@Suite("Peers that may connect to a program", .timeLimit(.minutes(5)))
struct PeerTests {
    private let app = Products.program("TestApp")

    /// Starts the program on a port and sends it one request.
    private func ask(_ addresses: String) throws -> (status: Int?, errors: String) {
        let program = try Program(
            app,
            ["--listen", "127.0.0.1:0"],
            environment: ["FCGI_WEB_SERVER_ADDRS": addresses]
        )
        let line = try #require(program.errorLine(containing: "listening on "))
        let port = try #require(line.split(separator: " ").first { $0.hasPrefix("127.0.0.1:") })
        var status: Int?
        if var connection = try? ClientConnection(to: SocketAddress(String(port))) {
            let request = ClientRequest([
                (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: "/"),
                (name: "REMOTE_ADDR", value: "::1"),
            ])
            status = try? connection.exchange(request).head().status.code
        }
        program.signal(SIGTERM)
        return (status, program.end().errors)
    }

    /// Breaks if the variable is ignored: an operator would rely on it.
    @Test("Only the addresses in the variable are served")
    func onlyListedAddressesAreServed() throws {
        let other = try ask("192.0.2.1,2001:db8::/32")
        #expect(other.status == nil)
        #expect(
            other.errors.contains(
                "closing a connection: 127.0.0.1 may not connect; ServerConfiguration.peers lists the allowed peers"))
        #expect(try ask("192.0.2.1,127.0.0.1").status == 200)
    }

    /// A skipped error could leave the port open to the wrong clients.
    @Test("A malformed list: no start, one line that names the error, exit 78", arguments: ["", "127.0.0.1,host"])
    func malformedListExits78(_ addresses: String) throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path("app.sock")
        let program = try Program(app, ["--listen", socket], environment: ["FCGI_WEB_SERVER_ADDRS": addresses])
        let line = try #require(program.errorLine(containing: ": "))
        #expect(line.hasPrefix("TestApp: FCGI_WEB_SERVER_ADDRS: "))
        #expect(line.contains("is not an IPv4 or IPv6 address"))
        // A program that starts anyway would not end.
        if line.contains("listening on") { program.signal(SIGTERM) }
        let end = program.end()
        #expect(end.status == 78)
        #expect(end.errors == "")
        #expect(!FileManager.default.fileExists(atPath: socket))
    }
}
