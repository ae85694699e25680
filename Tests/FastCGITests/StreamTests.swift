import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Responses that are written in pieces", .timeLimit(.minutes(5)))
struct StreamTests {
    private static let large = [UInt8](repeating: 0x5A, count: 200_000)

    private func plain(length: Int? = nil) -> HTTPResponse {
        var response = HTTPResponse(status: .ok)
        response.headerFields[.contentLength] = length.map(String.init)
        return response
    }

    @Test("Pieces of any size arrive in order, with and without an announced length")
    func piecesArriveInOrder() async throws {
        let pieces = [0, 1, 100, 8_000, 8_127, 8_128, 8_129, 8_192, 65_528, 65_529, 131_056, 200_001].map {
            [UInt8](repeating: UInt8($0 % 251), count: $0)
        }
        let whole = Array(pieces.joined())
        for length in [nil, whole.count] {
            let response = try await serving(
                responding { _, response in
                    var body = try response.start(plain(length: length))
                    for piece in pieces { try body.write(piece) }
                    try body.finish()
                }
            ) { address, _ in try Peer.ask(address) }
            #expect(response.status == .ok)
            #expect(response.headers[.contentLength] == length.map(String.init))
            let isWhole = response.body == whole
            #expect(isWhole)
        }
    }

    @Test("A record has at most 65,528 bytes, and a large body is not split into small ones")
    func recordsAreLargeButLimited() async throws {
        let lengths = try await serving(
            responding { _, response in
                try response.finish(HTTPResponse(status: .ok), body: [UInt8](repeating: 1, count: 1 << 20))
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            return try peer.records().filter { $0.kind == .standardOutput }.map(\.content.count)
        }
        #expect(lengths.max() == 65_528)
        #expect(lengths.count <= 1 << 20 / 65_528 + 4)
    }

    @Test("flush() sends the written bytes while the handler continues")
    func flushSendsWrittenBytes() async throws {
        let gate = Gate()
        let texts = try await serving(
            responding { _, response in
                var body = try response.start(plain())
                try body.write(Array("first".utf8))
                try body.flush()
                await gate.wait()
                try body.write(Array(" second".utf8))
                try body.finish()
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            let first = try peer.receive()?.content ?? []
            gate.open()
            let rest = try peer.records().filter { $0.kind == .standardOutput }.flatMap(\.content)
            return [first, rest].map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(texts[0].hasSuffix("\r\n\r\nfirst"))
        #expect(texts[1] == " second")
    }

    @Test("More than the announced length is refused, and the response is broken off")
    func excessBytesBreakResponse() async throws {
        let length = 9000
        let error = Box<FastCGIError?>(nil)
        let kinds = try await serving(
            responding { _, response in
                var body = try response.start(plain(length: length))
                try body.write([UInt8](repeating: 1, count: length))
                do { try body.write([1]) } catch let caught as FastCGIError { error.value = caught }
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            return try Self.kindsUntilTheEnd(&peer)
        }
        #expect(error.value == FastCGIError(.invalidResponse, ""))
        #expect(!kinds.contains(.endRequest))
    }

    @Test("Less than the announced length is an error of finish(), and the response is broken off")
    func missingBytesBreakResponse() async throws {
        let error = Box<FastCGIError?>(nil)
        let kinds = try await serving(
            responding { _, response in
                var body = try response.start(plain(length: 10_000))
                try body.write([1, 2, 3])
                try body.flush()
                do { try body.finish() } catch let caught as FastCGIError { error.value = caught }
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            let kinds = try Self.kindsUntilTheEnd(&peer)
            try Peer.hasResponded(address)
            return kinds
        }
        #expect(error.value == FastCGIError(.invalidResponse, ""))
        #expect(!kinds.contains(.endRequest))
    }

    @Test("A failing handler breaks a started response off; before the first byte it gets a plain 500")
    func failureBreaksStartedResponse() async throws {
        let kinds = try await serving(
            responding { _, response in
                var body = try response.start(plain())
                try body.write(Self.large)
                throw Failure("half-way")
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes(keepsConnection: true))
            return try Self.kindsUntilTheEnd(&peer)
        }
        #expect(kinds.contains(.standardOutput))
        #expect(!kinds.contains(.endRequest))

        let response = try await serving(
            responding { _, response in
                _ = try response.start(plain())
                throw Failure("at once")
            }
        ) { address, _ in
            // The peer is still sending: its connection must not be closed before it has the response.
            try Peer.ask(address, .post([UInt8](repeating: 1, count: 8_000_000)))
        }
        #expect(response.status == .internalServerError)
        #expect(response.text == "500 Internal Server Error\n")
    }

    /// libfcgi sends its buffer when it is full. Breaks if that is not detected: a 500 would follow half a response.
    @Test(
        "A response that libfcgi flushed by itself is never followed by a 500",
        arguments: [(10, 100, 100), (4_000, 4_500, 1), (8_060, 60, 1), (8_150, 0, 1)])
    func automaticFlushPreventsPlain500(head: Int, piece: Int, count: Int) async throws {
        let name = try #require(HTTPField.Name("X-Long"))
        let fields: HTTPFields = [name: String(repeating: "h", count: head)]
        let (kinds, output) = try await serving(
            responding { _, response in
                var body = try response.start(.plain(200, fields))
                for _ in 0..<count { try body.write([UInt8](repeating: 0x2E, count: piece)) }
                throw Failure("half-way")
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            var records: [Record] = []
            while let record = try? peer.receive() { records.append(record) }
            return (records.map(\.kind), records.filter { $0.kind == .standardOutput }.flatMap(\.content))
        }
        let text = String(decoding: output, as: UTF8.self)
        // A part of the response, or nothing.
        #expect(!kinds.contains(.endRequest))
        #expect(text.isEmpty || text.hasPrefix("Status: 200"))
        #expect(text.components(separatedBy: "Status: ").count <= 2)
    }

    @Test("An error that the handler ignores becomes a 500 before the first byte")
    func caughtErrorBeforeFirstByteIs500() async throws {
        let response = try await serving(
            responding { _, response in
                var body = try response.start(plain(length: 3))
                try? body.write([1, 2, 3, 4])
            }
        ) { address, _ in try Peer.ask(address) }
        #expect(response.status == .internalServerError)
    }

    @Test("HEAD may announce a length without writing")
    func headMayAnnounceLength() async throws {
        let error = Box<FastCGIError?>(nil)
        let response = try await serving(
            responding { _, response in
                do {
                    try response.start(plain(length: 10)).finish()
                } catch let caught as FastCGIError {
                    error.value = caught
                }
            }
        ) { address, _ in try Peer.ask(address, ClientRequest([(name: "REQUEST_METHOD", value: "HEAD")])) }
        #expect(error.value == nil)
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "10")
    }

    @Test(
        "HEAD, 204, 205 and 304 send only a head",
        arguments: [("HEAD", 200), ("GET", 204), ("GET", 205), ("GET", 304)])
    func bodylessResponsesSendOnlyHead(method: String, code: Int) async throws {
        let response = try await serving(
            responding { _, response in
                var body = try response.start(HTTPResponse(status: .init(code: code)))
                try body.write(Self.large)
                try body.finish()
            }
        ) { address, _ in
            try Peer.ask(address, ClientRequest([(name: "REQUEST_METHOD", value: method)]))
        }
        #expect(response.status.code == code)
        #expect(response.body.isEmpty)
    }

    @Test(
        "A malformed Content-Length is refused before anything is sent", arguments: ["-1", "x", "01", "1, 1"])
    func malformedContentLengthIsRefused(text: String) async throws {
        let error = Box<FastCGIError?>(nil)
        let response = try await serving(
            responding { _, response in
                do {
                    _ = try response.start(HTTPResponse(status: .ok, headerFields: [.contentLength: text]))
                } catch let caught as FastCGIError {
                    error.value = caught
                }
            }
        ) { address, _ in try Peer.ask(address) }
        #expect(response.status == .internalServerError)
        #expect(error.value == FastCGIError(.invalidResponse, ""))
    }

    @Test("A peer that disconnects during a long body throws clientGone to the handler")
    func lostPeerThrowsClientGone() async throws {
        let error = Box<FastCGIError?>(nil)
        let ended = Gate()
        try await serving(
            responding { request, response in
                guard request.parameters["NAME"] == "leaves" else {
                    return try response.finish(HTTPResponse(status: .ok))
                }
                defer { ended.arrive() }
                var body = try response.start(plain())
                do {
                    while true { try body.write(Self.large) }
                } catch let caught as FastCGIError {
                    error.value = caught
                }
            }
        ) { address, _ in
            do {
                var peer = try Peer(address)
                try peer.send(ClientRequest.get("leaves").bytes())
                _ = try peer.receive()
            }
            #expect(try Peer.ask(address).status == .ok)
            try ended.waitForArrivals()
        }
        #expect(error.value == FastCGIError(.clientGone, ""))
    }

    /// The kinds of all records up to the end of the connection.
    @Test("One byte less or more than the announced length is refused")
    func oneByte() throws {
        var body = OutgoingBody(announced: 3, isDropped: false)
        try body.add(2)
        #expect(throws: FastCGIError(.invalidResponse, "")) { try body.end() }
        #expect(throws: FastCGIError(.invalidResponse, "")) { try body.add(2) }
        try body.add(1)
        try body.end()
    }

    private static func kindsUntilTheEnd(_ peer: inout Peer) throws -> [RecordKind] {
        var kinds: [RecordKind] = []
        while let record = try? peer.receive() { kinds.append(record.kind) }
        return kinds
    }
}

extension Peer {
    /// Checks only that the server responds, even if the response is malformed.
    static func hasResponded(_ address: SocketAddress) throws {
        var peer = try Peer(address)
        try peer.send(ClientRequest.get().bytes())
        #expect(try peer.receive() != nil)
    }
}
