import FastCGIClient
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Responses in progress at their timeout", .timeLimit(.minutes(5)))
struct StreamTimeoutTests {
    /// A handler that uses its response and then hangs; later writes must not arrive.
    private func ask(
        _ begin: @escaping @Sendable (consuming ResponseWriter) throws -> Void
    ) async throws -> [Record] {
        let block = Block()
        let setting = Setting(more: { $0.requestTimeout = .milliseconds(200) })
        return try await serving(
            responding { request, response in
                guard request.parameters["NAME"] == "hangs" else { return try response.finish(.plain(200)) }
                try begin(response)
                block.hang()
            },
            setting
        ) { address, _ in
            defer { block.release() }
            var peer = try Peer(address)
            try peer.send(ClientRequest.get("hangs").bytes())
            var records: [Record] = []
            while let record = try? peer.receive() { records.append(record) }
            try Peer.askWell(address)
            return records
        }
    }

    private func text(_ records: [Record]) -> String {
        String(decoding: records.filter { $0.kind == .standardOutput }.flatMap(\.content), as: UTF8.self)
    }

    @Test("A complete response arrives, although its handler is cut off")
    func completeResponseArrives() async throws {
        let records = try await ask { response in
            try response.finish(.plain(200), body: Array("complete".utf8))
        }
        #expect(text(records).hasSuffix("\r\n\r\ncomplete"))
        #expect(records.contains { $0.kind == .endRequest })
    }

    @Test("A started response is broken off without a 503 and without a regular end")
    func startedResponseIsBrokenOff() async throws {
        let records = try await ask { response in
            var body = try response.start(.plain(200))
            try body.write(Array("half".utf8))
            try body.flush()
            // Not finished: the handler hangs first.
            try Self.hold(body)
        }
        #expect(text(records).hasSuffix("\r\n\r\nhalf"))
        #expect(!records.contains { $0.kind == .endRequest })
    }

    /// Consumes a writer without ending its response.
    private static func hold(_ body: consuming ResponseBodyWriter) throws {}
}
