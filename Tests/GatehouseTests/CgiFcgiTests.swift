import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// The same program through both modes of cgi-fcgi, and as plain CGI.
@Suite("cgi-fcgi", .timeLimit(.minutes(5)))
struct CgiFcgiTests {
    private let cgiFcgi = "/usr/bin/cgi-fcgi"
    private let app = Products.program("TestApp")

    /// Method, target and body.
    private let requests = [
        ("GET", "/", ""), ("GET", "/items/a%20b?q=1", ""), ("HEAD", "/", ""), ("GET", "/caller", ""),
        ("GET", "/forbidden", ""), ("GET", "/hidden", ""), ("GET", "/nowhere", ""), ("GET", "/failing", ""),
        ("GET", "/mishap", ""), ("GET", "/%zz", ""), ("POST", "/echo", "a body\nof two lines\n"), ("POST", "/echo", ""),
    ]

    /// The incident number differs each time.
    private static func withoutIncident(_ output: [UInt8]) -> String {
        String(decoding: output, as: UTF8.self).replacing(/[Ii]ncident +[2-9A-Z]{4}-[2-9A-Z]{4}/, with: "Incident")
    }

    @Test("The responses are identical, byte for byte, except for the incident number")
    func responsesAreIdentical() throws {
        let directory = try TemporaryDirectory()
        // cgi-fcgi connects to a program that already listens...
        let listening = try Listening(app, directory.path("listening.sock"))
        // ...or starts one with a listening socket on descriptor 0, and connects.
        let started = try StartedByCgiFcgi(cgiFcgi: cgiFcgi, socket: directory.path("started.sock"), app: app)
        for (method, target, body) in requests {
            var environment = [
                "REQUEST_METHOD": method, "REQUEST_URI": target, "SERVER_PROTOCOL": "HTTP/1.1",
                "GATEWAY_INTERFACE": "CGI/1.1", "SCRIPT_NAME": "",
            ]
            if !body.isEmpty { environment["CONTENT_LENGTH"] = String(body.utf8.count) }
            let direct = try Program(app, environment: environment, input: Array(body.utf8)).end()
            #expect(direct.status == 0)
            #expect(try GatewayResponse(direct.output).status.code > 0)
            for socket in [listening.socket, started.socket] {
                let connected = try Program(
                    cgiFcgi,
                    ["-bind", "-connect", socket],
                    environment: environment,
                    input: Array(body.utf8)
                ).end()
                #expect(
                    Self.withoutIncident(connected.output) == Self.withoutIncident(direct.output),
                    "\(method) \(target) by \(socket): \(connected.errors)"
                )
            }
        }
        listening.program.signal(SIGTERM)
        #expect(listening.program.end().status == 0)
        started.stop()
    }
}

/// A program that `cgi-fcgi -start` left running in the background, with a listening socket on descriptor 0.
private struct StartedByCgiFcgi {
    let socket: String
    private let id: Int32

    struct DidNotStart: Error {}

    init(cgiFcgi: String, socket: String, app: String) throws {
        self.socket = socket
        // A separate link identifies the process, because cgi-fcgi does not report its ID.
        let link = socket + ".fcgi"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: app)
        // The program outlives cgi-fcgi. It must not inherit a pipe or socket whose end tells the test that cgi-fcgi
        // has ended.
        let closing = "for fd in /proc/self/fd/*; do fd=${fd##*/}; ((fd > 2)) && eval \"exec $fd>&-\"; done"
        let starting = "exec \"$@\" >/dev/null 2>&1"
        let end = try Program(
            "/bin/bash",
            ["-c", "\(closing); \(starting)", "start", cgiFcgi, "-start", "-connect", socket, link]
        ).end()
        guard end.status == 0 else { throw DidNotStart() }
        for _ in 0..<2000 {
            if let id = Self.process(named: link) {
                self.id = id
                return
            }
            usleep(5_000)
        }
        throw DidNotStart()
    }

    /// Sends SIGTERM and waits for the end.
    func stop() {
        kill(id, SIGTERM)
        for _ in 0..<2000 where Self.isRunning(id) { usleep(5_000) }
        #expect(!Self.isRunning(id), "the program that cgi-fcgi started outlives SIGTERM")
    }

    private static func process(named name: String) -> Int32? {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.compactMap { Int32($0) }.first { id in
            let arguments = try? String(contentsOfFile: "/proc/\(id)/cmdline", encoding: .utf8)
            return arguments?.split(separator: "\0").first.map(String.init) == name
        }
    }

    /// A zombie has ended.
    private static func isRunning(_ id: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }
}
