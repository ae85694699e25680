import FastCGI
import FastCGIClient
import Foundation
import HTTPTypes
import Synchronization
import TestSupport
import Testing

/// A program that is stopped while it serves.
@Suite("No accepted request is lost when a program ends", .timeLimit(.minutes(20)))
struct TerminationTests {
    private let app = Products.program("TestApp")

    /// The outcome of the requests of one client.
    private enum Outcome {
        case responded
        /// Refused, or reset before the program accepted it: the web server may try another process.
        case notAccepted
        case lost(String)
    }

    /// The total number of runs; `make test-termination` sets it.
    private static let runs = ProcessInfo.processInfo.environment["TERMINATION_RUNS"].flatMap { Int($0) } ?? 60

    /// The program under test, and its expected response.
    enum Asked: String, Sendable {
        case gate = "TestApp"
        case binding = "TestResponder"

        var response: [UInt8] {
            switch self {
            case .gate: Array("item whole\n".utf8)
            case .binding:
                Array(
                    "REQUEST_METHOD=GET\nREQUEST_URI=/items/whole\nQUERY_STRING=-\nREDIRECT_URL=-\nREDIRECT_STATUS=-\n"
                        .utf8)
            }
        }
    }

    /// Breaks if an accepted connection is closed without a complete response, or a kept connection after a handler has
    /// begun.
    @Test(
        "Requests during SIGTERM: accepted ones are served completely, exit 0",
        arguments: [Asked.gate, .binding], [false, true]
    )
    func requestsDuringSignal(asked: Asked, keepsConnection: Bool) throws {
        // Writing to a closed connection must not end the tests.
        Foundation.signal(SIGPIPE, SIG_IGN)
        let directory = try TemporaryDirectory()
        var responses = 0
        let runs = max(Self.runs / 4, 1)
        for run in 0..<runs {
            let program = try Listening(
                Products.program(asked.rawValue), directory.path("\(run).sock"),
                environment: ["TESTRESPONDER_COUNTS": "1"])
            // The program counts accepted connections from its first handler on. Only this one is accepted before.
            #expect(try program.get("/items/whole").body == asked.response)
            let lost = Mutex<[String]>([])
            let responded = Mutex(0)
            let begun = DispatchSemaphore(value: 0)
            let over = DispatchGroup()
            // One worker serves one kept connection at a time.
            for _ in 0..<2 {
                // They block, so they have their own threads.
                over.enter()
                Thread {
                    defer { over.leave() }
                    var connection: ClientConnection?
                    while true {
                        switch ask(program, asked, &connection, keepsConnection) {
                        case .responded: responded.withLock { $0 += 1 }
                        case .lost(let reason): lost.withLock { $0.append(reason) }
                        case .notAccepted: return
                        }
                        begun.signal()
                    }
                }.start()
            }
            try #require(begun.hasCome(), "run \(run): no response")
            // A different moment in each run.
            usleep(UInt32(run * 37 % 1500))
            program.program.signal(SIGTERM)
            let end = program.program.end()
            try #require(over.wait(timeout: .now() + 120) == .success, "run \(run): a client waits forever")
            #expect(end.status == 0, "run \(run): \(end.errors)")
            #expect(!end.errors.contains("closing a connection"), "run \(run): \(end.errors)")
            #expect(lost.withLock { $0 } == [], "run \(run)")
            let count = responded.withLock { $0 }
            #if DEBUG
                // A reset looks the same for accepted and other connections; the program reports which it was.
                if asked == .binding {
                    let sent = count + 1
                    #expect(end.errors.contains("handlers: \(sent)\n"), "run \(run): \(sent) sent; \(end.errors)")
                    let isWhole = keepsConnection || end.errors.contains("connections: \(sent)\n")
                    #expect(isWhole, "run \(run): \(sent) sent; \(end.errors)")
                }
            #endif
            responses += count
        }
        #expect(responses >= runs)
    }

    /// Sends a request over a kept connection, or a new one.
    private func ask(
        _ program: Listening,
        _ asked: Asked,
        _ kept: inout ClientConnection?,
        _ keepsConnection: Bool
    ) -> Outcome {
        var hasBegun = false
        do {
            var connection = if let kept = kept.take() { kept } else { try ClientConnection(to: program.address) }
            try connection.send(program.request("/items/whole").bytes(keepsConnection: keepsConnection))
            var output: [UInt8] = []
            while let record = try connection.receive() {
                // A record of no request says that the connection closes after the response before it.
                if record.kind == .getValuesResult { return .notAccepted }
                hasBegun = true
                if record.kind == .standardOutput { output += record.content }
                if record.kind == .endRequest {
                    if keepsConnection { kept = consume connection }
                    return try GatewayResponse(output).body == asked.response ? .responded : .lost("half a response")
                }
            }
            // A regular end comes from a program that had accepted the request; an unaccepted connection is reset.
            return .lost("closed without a response")
        } catch {
            return hasBegun ? .lost("broken off in a response: \(error)") : .notAccepted
        }
    }

    /// Breaks if a user at a terminal has to wait for a hanging request.
    @Test(
        "A second SIGINT or SIGTERM ends a program with its own socket at once, exit 130 or 143",
        arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)]
    )
    func secondSignalEndsAtOnce(number: Int32, status: Int32) throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"))
        let connection = try ClientConnection(to: program.address)
        try connection.send(program.request("/hang").bytes())
        #expect(program.program.errorLine(containing: "hang begins") != nil)
        program.program.signal(number)
        // The kernel would merge two pending signals.
        try program.program.untilSignalsAreTaken()
        program.program.signal(number)
        #expect(program.program.end().status == status)
    }

    /// mod_fcgid sends SIGTERM again while it waits for the response. Breaks if that loses the response.
    @Test("A program with an inherited socket serves the request in flight, even after repeated SIGTERM")
    func managedProgramIgnoresRepeatedSignals() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(managed: app, directory.path("app.sock"))
        var connection = try ClientConnection(to: program.address)
        try connection.send(program.request("/slow").bytes())
        #expect(program.program.errorLine(containing: "slow begins") != nil)
        for _ in 0..<3 {
            program.program.signal(SIGTERM)
            try program.program.untilSignalsAreTaken()
        }
        #expect(try connection.receiveResponse().head().body == slowResponse)
        #expect(program.program.end().status == 0)
    }

    /// Breaks if the process waits for a handler that does not end.
    @Test(
        "SIGTERM during a hanging handler: 503 after the timeout, exit 0, also after a second signal",
        arguments: [false, true]
    )
    func drainTimeoutEndsHangingRequest(isManaged: Bool) throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path("app.sock")
        let program = isManaged ? try Listening(managed: app, socket) : try Listening(app, socket)
        var connection = try ClientConnection(to: program.address)
        try connection.send(program.request("/hang").bytes())
        #expect(program.program.errorLine(containing: "hang begins") != nil)
        let begin = ContinuousClock.now
        program.program.signal(SIGTERM)
        if isManaged {
            try program.program.untilSignalsAreTaken()
            program.program.signal(SIGTERM)
        }
        #expect(try connection.receiveResponse().head().status == .serviceUnavailable)
        #expect(program.program.end().status == 0)
        // mod_fcgid kills after eight seconds.
        #expect(begin.duration(to: .now) < .seconds(7))
    }

    /// A copy of the program that another copy can replace.
    private struct Replaceable: ~Copyable {
        let directory: TemporaryDirectory
        let copy: String
        private let next: String
        let address: SocketAddress
        let program: Program

        /// - Parameter starter: the command that starts the program.
        init(_ app: String, _ starter: (_ copy: String, _ socket: String) -> [String]) throws {
            let directory = try TemporaryDirectory()
            let copy = directory.path("app")
            let next = directory.path("app.new")
            let socket = directory.path("app.sock")
            try FileManager.default.copyItem(atPath: app, toPath: copy)
            try FileManager.default.copyItem(atPath: app, toPath: next)
            let address = try SocketAddress(socket)
            let command = starter(copy, socket)
            let program = try Program(command[0], Array(command.dropFirst()))
            self.directory = directory
            self.copy = copy
            self.next = next
            self.address = address
            self.program = program
        }

        func replace() {
            // rename(2) reads two C strings, valid during the call.
            let result = unsafe rename(next, copy)
            #expect(result == 0)
        }

        /// Connects as soon as the program listens.
        func connect() throws -> ClientConnection {
            let end = ContinuousClock.now + .hang
            while true {
                do {
                    return try ClientConnection(to: address)
                } catch {
                    guard ContinuousClock.now < end else { throw error }
                    usleep(2000)
                }
            }
        }

        func slow() throws -> [UInt8] {
            var connection = try connect()
            return try connection.exchange(Self.request("/slow")).head().body
        }

        static func request(_ target: String) -> ClientRequest {
            ClientRequest([
                (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: target),
                (name: "REMOTE_ADDR", value: "::1"),
            ])
        }
    }

    private let slowResponse = Array("slow and whole\n".utf8)

    /// Breaks if the program does not check its own file, or does not respond before it ends.
    @Test("A replaced executable: the request in flight is served, then exit 0")
    func replacedProgramEndsAfterRequest() throws {
        // With -n the program replaces spawn-fcgi, and its parent stays, as with a web server.
        let files = try Replaceable(app) { ["/usr/bin/spawn-fcgi", "-n", "-s", $1, "--", $0] }
        var connection = try files.connect()
        try connection.send(Replaceable.request("/slow").bytes())
        #expect(files.program.errorLine(containing: "slow begins") != nil)
        files.replace()
        #expect(try connection.receiveResponse().head().body == slowResponse)
        // A program that does not detect it would run forever.
        let program = files.program
        let kill = DispatchWorkItem { program.signal(SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 20, execute: kill)
        let end = program.end()
        kill.cancel()
        #expect(end.status == 0)
        #expect(end.errors.contains("its executable has been replaced"))
    }

    /// Breaks if a program ends by itself although no process manager would restart it.
    @Test("A program without a process manager keeps running when its executable is replaced")
    func unmanagedProgramStaysWhenReplaced() throws {
        let files = try Replaceable(app) { [$0, "--listen", $1] }
        #expect(try files.slow() == slowResponse)
        files.replace()
        // Lasts for several checks.
        for _ in 0..<4 { #expect(try files.slow() == slowResponse) }
        files.program.signal(SIGTERM)
        let end = files.program.end()
        #expect(end.status == 0)
        #expect(!end.errors.contains("replaced"))
    }
}
