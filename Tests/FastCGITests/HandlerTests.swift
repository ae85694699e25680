import FastCGIClient
import HTTPTypes
import Logging
import Testing

@testable import FastCGI

/// Actors and functions on other threads may send the response of a handler.
@Suite("Handlers that pass their writer on", .timeLimit(.minutes(5)))
struct HandlerTests {
    private actor Desk {
        private var count = 0

        func response(_ response: consuming ResponseWriter) throws {
            count += 1
            try response.finish(.plain(200), body: Array("\(count)".utf8))
        }

        func write(_ body: inout ResponseBodyWriter) throws {
            count += 1
            try body.write(Array("\(count)".utf8))
        }
    }

    @Test("An actor may send the response, or write a part of it", arguments: [1, 3])
    func actorMayRespond(workers: Int) async throws {
        let desk = Desk()
        let handler = responding { request, response in
            if request.parameters["NAME"] == "whole" { return try await desk.response(response) }
            var body = try response.start(.plain(200))
            try await desk.write(&body)
            try body.finish()
        }
        let responses = try await serving(handler, Setting(workers: workers)) { address, _ in
            try (0..<20).map { try Peer.ask(address, .get($0 % 2 == 0 ? "whole" : "part")).text }
        }
        #expect(responses == (1...20).map { "\($0)" })
    }

    @Test("A function on Swift's own threads still logs to the request")
    func concurrentFunctionLogsToRequest() async throws {
        let logger = Logger(label: "test", factory: FastCGILogHandler.init(label:))
        let handler: Server.Handler = { _, response in try await Self.response(response, logger) }
        let response = try await serving(handler) { address, _ in
            var connection = try ClientConnection(to: address)
            return try connection.exchange(.get("x"))
        }
        #expect(String(decoding: response.errors, as: UTF8.self) == "notice test: asked\n")
        #expect(try response.head().status == .ok)
    }

    @concurrent
    private static func response(_ response: consuming ResponseWriter, _ logger: Logger) async throws {
        logger.notice("asked")
        try response.finish(.plain(200))
    }
}
