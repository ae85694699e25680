import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

/// nginx treats the end of the connection as the end of the response, unless an unknown record precedes it.
@Suite("A response that is broken off", .timeLimit(.minutes(5)))
struct BrokenOffTests {
    /// The records that the peer receives up to the end of the connection.
    private static func records(_ address: SocketAddress, _ request: ClientRequest = .get("breaks")) throws -> [Record]
    {
        var peer = try Peer(address)
        // The request allows the server to keep the connection, so the server itself closes it.
        try peer.send(request.bytes(keepsConnection: true))
        var records: [Record] = []
        while let record = try peer.receive() { records.append(record) }
        return records
    }

    /// Runs a handler that breaks its response off.
    private static func records(
        _ setting: Setting = Setting(),
        _ handler: @escaping @Sendable (consuming ResponseWriter) async throws -> Void
    ) async throws -> [Record] {
        try await serving(
            responding { request, response in
                guard request.parameters["NAME"] == "breaks" else { return try response.finish(.plain(200)) }
                try await handler(response)
            },
            setting
        ) { address, _ in
            let records = try records(address)
            try Peer.askWell(address)
            return records
        }
    }

    private static func start(_ response: consuming ResponseWriter, length: Int? = nil) throws -> ResponseBodyWriter {
        let fields: HTTPFields = length.map { [.contentLength: String($0)] } ?? [:]
        var body = try response.start(.plain(200, fields))
        try body.write(Array("half".utf8))
        try body.flush()
        return body
    }

    private func expectMark(_ records: [Record], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(records.last?.kind == RecordKind(rawValue: 99), sourceLocation: sourceLocation)
        #expect(records.last?.content == [] && records.last?.requestID == 1, sourceLocation: sourceLocation)
        #expect(!records.contains { $0.kind == .endRequest }, sourceLocation: sourceLocation)
        #expect(records.count { $0.kind == RecordKind(rawValue: 99) } == 1, sourceLocation: sourceLocation)
    }

    @Test("by an error ends with a record of an unknown type, with and without a length", arguments: [nil, 100])
    func errorSendsMark(_ length: Int?) async throws {
        expectMark(
            try await Self.records { response in
                _ = try Self.start(response, length: length)
                throw Failure("half-way")
            })
    }

    @Test("by a wrong length ends in the same way, after large pieces too", arguments: [100_000, 300_000])
    func wrongLengthSendsMark(_ announced: Int) async throws {
        expectMark(
            try await Self.records { response in
                var body = try Self.start(response, length: announced)
                try body.write([UInt8](repeating: 1, count: 99_000))
                if announced > 100_000 { return try body.finish() }
                try body.write([UInt8](repeating: 1, count: 1_000))
            })
    }

    @Test("by a timeout or the end of the server ends in the same way")
    func timeoutAndStopSendMark() async throws {
        let block = Block()
        defer { block.release() }
        let setting = Setting(more: { $0.requestTimeout = .milliseconds(200) })
        expectMark(
            try await Self.records(setting) { response in
                let body = try Self.start(response)
                block.hang()
                try body.finish()
            })
        let gate = Gate()
        let drained = try await serving(
            responding { _, response in
                let body = try Self.start(response)
                gate.arrive()
                try await Task.sleep(for: .hang)
                try body.finish()
            },
            Setting(more: { $0.drainTimeout = .milliseconds(20) })
        ) { address, server in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            try gate.waitForArrivals()
            server.stop()
            var records: [Record] = []
            while let record = try peer.receive() { records.append(record) }
            return records
        }
        expectMark(drained)
    }

    @Test("The mark reaches a peer that is still sending its body")
    func whileSending() async throws {
        let records = try await serving(
            responding { _, response in
                _ = try Self.start(response)
                throw Failure("half-way")
            }
        ) { address, _ in
            try Self.records(address, .post([UInt8](repeating: 1, count: 8_000_000)))
        }
        expectMark(records)
    }

    @Test("A worker that broke off inside a record marks the next broken response")
    func afterWithinRecord() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("file")
        try Data(count: 60_000).write(to: directory.url.appendingPathComponent("file"))
        let records = try await serving(
            responding { request, response in
                if request.parameters["NAME"] == "breaks" {
                    _ = try Self.start(response)
                    throw Failure("half-way")
                }
                let file = try ResponseFile(path: path)
                try Data(count: 10).write(to: URL(fileURLWithPath: path), options: [])
                try response.finish(.plain(200), file: file)
            }
        ) { address, _ in
            #expect(throws: Failure.self) { _ = try Self.records(address, .get("file")) }
            return try Self.records(address)
        }
        expectMark(records)
    }
}
