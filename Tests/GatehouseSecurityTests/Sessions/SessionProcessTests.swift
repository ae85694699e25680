#if Security
    import Foundation
    import Gatehouse
    import GatehouseSecurity
    import TestSupport
    import Testing

    /// A process that serves sessions: Tests/SecurityProbe.
    private final class SessionProcess {
        private let process = Process()
        private let input = Pipe()
        private let output = Pipe()
        private var received: [UInt8] = []

        init(_ place: SessionPlace, dyingAt call: Int? = nil) throws {
            process.executableURL = URL(fileURLWithPath: Products.program("SecurityProbe"))
            process.arguments = ["sessions", place.home.path("private")] + (call.map { [String($0)] } ?? [])
            process.environment = Program.inherited
            process.standardInput = input
            process.standardOutput = output
            try process.run()
        }

        deinit {
            try? input.fileHandleForWriting.close()
            process.waitUntilExit()
        }

        func begin(_ requests: [String]) throws {
            try input.fileHandleForWriting.write(contentsOf: Data(requests.map { $0 + "\n" }.joined().utf8))
        }

        /// The next response; `nil` if the process has ended.
        func end() throws -> (status: String, cookie: String)? {
            while true {
                if let end = received.firstIndex(of: 0x0A) {
                    let words = String(decoding: received[..<end], as: UTF8.self).split(separator: " ")
                    received.removeFirst(end + 1)
                    return (String(words[0]), String(words[1]))
                }
                guard let piece = try output.fileHandleForReading.read(upToCount: 1), !piece.isEmpty else { return nil }
                received += piece
            }
        }

        func send(_ request: String) throws -> (status: String, cookie: String) {
            try begin([request])
            return try #require(try end())
        }
    }

    @Suite("Sessions of several processes", .timeLimit(.minutes(5)))
    struct SessionProcessTests {
        @Test("All processes see sign-out, renewal and sign-out everywhere within one request", arguments: [2, 20])
        func processesAgree(_ count: Int) throws {
            let place = try SessionPlace()
            let processes = try (0..<count).map { _ in try SessionProcess(place) }
            func expect(_ status: String, _ cookie: String) throws {
                for process in processes { #expect(try process.send("GET /session \(cookie)").status == status) }
            }
            for (index, process) in processes.enumerated() {
                let next = processes[(index + 1) % count]
                let first = try process.send("POST /sign-in/u1").cookie
                try expect("200", first)
                let second = try next.send("POST /second-factor \(first)").cookie
                try expect("303", first)
                try expect("200", second)
                #expect(try process.send("POST /sign-out \(second)").status == "303")
                try expect("303", second)
            }
            let cookies = try processes.map { try $0.send("POST /sign-in/u1").cookie }
            #expect(try processes[0].send("POST /sign-out-everywhere \(cookies[count - 1])").status == "200")
            for cookie in cookies { try expect("303", cookie) }
        }

        @Test("Sign-out with 100 requests in flight in 20 processes restores nothing")
        func lateResponsesRestoreNothing() throws {
            let place = try SessionPlace()
            let processes = try (0..<20).map { _ in try SessionProcess(place) }
            let cookie = try processes[0].send("POST /sign-in/u1").cookie
            for process in processes { _ = try process.send("GET /session \(cookie)") }
            for (index, process) in processes.enumerated() {
                if index == 10 { try processes[0].begin(["POST /sign-out \(cookie)"]) }
                try process.begin(
                    (0..<5).map { "POST /data/\(index)-\($0) \(cookie)" }
                        + (index == 15 ? ["POST /second-factor \(cookie)"] : []))
            }
            var renewed: String?
            for (index, process) in processes.enumerated() {
                for _ in 0..<(index == 0 || index == 15 ? 6 : 5) {
                    let response = try #require(try process.end())
                    if index == 15, response.cookie != "-" { renewed = response.cookie }
                }
            }
            for process in processes {
                #expect(try process.send("GET /session \(cookie)").status == "303")
                // If the renewal came first, the sign-out had no session any more, or ended the renewed one.
                if let renewed { _ = try process.send("POST /sign-out \(renewed)") }
            }
            #expect(try place.files("sessions").isEmpty)
            #expect(try place.files("session-users").isEmpty)
        }

        #if DEBUG
            @Test(
                "SIGKILL before any system call leaves the sessions readable, and none that cannot be ended",
                arguments: ["/sign-in/u1", "/second-factor", "/data/x", "/sign-out", "/sign-out-everywhere"])
            func killedProcessLeavesStoreReadable(_ path: String) async throws {
                var call = 1
                while true {
                    let place = try SessionPlace()
                    let cookie = try SessionProcess(place).send("POST /sign-in/u1").cookie
                    let killed = try SessionProcess(place, dyingAt: call)
                    try killed.begin(["POST \(path) \(cookie)"])
                    let response = try killed.end()
                    let witness = try SessionProcess(place)
                    let status = try witness.send("GET /session \(cookie)").status
                    #expect(["200", "303"].contains(status), "call \(call)")
                    let store = try SessionFiles(in: place.directory)
                    for session in try await store.sessions(of: "u1") {
                        #expect(session.data.isEmpty || session.data == Array("x".utf8))
                    }
                    try await store.remove(.all, of: "u1")
                    #expect(try place.files("sessions").filter { !$0.contains(".new-") }.isEmpty, "call \(call)")
                    #expect(try witness.send("GET /session \(cookie)").status == "303")
                    if response != nil { break }
                    call += 1
                }
                #expect(call > 3)
            }
        #endif
    }
#endif
