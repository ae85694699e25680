import FastCGI
import FastCGIClient
import Foundation
import Synchronization
import TestSupport
import Testing

/// A program that serves one socket with several processes.
@Suite("Several processes", .serialized, .timeLimit(.minutes(5)))
struct ProcessesTests {
    private let responder = Products.program("TestResponder")

    /// How many reloads happen under load; `make test-reloads` sets it.
    private static let reloads = ProcessInfo.processInfo.environment["RELOADS"].flatMap { Int($0) } ?? 12

    /// The supervisor has ended.
    private struct Ended: Error, CustomStringConvertible { let description: String }

    /// A program with a supervisor, in a directory of its own.
    private final class Supervised: Sendable {
        let directory: TemporaryDirectory
        let listening: Listening
        var file: String { directory.path("app") }
        /// What the next process does instead of serving: "crash", "hang", "exit" or nothing.
        var fault: String { directory.path("fault") }

        init(_ program: String, _ count: String = "2", _ environment: [String: String] = [:]) throws {
            directory = try TemporaryDirectory()
            try Self.copy(program, directory.path("app"))
            var environment = environment
            environment["TESTRESPONDER_PROCESSES"] = count
            environment["TESTRESPONDER_START"] = directory.path("fault")
            listening = try Listening(directory.path("app"), directory.path("s"), environment: environment)
        }

        /// Copies a program with a process of its own. A process that another test starts meanwhile would inherit the open copy,
        /// and the copy could not be started ("text file busy").
        private static func copy(_ program: String, _ path: String) throws {
            try #require(try Program("/bin/cp", [program, path]).end().status == 0)
        }

        /// Waits until all processes respond.
        func untilAllServe(_ count: Int) throws -> Set<Int32> {
            var seen: Set<Int32> = []
            let end = ContinuousClock.now + .hang
            while seen.count < count, ContinuousClock.now < end { seen.insert(try asked().process) }
            #expect(seen.count == count)
            return seen
        }

        /// The process that responds next, and the inode of its file.
        func asked() throws -> (process: Int32, file: UInt64) {
            var connection = try ClientConnection(to: listening.address)
            let response = try connection.exchange(
                ClientRequest([
                    (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: "/"),
                    (name: "HTTP_X_DO", value: "process"),
                ])
            ).head()
            let words = String(decoding: response.body, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            return (try #require(Int32(words[0])), try #require(UInt64(words[1])))
        }

        /// The processes that the supervisor has started and that have not ended.
        func processes() throws -> Set<Int32> {
            let id = listening.program.id
            // The supervisor's thread is the parent.
            guard let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(id)/task") else {
                throw Ended(description: "\(listening.program.end())")
            }
            let texts = threads.map {
                (try? String(contentsOfFile: "/proc/\(id)/task/\($0)/children", encoding: .utf8)) ?? ""
            }
            return Set(texts.flatMap { $0.split(separator: " ").compactMap { Int32($0) } })
        }

        func put(_ program: String) throws -> UInt64 {
            try Self.copy(program, directory.path("next"))
            let attributes = try FileManager.default.attributesOfItem(atPath: directory.path("next"))
            // rename(2) reads two C strings, valid during the call.
            let result = unsafe rename(directory.path("next"), file)
            try #require(result == 0)
            return try #require(attributes[.systemFileNumber] as? NSNumber).uint64Value
        }
    }

    /// A connection; a class, so that an array can hold many.
    private final class Connection {
        private var connection: ClientConnection

        init(_ connection: consuming ClientConnection) { self.connection = connection }

        func send(_ bytes: [UInt8]) throws { try connection.send(bytes) }

        func text() throws -> String { String(decoding: try connection.receiveResponse().output, as: UTF8.self) }
    }

    /// Waits until a condition holds.
    private func eventually(_ what: Comment, _ condition: () throws -> Bool) throws {
        let end = ContinuousClock.now + .hang
        while try !condition() {
            guard ContinuousClock.now < end else {
                Issue.record(what)
                return
            }
            usleep(5000)
        }
    }

    @Test("The processes share the socket, and a killed one is replaced")
    func killedProcessIsReplaced() throws {
        let program = try Supervised(responder, "3")
        let first = try program.untilAllServe(3)
        #expect(try program.processes() == first)
        #expect(!first.contains(program.listening.program.id))
        #expect(first.contains(try program.asked().process), "the supervisor itself responded")
        let victim = try #require(first.first)
        kill(victim, SIGKILL)
        #expect(program.listening.program.errorLine(containing: "process \(victim) was ended by signal 9") != nil)
        try eventually("a new process") {
            let now = try program.processes()
            return now.count == 3 && !now.contains(victim)
        }
        _ = try program.asked()
    }

    /// Breaks if an old process ends before a new one has answered, or drops a request.
    @Test("Reloads under load: every process is replaced, no connection is refused and no request lost")
    func reloadLosesNothing() throws {
        Foundation.signal(SIGPIPE, SIG_IGN)
        let program = try Supervised(responder)
        let failures = Mutex<[String]>([])
        let responses = Mutex(0)
        let isOver = Mutex(false)
        let over = DispatchGroup()
        for _ in 0..<3 {
            over.enter()
            Thread {
                defer { over.leave() }
                while !isOver.withLock({ $0 }) {
                    do {
                        _ = try program.asked()
                        responses.withLock { $0 += 1 }
                    } catch {
                        failures.withLock { $0.append("\(error)") }
                    }
                }
            }.start()
        }
        for _ in 0..<Self.reloads {
            let before = try program.processes()
            program.listening.program.signal(SIGHUP)
            #expect(program.listening.program.errorLine(containing: "reloaded: 2 new processes serve") != nil)
            try eventually("the old processes have ended") { try program.processes().isDisjoint(with: before) }
        }
        isOver.withLock { $0 = true }
        over.wait()
        #expect(failures.withLock { $0 } == [])
        #expect(responses.withLock { $0 } > Self.reloads)
    }

    @Test("A new file replaces all processes")
    func newFileIsServed() throws {
        let program = try Supervised(responder)
        let old = try program.asked().file
        let new = try program.put(responder)
        #expect(old != new)
        #expect(program.listening.program.errorLine(containing: "reloaded: 2 new processes serve") != nil)
        try eventually("only the new file serves") { try program.processes().count == 2 }
        for _ in 0..<10 { #expect(try program.asked().file == new) }
    }

    /// Breaks if a process ends before its successor has answered.
    @Test(
        "A new program that crashes, hangs or exits leaves the old processes serving",
        arguments: ["crash", "exit", "hang", "not a program"])
    func faultyProgramIsNotServed(_ fault: String) throws {
        // A process may take this long to answer.
        let program = try Supervised(responder, "2", ["TESTRESPONDER_TIMEOUT": "700"])
        let before = try program.untilAllServe(2)
        let old = try program.asked().file
        if fault == "not a program" {
            try Data("#!/nowhere\n".utf8).write(to: URL(fileURLWithPath: program.directory.path("text")))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: program.directory.path("text"))
            _ = try program.put(program.directory.path("text"))
        } else {
            try Data(fault.utf8).write(to: URL(fileURLWithPath: program.fault))
            _ = try program.put(responder)
        }
        let line = program.listening.program.errorLine(containing: "the reload failed: ")
        if line == nil { Issue.record("\(program.listening.program.end())") }
        #expect(line?.contains("The previous program continues to serve") == true)
        try eventually("the new process has ended") { try program.processes().count == 2 }
        #expect(try program.processes() == before)
        #expect(try program.asked().file == old)
        // A process that ends now is replaced with the program that serves.
        try? FileManager.default.removeItem(atPath: program.fault)
        let victim = try #require(before.first)
        kill(victim, SIGKILL)
        try eventually("a process of the old program") {
            let now = try program.processes()
            return now.count == 2 && !now.contains(victim)
        }
        for _ in 0..<10 { #expect(try program.asked().file == old) }
    }

    @Test("After SIGTERM the request in flight gets its response, all processes end, and the socket is removed")
    func terminationEndsAll() throws {
        let program = try Supervised(responder)
        let processes = try program.untilAllServe(2)
        var connection = try ClientConnection(to: program.listening.address)
        let slow = ClientRequest([
            (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: "/"),
            (name: "HTTP_X_DO", value: "slow"),
        ])
        try connection.send(slow.bytes())
        #expect(program.listening.program.errorLine(containing: "slow begins") != nil)
        program.listening.program.signal(SIGTERM)
        let response = try connection.receiveResponse()
        #expect(String(decoding: response.output, as: UTF8.self).contains("slow and whole"))
        #expect(program.listening.program.end().status == 0)
        #expect(processes.allSatisfy { kill($0, 0) == -1 })
        #expect(!FileManager.default.fileExists(atPath: program.directory.path("s")))
    }

    /// Breaks if processes of an old supervisor remain, or if a new one cannot start.
    @Test("When the supervisor is killed, its processes end, and a new supervisor takes over the socket")
    func processesEndWithSupervisor() throws {
        let program = try Supervised(responder)
        let processes = try program.untilAllServe(2)
        program.listening.program.signal(SIGKILL)
        _ = program.listening.program.end()
        try eventually("the processes have ended") { processes.allSatisfy { kill($0, 0) == -1 } }
        let next = try Listening(
            program.file, program.directory.path("s"), environment: ["TESTRESPONDER_PROCESSES": "2"])
        var connection = try ClientConnection(to: next.address)
        #expect(try connection.exchange(next.request("/")).head().status == 200)
    }

    @Test("A program whose first processes fail does not start, and says why")
    func faultyFirstProgramDoesNotStart() throws {
        let directory = try TemporaryDirectory()
        try Data("exit".utf8).write(to: URL(fileURLWithPath: directory.path("fault")))
        // The supervisor itself reads the file before the processes do, so only they see it.
        let program = try Program(
            Products.program("TestApp"), ["--listen", directory.path("s"), "--processes", "2"],
            environment: ["TESTAPP_HEALTH": "denied"])
        let end = program.end()
        #expect(end.status == 71)
        #expect(
            end.errors.contains(
                "cannot start: a new process was killed: it is not healthy: its response has the status 404, not 200"),
            "\(end.errors)")
    }

    /// Breaks if the number does not follow the load, or if a process that ends loses a connection.
    @Test("The number of processes follows the load, from none to the largest number and back, and no request is lost")
    func numberFollowsTheLoad() throws {
        let program = try Supervised(responder, "0-3", ["TESTRESPONDER_IDLE": "200"])
        try eventually("the first process serves") { try program.processes().count == 1 }
        try eventually("the idle process ends") { try program.processes().isEmpty }
        var most = 0
        for _ in 0..<2 {
            // Each worker processes one request, so six of them wait for more processes.
            var waiting = try (0..<6).map { _ in
                let slow = ClientRequest([
                    (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: "/"),
                    (name: "HTTP_X_DO", value: "slow"),
                ])
                let connection = Connection(try ClientConnection(to: program.listening.address))
                try connection.send(slow.bytes())
                return connection
            }
            while !waiting.isEmpty {
                most = max(most, try program.processes().count)
                let text = try waiting.removeFirst().text()
                #expect(text.contains("slow and whole"))
            }
            try eventually("all processes end") { try program.processes().isEmpty }
        }
        #expect((2...3).contains(most))
        // Requests at the moment at which the last process ends.
        for round in 0..<30 {
            _ = try program.asked()
            usleep(150_000 + UInt32(round) * 10_000)
        }
        // A process that crashes is replaced, and a reload without a process tests the new program.
        _ = try program.asked()
        try eventually("the idle process ends") { try program.processes().isEmpty }
        program.listening.program.signal(SIGHUP)
        #expect(program.listening.program.errorLine(containing: "reloaded: 1 new processes serve") != nil)
        _ = try program.asked()
        program.listening.program.signal(SIGTERM)
        #expect(program.listening.program.end().status == 0)
    }

    @Test("The work around serve() runs in each process that serves, and not in the supervisor")
    func workRunsInTheProcesses() throws {
        let directory = try TemporaryDirectory()
        let program = try Program(
            Products.program("TestApp"), ["--listen", directory.path("s"), "--processes", "2"],
            environment: ["TESTAPP_WORK": "1"])
        var begun: Set<String> = []
        while begun.count < 2 {
            let line = try #require(program.errorLine(containing: "work begins in "))
            begun.insert(String(line.dropFirst("work begins in ".count)))
        }
        let address = try SocketAddress(directory.path("s"))
        var connection = try ClientConnection(to: address)
        let request = ClientRequest([
            (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: "/"),
            (name: "REMOTE_ADDR", value: "::1"),
        ])
        #expect(try connection.exchange(request).head().status == 200)
        program.signal(SIGTERM)
        let end = program.end()
        #expect(end.status == 0)
        #expect(!begun.contains("\(program.id)") && !end.errors.contains("work begins in"), "\(end.errors)")
        #expect(Set(end.errors.split(separator: "\n").filter { $0.hasPrefix("work ends in") }).count == 2)
    }

    @Test("A process manager that passes its socket decides about the number of processes itself")
    func otherManagersDecide() throws {
        let directory = try TemporaryDirectory()
        let environment = ["TESTRESPONDER_PROCESSES": "3"]
        let program = try Program(
            "/usr/bin/spawn-fcgi", ["-n", "-s", directory.path("s"), "--", responder], environment: environment)
        #expect(program.errorLine(containing: "serving with this process only") != nil)
        let address = try SocketAddress(directory.path("s"))
        var connection = try ClientConnection(to: address)
        let response = try connection.exchange(
            ClientRequest([
                (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: "/"),
                (name: "HTTP_X_DO", value: "process"),
            ])
        ).head()
        #expect(String(decoding: response.body, as: UTF8.self).hasPrefix("\(program.id) "))
        program.stop()
    }
}
