import FastCGIClient
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Plain responses that replace a handler's, for HEAD", .timeLimit(.minutes(5)))
struct PlainResponseTests {
    /// The cause of such a response.
    struct Cause: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        var more: [(name: String, value: String)] = []
        var role: UInt16 = 1
        /// Omits the record that ends the body.
        var isUnfinished = false
        var handler: @Sendable (Request, consuming ResponseWriter, Block) async throws -> Void
    }

    static let causes = [
        Cause(testDescription: "a handler that throws", status: 500) { _, _, _ in throw Failure("no") },
        Cause(testDescription: "an unused writer", status: 500) { _, _, _ in },
        Cause(testDescription: "a response without a sent byte", status: 500) { _, response, _ in
            var body = try response.start(.plain(200))
            try body.write([1, 2, 3])
        },
        Cause(testDescription: "a handler that hangs", status: 503) { _, _, block in block.hang() },
        Cause(testDescription: "a handler that hangs during its response", status: 503) { _, response, block in
            let body = try response.start(.plain(200))
            block.hang()
            try body.finish()
        },
        Cause(testDescription: "a handler that reacts to its cancellation", status: 503) { _, _, _ in
            try await Task.sleep(for: .seconds(3600))
        },
        Cause(
            testDescription: "a body that does not arrive", status: 503, more: [("CONTENT_LENGTH", "3")],
            isUnfinished: true
        ) { request, _, _ in
            _ = try await request.body.collect(upTo: 10)
        },
        Cause(testDescription: "an invalid length", status: 400, more: [("CONTENT_LENGTH", "x")]) { _, _, _ in },
        Cause(testDescription: "a role that is not served", status: 403, role: 3) { _, _, _ in },
    ]

    /// On a kept connection, an unexpected body would become the next response.
    @Test("The status and length are the same as for GET, and there is no body", arguments: causes)
    func plainHEADHasNoBody(_ cause: Cause) async throws {
        let block = Block()
        let responses = try await serving(
            responding { request, response in try await cause.handler(request, response, block) },
            Setting { $0.requestTimeout = .milliseconds(100) }
        ) { address, _ in
            defer { block.release() }
            return try ["GET", "HEAD"].map { method in
                let request = ClientRequest(
                    [(name: "REQUEST_METHOD", value: method)] + cause.more,
                    role: cause.role
                )
                var peer = try Peer(address)
                try peer.send(request.records().dropLast(cause.isUnfinished ? 1 : 0).flatMap(\.bytes))
                return try peer.response()
            }
        }
        #expect(responses.map(\.status.code) == [cause.status, cause.status])
        #expect(responses[0].headers == responses[1].headers)
        #expect(responses[0].headers[.contentLength] == String(responses[0].body.count))
        #expect(responses[0].text.hasPrefix("\(cause.status) "))
        #expect(responses[1].body.isEmpty)
    }
}
