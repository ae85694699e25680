import FastCGI
import FastCGIClient
import Foundation
import TestSupport
import Testing

/// Descriptors that a child process of a handler would inherit: an inherited connection never ends, and an inherited
/// listener accepts connections without serving them.
@Suite("Descriptors and child processes", .timeLimit(.minutes(5)))
struct InheritedDescriptorTests {
    /// An open descriptor of another process.
    private struct Open {
        let number: Int
        let target: String
        let isClosedOnExec: Bool
    }

    private func descriptors(of process: Int32) throws -> [Open] {
        let directory = "/proc/\(process)/fd"
        return try FileManager.default.contentsOfDirectory(atPath: directory).compactMap { name in
            let information = try String(contentsOfFile: "/proc/\(process)/fdinfo/\(name)", encoding: .utf8)
            guard let number = Int(name),
                let line = information.split(separator: "\n").first(where: { $0.hasPrefix("flags:") }),
                let flags = Int(line.dropFirst("flags:".count).trimmingCharacters(in: .whitespaces), radix: 8)
            else { return nil }
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: "\(directory)/\(name)")
            return Open(number: number, target: target, isClosedOnExec: flags & 0o2000000 != 0)
        }
    }

    /// Starts a request that does not end.
    private func ask(_ address: SocketAddress) throws -> ClientConnection {
        let request = ClientRequest([
            (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: "/"),
            (name: "HTTP_X_DO", value: "hang"),
        ])
        let end = ContinuousClock.now + .hang
        while true {
            do {
                let connection = try ClientConnection(to: address)
                try connection.send(request.bytes())
                return connection
            } catch {
                // The program does not listen yet.
                guard ContinuousClock.now < end else { throw error }
                usleep(2000)
            }
        }
    }

    /// Breaks if accept4, eventfd or memfd_create loses its flag, or if an inherited listener keeps its flags.
    @Test(
        "During a request all descriptors but the standard ones are closed on exec",
        arguments: [false, true]
    )
    func descriptorsCloseOnExec(isManaged: Bool) throws {
        let directory = try TemporaryDirectory()
        let responder = Products.program("TestResponder")
        let socket = directory.path("s")
        let command =
            isManaged
            ? ["/usr/bin/spawn-fcgi", "-n", "-s", socket, "--", responder] : [responder, "--listen", socket]
        // Descriptors that existed before do not count: Foundation's Process leaves a socket open.
        let before = directory.path("before")
        let program = try Program("/bin/bash", ["-c", #"ls "/proc/$$/fd" >"$0"; exec "$@""#, before] + command)
        // A hanging handler would delay the end of the program.
        defer { program.signal(SIGKILL) }
        let connection = try ask(SocketAddress(socket))
        _ = connection
        #expect(program.errorLine(containing: "hang begins") != nil)
        let given = try Set(
            String(contentsOfFile: before, encoding: .utf8).split(separator: "\n").compactMap { Int($0) })
        let open = try descriptors(of: program.id)
        // A listener on descriptor 0 is not a standard descriptor.
        let others = open.filter { isManaged && $0.number == 0 || !given.contains($0.number) }
        let leaking = others.filter { !$0.isClosedOnExec }
        #expect(leaking.map { "\($0.number) \($0.target)" } == [])
        // The listener and the connection, the descriptors that wake threads, and the file that libfcgi reads.
        for (kind, count) in [("socket:", 2), ("anon_inode:[eventfd]", 2), ("/memfd:fastcgi-head", 1)] {
            let there = others.filter { $0.target.hasPrefix(kind) }
            #expect(there.count >= count, "\(kind) \(others.map(\.target))")
        }
    }

    /// Breaks if a child process of a handler can write into the response, or keeps the web server waiting for its end.
    @Test("Under CGI standard output is the log, and the response is closed on exec")
    func cgiResponseIsClosedOnExec() throws {
        let program = try Program(
            Products.program("TestResponder"),
            environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/", "HTTP_X_DO": "hang"])
        defer { program.signal(SIGKILL) }
        #expect(program.errorLine(containing: "hang begins") != nil)
        let open = try descriptors(of: program.id)
        let log = try #require(open.first { $0.number == 2 })
        #expect(open.first { $0.number == 1 }?.target == log.target)
        let pipes = open.filter { $0.number > 2 && $0.target.hasPrefix("pipe:") }
        #expect(pipes.count == 1, "\(pipes)")
        #expect(pipes.allSatisfy { $0.target != log.target && $0.isClosedOnExec }, "\(pipes)")
    }
}
