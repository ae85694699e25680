import FastCGIClient
import GatewayInterface
import HTTPTypes
import Testing

@testable import FastCGI

@Suite("ClientConnection with a server", .timeLimit(.minutes(5)))
struct ClientConnectionTests {
    @Test("Several requests and responses use one connection")
    func exchangesShareConnection() async throws {
        let outputs = try await serving(Recorder().handler) { address, _ in
            var connection = try ClientConnection(to: address)
            return [
                try connection.exchange(.get("one"), keepsConnection: true), try connection.exchange(.get("two")),
            ]
        }
        #expect(try outputs.map { try $0.head().text } == ["response to one", "response to two"])
        #expect(outputs.allSatisfy { $0.applicationStatus == 0 && $0.protocolStatus == 0 && $0.errors.isEmpty })
    }

    @Test("The end of the connection is nil, and an error instead of a response")
    func endWithoutResponseIsAnError() async throws {
        try await serving(Recorder().handler) { address, _ in
            var connection = try ClientConnection(to: address)
            try connection.finishSending()
            #expect(try connection.receive() == nil)
            var other = try ClientConnection(to: address)
            try other.finishSending()
            do throws(ClientError) {
                _ = try other.receiveResponse()
                Issue.record("a response without a request")
            } catch {
                #expect(error.description == "the application closed the connection without a response")
            }
        }
    }

    @Test("A response that is broken off is an error")
    func brokenOffResponseIsAnError() async throws {
        try await serving(
            responding { _, response in
                var body = try response.start(.plain(200))
                try body.flush()
                throw Failure("half-way")
            }
        ) { address, _ in
            var connection = try ClientConnection(to: address)
            #expect(throws: ClientError("the application broke the response off")) {
                _ = try connection.exchange(.get())
            }
        }
    }

    @Test("A refused connection is an error")
    func refusedConnectionIsAnError() async throws {
        let address = try await serving(Recorder().handler) { address, _ in address }
        #expect(throws: ClientError("connect \(address): Connection refused")) { _ = try ClientConnection(to: address) }
    }
}
