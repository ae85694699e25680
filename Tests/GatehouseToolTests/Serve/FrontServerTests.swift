#if Tool
    import Foundation
    import NIOHTTP1
    import Testing

    @testable import GatehouseTool

    @Suite("The HTTP server of the development server", .timeLimit(.minutes(2)))
    struct FrontServerTests {
        /// Runs curl against a server whose handler responds with what it got.
        private func curl(_ arguments: [String], target: String = "/") async throws -> ProgramRun {
            let server = try await FrontServer(port: 0)
            let serving = Task {
                try await server.run { request, responder in
                    let text =
                        "\(request.head.method.rawValue) \(request.hasBody) \(request.body.count) \(request.client.address)"
                    try await responder.send(.ok, ["content-type": "text/plain"], Array(text.utf8))
                }
            }
            defer { serving.cancel() }
            return try await ProgramRun.of(
                "/usr/bin/curl",
                ["-s", "-i", "--max-time", "60"] + arguments + ["http://127.0.0.1:\(server.port)\(target)"])
        }

        @Test("A request arrives with its body, also a chunked one")
        func bodies() async throws {
            #expect(try await curl([]).outputText.hasSuffix("\r\n\r\nGET false 0 127.0.0.1"))
            #expect(try await curl(["-d", ""]).outputText.hasSuffix("POST true 0 127.0.0.1"))
            #expect(try await curl(["-d", "abc"]).outputText.hasSuffix("POST true 3 127.0.0.1"))
            let chunked = try await curl(["-d", "abc", "-H", "Transfer-Encoding: chunked"])
            #expect(chunked.outputText.hasSuffix("POST true 3 127.0.0.1"))
            #expect(try await curl(["--head"]).outputText.contains("content-length: 22\r\n"))
        }

        @Test("Both loopback addresses respond, and no other address of the machine does")
        func addresses() async throws {
            let server = try await FrontServer(port: 0)
            let listening =
                try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
                + ((try? String(contentsOfFile: "/proc/net/tcp6", encoding: .utf8)) ?? "")
            let port = ":" + String(format: "%04X", server.port)
            let addresses = listening.split(separator: "\n").compactMap { line -> String? in
                let words = line.split(separator: " ")
                guard words.count > 3, words[3] == "0A", words[1].hasSuffix(port) else { return nil }
                return String(words[1].dropLast(5))
            }
            #expect(!addresses.isEmpty)
            #expect(addresses.allSatisfy { ["0100007F", "00000000000000000000000001000000"].contains($0) })
        }

        @Test("A body that is too large is refused, and the client gets the response")
        func tooLarge() async throws {
            let home = try TemporaryHome()
            try home.write("large", "")
            let file = try FileHandle(forWritingTo: URL(filePath: home.path + "/large"))
            try file.truncate(atOffset: UInt64(BodyBudget.bodyLimit) + 1)
            let result = try await curl(["--data-binary", "@\(home.path)/large", "-H", "Expect:"])
            #expect(result.outputText.contains("413"))
            #expect(result.outputText.contains("connection: close"))
        }

        @Test("All bodies together take bounded memory")
        func budget() {
            let budget = BodyBudget()
            #expect(budget.reserve(BodyBudget.totalLimit))
            #expect(!budget.reserve(1))
            budget.release(5)
            #expect(budget.reserve(5))
            #expect(!budget.reserve(Int.max))
        }

        @Test("A taken port is an error that names its holder and another port")
        func taken() async throws {
            let server = try await FrontServer(port: 0)
            let error = await #expect(throws: ToolError.self) { _ = try await FrontServer(port: server.port) }
            #expect(error?.status == .unavailable)
            #expect(error?.problem.contains("port \(server.port) is taken") == true)
            #expect(error?.problem.contains("(process \(ProcessInfo.processInfo.processIdentifier))") == true)
            #expect(error?.remedy?.contains("--port \(server.port == 65_535 ? 8080 : server.port + 1)") == true)
        }
    }
#endif
