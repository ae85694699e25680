import FastCGIClient
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Records that arrive late or never", .timeLimit(.minutes(5)))
struct LateRecordTests {
    /// Responds with the body of the request.
    private static let echo = responding { request, response in
        let body: [UInt8]
        do throws(RequestBodyError) {
            body = try await request.body.collect(upTo: 100)
        } catch {
            body = Array("\(error)".utf8)
        }
        try response.finish(.plain(200), body: body)
    }

    /// Responds without reading the body.
    private static let silent = responding { _, response in try response.finish(.plain(200)) }

    private static let end = Record(.standardInput).bytes

    private static func head(_ body: [UInt8], keepsConnection: Bool) -> [UInt8] {
        ClientRequest.post(body).records(keepsConnection: keepsConnection).prefix { $0.kind != .standardInput }
            .flatMap(\.bytes)
    }

    /// HAProxy sends an empty POST over HTTP/2 in this way.
    @Test(
        "A body of its announced length is complete without the end record",
        arguments: [[], [1, 2, 3]] as [[UInt8]], [true, false])
    func completeBodyNeedsNoEndRecord(_ body: [UInt8], keepsConnection: Bool) async throws {
        try await serving(Self.echo) { address, _ in
            let content = body.isEmpty ? [] : Record(.standardInput, content: body).bytes
            for late in [[], Self.end] {
                var peer = try Peer(address)
                try peer.send(Self.head(body, keepsConnection: keepsConnection) + content)
                #expect(try peer.response().body == body)
                try? peer.send(late)
                if keepsConnection {
                    #expect(try peer.ask(.post([9]), keepsConnection: true).body == [9])
                } else {
                    try? peer.finishSending()
                    #expect(try peer.receive() == nil)
                }
            }
        }
    }

    @Test("More bytes than announced are refused, also after the apparent end of the body")
    func excessBytesAreRefused() async throws {
        try await serving(Self.echo) { address, _ in
            for content in [[1, 2, 3, 4], [1]] as [[UInt8]] {
                var peer = try Peer(address)
                let more = content.count > 3 ? [] : Record(.standardInput, content: [2, 3, 4]).bytes
                try peer.send(
                    Self.head([1, 2, 3], keepsConnection: true) + Record(.standardInput, content: content).bytes + more)
                #expect(try peer.response().text == "\(RequestBodyError(.tooLarge))")
                try peer.finishSending()
                #expect(try peer.receive() == nil)
            }
        }
    }

    /// Records of a request that has ended or never began (FastCGI specification, section 3.3).
    @Test("Stale records are ignored before the next request, whichever worker reads them")
    func staleRecordsAreIgnored() async throws {
        let stale = [
            Record(.standardInput).bytes, Record(.abortRequest).bytes, Record(.standardInput).bytes,
            Record(.abortRequest, requestID: 9).bytes, Record(.standardInput, requestID: 9, content: [1, 2, 3]).bytes,
            Record(RecordKind(rawValue: 8), content: Array(repeating: 1, count: 60_000), paddingLength: 200).bytes,
        ]
        try await serving(Self.silent) { address, _ in
            var peer = try Peer(address)
            for bytes in stale + [Array(stale.joined())] {
                #expect(try peer.ask(.get(), keepsConnection: true).status == .ok)
                try peer.send(bytes)
                // The only worker hands the connection over for this peer.
                try Peer.askWell(address)
                try peer.send(bytes.prefix(bytes.count / 2))
                peer.untilSeen()
                try peer.send(bytes.dropFirst(bytes.count / 2))
                // Together with the next request.
                try peer.send(bytes)
            }
            #expect(try peer.ask(.get(), keepsConnection: true).status == .ok)
        }
    }

    /// Apache sends the end of an empty body shortly after the parameters.
    @Test("An end record that comes after the response does not close the connection", arguments: [true, false])
    func lateEndRecordKeepsConnection(hasLength: Bool) async throws {
        try await serving(Self.silent) { address, _ in
            var peer = try Peer(address)
            let request = hasLength ? ClientRequest.post([]) : .get()
            let head = request.records(keepsConnection: true).filter { $0.kind != .standardInput }.flatMap(\.bytes)
            for _ in 0..<50 {
                try peer.send(head)
                #expect(try peer.response().status == .ok)
                try peer.send(Self.end)
            }
        }
    }

    @Test("FCGI_ABORT_REQUEST in a body keeps the connection for the next request")
    func abortKeepsConnection() async throws {
        try await serving(Self.echo) { address, _ in
            var peer = try Peer(address)
            let content = Record(.standardInput, content: [1]).bytes
            try peer.send(Self.head([1, 2], keepsConnection: true) + content + Record(.abortRequest).bytes)
            #expect(try peer.response().text == "\(RequestBodyError(.truncated))")
            try peer.send(Self.end)
            #expect(try peer.ask(.post([9]), keepsConnection: true).body == [9])
        }
    }

    @Test("A refused request keeps the connection, even if the end of its body comes late")
    func refusedRequestKeepsConnection() async throws {
        try await serving(Self.silent) { address, _ in
            var peer = try Peer(address)
            let bad = ClientRequest([(name: "REQUEST_METHOD", value: "GET"), (name: "CONTENT_LENGTH", value: "x")])
            for _ in 0..<3 {
                try peer.send(bad.records(keepsConnection: true).filter { $0.kind != .standardInput }.flatMap(\.bytes))
                #expect(try peer.response().status == .badRequest)
                try peer.send(Self.end)
                #expect(try peer.ask(.get(), keepsConnection: true).status == .ok)
            }
        }
    }
}
