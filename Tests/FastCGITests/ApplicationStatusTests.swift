import FastCGIClient
import HTTPTypes
import Testing

@testable import FastCGI

@Suite("The application status", .timeLimit(.minutes(5)))
struct ApplicationStatusTests {
    /// Breaks if a request has the status of the previous one, which libfcgi does not reset.
    @Test("FCGI_END_REQUEST has the status of its request, which defaults to 0")
    func statusIsSentPerRequest() async throws {
        let handler = responding { request, response in
            switch request.parameters["NAME"] {
            case "whole":
                response.setApplicationStatus(7)
                try response.finish(.plain(200), body: Array("whole".utf8))
            case "largest":
                response.setApplicationStatus(.max)
                try response.finish(.plain(404))
            case "stream":
                var body = try response.start(.plain(200))
                try body.write(Array("pieces".utf8))
                try body.flush()
                body.setApplicationStatus(3)
                try body.finish()
            case "changed":
                response.setApplicationStatus(1)
                var body = try response.start(.plain(200))
                try body.write([UInt8](repeating: 0x78, count: 100_000))
                body.setApplicationStatus(2)
                try body.finish()
            case "failed":
                response.setApplicationStatus(9)
                throw Failure("it does not work")
            default:
                try response.finish(.plain(200))
            }
        }
        let names = ["whole", "none", "largest", "none", "stream", "none", "changed", "failed", "none"]
        let responses = try await serving(handler) { address, _ in
            var connection = try ClientConnection(to: address)
            var responses: [ClientResponse] = []
            for name in names {
                responses.append(try connection.exchange(.get(name), keepsConnection: true))
            }
            return responses
        }
        #expect(responses.map(\.applicationStatus) == [7, 0, .max, 0, 3, 0, 2, 9, 0])
        #expect(try responses.map { try $0.head().status.code } == [200, 200, 404, 200, 200, 200, 200, 500, 200])
    }
}
