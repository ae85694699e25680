import FastCGI
import FastCGIClient
import Foundation
import Synchronization
import TestSupport
import Testing

/// How many processes start and end in one test; `make test-restarts` sets it.
private let restarts = ProcessInfo.processInfo.environment["RESTARTS"].flatMap { Int($0) } ?? 40

/// The status of whole programs: of several processes, and while all of them hang.
@Suite("The status of a program", .serialized, .timeLimit(.minutes(restarts > 1000 ? 120 : 5)))
struct StatusProgramTests {
    private let program = Products.program("TestApp")

    private struct Status: Decodable {
        struct Worker: Decodable {
            let process: Int32
            let activity: String
            let route: String?
            let requests: Int
            let memory: Int
        }

        let requests: Int
        let byStatus: [String: Int]
        let processesStarted: Int
        let workers: [Worker]
        let queue: [String: Int]?
    }

    /// Sends a request, and returns the response.
    private func get(_ target: String, _ address: SocketAddress, from client: String = "::1") throws -> GatewayResponse
    {
        var connection = try ClientConnection(to: address)
        return try connection.exchange(request(target, from: client)).head()
    }

    private func request(_ target: String, from client: String = "::1") -> ClientRequest {
        ClientRequest([
            (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: target),
            (name: "REMOTE_ADDR", value: client),
        ])
    }

    private func status(_ address: SocketAddress) throws -> Status {
        let response = try get("/status/json", address)
        try #require(response.status == 200)
        return try JSONDecoder().decode(Status.self, from: Data(response.body))
    }

    /// Waits until the status has a property.
    private func eventually(
        _ address: SocketAddress, sourceLocation: SourceLocation = #_sourceLocation, _ condition: (Status) -> Bool
    ) throws {
        let end = ContinuousClock.now + .hang
        var last = try status(address)
        while !condition(last), ContinuousClock.now < end {
            usleep(5000)
            last = try status(address)
        }
        #expect(condition(last), "\(last)", sourceLocation: sourceLocation)
    }

    @Test("Any process shows the workers and the requests of all processes")
    func processesShareTheStatus() throws {
        let directory = try TemporaryDirectory()
        let listening = try Listening(
            program, directory.path("s"), ["--processes", "3"], environment: ["TESTAPP_STATUS": "memory"])
        try eventually(listening.address) { Set($0.workers.map(\.process)).count == 3 }
        for _ in 0..<20 { #expect(try get("/", listening.address).status == 200) }
        #expect(try get("/forbidden", listening.address).status == 403)
        try eventually(listening.address) { $0.byStatus["4xx"] == 1 && $0.byStatus["2xx", default: 0] >= 20 }
        let status = try status(listening.address)
        #expect(status.processesStarted == 3 && status.workers.allSatisfy { $0.memory > 1_000_000 })
        #expect(!status.workers.contains { $0.process == listening.program.id })
        #expect(status.workers.contains { $0.route == "GET /status/json" })
        #expect(try get("/status", listening.address, from: "127.0.0.1").status == 404)
    }

    /// Breaks if counters are lost or counted twice with a process, or if a killed process keeps its place.
    @Test("Killed processes lose no counters and no places")
    func killedProcessesLoseNothing() throws {
        let directory = try TemporaryDirectory()
        let listening = try Listening(
            program, directory.path("s"), ["--processes", "2"], environment: ["TESTAPP_STATUS": "memory"])
        try eventually(listening.address) { $0.workers.count == 2 }
        for round in 1...5 {
            for _ in 0..<10 { #expect(try get("/items/7", listening.address).status == 200) }
            let before = try status(listening.address)
            let victim = try #require(before.workers.first?.process)
            kill(victim, SIGKILL)
            try eventually(listening.address) { status in
                status.workers.count == 2 && !status.workers.contains { $0.process == victim }
                    && status.processesStarted == 2 + round
            }
            #expect(try status(listening.address).requests >= before.requests)
        }
        #expect(try status(listening.address).requests >= 50)
    }

    @Test("Processes of a process manager share the file of their directory")
    func managedProcessesShareTheFile() throws {
        let directory = try TemporaryDirectory()
        let environment = ["TESTAPP_STATUS": directory.path("board")]
        let programs = try ["a", "b"].map { name in
            try Program(
                "/usr/bin/spawn-fcgi", ["-n", "-s", directory.path(name), "--", program], environment: environment)
        }
        let addresses = try ["a", "b"].map { try SocketAddress(directory.path($0)) }
        for address in addresses {
            let end = ContinuousClock.now + .hang
            while (try? address.connect()) == nil, ContinuousClock.now < end { usleep(2000) }
            #expect(try get("/", address).status == 200)
        }
        try eventually(addresses[0]) { status in
            Set(status.workers.map(\.process)) == Set(programs.map(\.id)) && status.byStatus["2xx", default: 0] >= 2
        }
        for program in programs { program.stop() }
        // A later program continues the counters.
        let later = try Listening(program, directory.path("s"), environment: environment)
        let status = try status(later.address)
        #expect(status.requests >= 3 && status.workers.map(\.process) == [later.program.id])
    }

    /// Breaks if the supervisor needs one of its processes, or forgets the rule.
    @Test("While all workers hang, the supervisor responds on its own socket, behind the same rule")
    func supervisorRespondsWhileAllHang() throws {
        let directory = try TemporaryDirectory()
        let listening = try Listening(
            program, directory.path("s"), ["--processes", "2", "--status-listen", directory.path("t")],
            environment: ["TESTAPP_STATUS": "memory"])
        #expect(listening.program.errorLine(containing: "listening on \(directory.path("t")) for the status") != nil)
        let place = try SocketAddress(directory.path("t"))
        try eventually(place) { $0.workers.count == 2 }
        let first = try ClientConnection(to: listening.address)
        try first.send(request("/hang").bytes())
        #expect(listening.program.errorLine(containing: "hang begins") != nil)
        let second = try ClientConnection(to: listening.address)
        try second.send(request("/hang").bytes())
        #expect(listening.program.errorLine(containing: "hang begins") != nil)
        // A third client waits in the queue.
        let waiting = try ClientConnection(to: listening.address)
        try waiting.send(request("/").bytes())
        try eventually(place) { status in
            status.workers.filter { $0.activity == "working" && $0.route == "GET /hang" }.count == 2
        }
        #expect(try status(place).queue?["waiting"] == 1)
        for target in ["/", "/health", "/nothing"] { #expect(try get(target, place).status == 404, "\(target)") }
        #expect(try get("/status", place, from: "127.0.0.1").status == 404)
        for target in ["/status", "/status/metrics"] { #expect(try get(target, place).status == 200) }
        // The processes need their time to cut the requests off.
        for process in try status(place).workers.map(\.process) { kill(process, SIGKILL) }
        listening.program.signal(SIGTERM)
        #expect(listening.program.end().status == 0)
        #expect(!FileManager.default.fileExists(atPath: directory.path("t")))
    }

    /// Breaks if the supervisor keeps a descriptor or memory for each process that has ended, or if a process keeps its place in the
    /// table.
    @Test(
        "After many restarts, the supervisor has as many descriptors and as much memory as before, and the table no lost place"
    )
    func restartsCostNothing() throws {
        let directory = try TemporaryDirectory()
        let board = directory.path("board")
        let listening = try Listening(
            program, directory.path("s"), ["--processes", "2", "--status-listen", directory.path("t")],
            environment: ["TESTAPP_STATUS": board, "TESTAPP_HEALTH": "quick"])
        #expect(listening.program.errorLine(containing: "listening on \(directory.path("t")) for the status") != nil)
        let place = try SocketAddress(directory.path("t"))
        func descriptors() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\(listening.program.id)/fd").count
        }
        func memory() throws -> Int {
            let text = try String(contentsOfFile: "/proc/\(listening.program.id)/statm", encoding: .utf8)
            let pages = text.split(separator: " ").compactMap { Int($0) }
            // Without the pages of files: those of the program itself, which the kernel maps when they are first used.
            return pages[1] - pages[2]
        }
        func reload(_ number: Int) throws {
            // Some processes are killed instead of asked to end.
            if number % 5 == 0, let victim = try status(place).workers.first?.process { kill(victim, SIGKILL) }
            listening.program.signal(SIGHUP)
            #expect(listening.program.errorLine(containing: "reloaded: 2 new processes serve") != nil)
        }
        try eventually(place) { $0.workers.count == 2 }
        for number in 1...10 { try reload(number) }
        try eventually(place) { $0.workers.count == 2 }
        let before = (descriptors: try descriptors(), memory: try memory())
        for number in 1...max(restarts / 2, 1) { try reload(number) }
        try eventually(place) { $0.workers.count == 2 }
        let after = (descriptors: try descriptors(), memory: try memory())
        #expect(after.descriptors <= before.descriptors)
        // Pages of 4 KiB.
        #expect(after.memory <= before.memory + 512, "\(before) \(after)")
        #expect(try status(place).processesStarted >= restarts)
        let files = try FileManager.default.contentsOfDirectory(atPath: board)
        let size = try FileManager.default.attributesOfItem(atPath: board + "/" + (files.first ?? ""))[.size] as? Int
        #expect(files.count == 1 && size == 84_480)
        for _ in 0..<20 { #expect(try get("/", listening.address).status == 200) }
    }

    @Test(
        "A slow request is logged with its route, its rule and its calls",
        arguments: [[], ["--processes", "2"]])
    func slowRequestIsLogged(_ arguments: [String]) throws {
        let directory = try TemporaryDirectory()
        let release = directory.path("release")
        let listening = try Listening(
            program, directory.path("s"), arguments,
            environment: ["TESTAPP_SLOW": "1000", "TESTAPP_HELD": release])
        var connection = try ClientConnection(to: listening.address)
        try connection.send(request("/held").bytes())
        // Other requests, such as those for the health, can be slow too.
        let line = listening.program.errorLine(containing: "a request is slow and still runs [route=\"GET /held\"")
        try Data().write(to: URL(fileURLWithPath: release))
        #expect(try connection.receiveResponse().head().status == 200)
        #expect(line?.contains("rule=everyone") == true, "\(line ?? "")")
        // The handler awaits, so its thread waits for its next job.
        #expect(line?.contains("JobQueue.next()") == true, "\(line ?? "")")
        #expect(line?.contains(" waiting=") == true && line?.contains(" working=") == true, "\(line ?? "")")
    }

    @Test(
        "A status socket without a status route or without a supervisor is an error",
        arguments: [(["--processes", "2"], [:]), ([], ["TESTAPP_STATUS": "memory"])])
    func uselessStatusSocketIsRefused(_ arguments: [String], _ environment: [String: String]) throws {
        let directory = try TemporaryDirectory()
        let program = try Program(
            program, ["--listen", directory.path("s"), "--status-listen", directory.path("t")] + arguments,
            environment: environment)
        let end = program.end()
        #expect(end.status == 64 && end.errors.contains("--status-listen needs"), "\(end.errors)")
    }
}
