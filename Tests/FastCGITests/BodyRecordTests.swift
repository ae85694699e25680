import FastCGIClient
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

/// The valid forms of the records of a body, and of other records between them.
@Suite("The records of a body", .timeLimit(.minutes(5)))
struct BodyRecordTests {
    /// Responds with the body, or with the error of reading it.
    private static let echo = responding { request, response in
        do throws(RequestBodyError) {
            let body = try await request.body.collect(upTo: 8 << 20)
            try? response.finish(.plain(200), body: body)
        } catch {
            try? response.finish(.plain(400), body: Array("\(error)".utf8))
        }
    }

    private static let truncated = "\(RequestBodyError(.truncated))"

    private static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    }

    private static func head(_ body: [UInt8], keepsConnection: Bool = false) -> [UInt8] {
        ClientRequest.post(body).records(keepsConnection: keepsConnection).prefix { $0.kind != .standardInput }
            .flatMap(\.bytes)
    }

    /// Records that do not belong to the request, and the response to each.
    private static let strangers: [(record: Record, response: Record?)] = [
        (
            Record(.getValues, requestID: 0, content: NameValuePairs.encode([(name: "FCGI_MPXS_CONNS", value: "")])),
            Record(
                .getValuesResult,
                requestID: 0,
                content: NameValuePairs.encode([(name: "FCGI_MPXS_CONNS", value: "0")]),
                paddingLength: 6
            )
        ),
        (
            Record(RecordKind(rawValue: 99), requestID: 0, content: [1, 2, 3], paddingLength: 5),
            Record(.unknownType, requestID: 0, content: [99, 0, 0, 0, 0, 0, 0, 0])
        ),
        (
            Record.beginRequest(requestID: 7),
            Record(.endRequest, requestID: 7, content: [0, 0, 0, 0, 1, 0, 0, 0])
        ),
        (Record(.parameters, requestID: 7, content: [1, 1, 65, 65], paddingLength: 4), nil),
        // libfcgi skips the record that follows an empty one of another request.
        (Record(.standardInput, requestID: 7), nil),
        (Record(.standardInput, requestID: 7, content: [9, 9, 9]), nil),
        (Record(.abortRequest, requestID: 7), nil),
    ]

    @Test("A body with unrelated records is read for any split of its bytes, and byte by byte")
    func bodyIsReadAtAnySplit() async throws {
        let body = Self.pattern(20)
        var bytes = Self.head(body)
        let start = bytes.count
        bytes += Record(.standardInput, content: Array(body[..<3]), paddingLength: 5).bytes
        bytes += Self.strangers.flatMap(\.record.bytes)
        bytes += Record(.standardInput, content: Array(body[3...])).bytes
        bytes += Record(.standardInput, paddingLength: 3).bytes
        let responses = Self.strangers.compactMap(\.response)
        let all = bytes
        try await serving(Self.echo) { address, _ in
            for cut in start - 9..<all.count {
                var peer = try Peer(address)
                try peer.send(all[..<cut])
                peer.untilSeen()
                try peer.send(all[cut...])
                let records = try Self.responses(responses.count, of: &peer)
                #expect(records == responses, "cut at \(cut)")
                #expect(try peer.response().body == body, "cut at \(cut)")
            }
            var peer = try Peer(address)
            for byte in all { try peer.send([byte]) }
            #expect(try Self.responses(responses.count, of: &peer) == responses)
            #expect(try peer.response().body == body)
        }
    }

    private static func responses(_ count: Int, of peer: inout Peer) throws -> [Record] {
        var records: [Record] = []
        for _ in 0..<count {
            guard let record = try peer.receive() else { throw Failure("the connection ended") }
            records.append(record)
        }
        return records
    }

    @Test("Unrelated records before a request, after its body and in an unread body get the same responses")
    func unrelatedRecordsGetRepliesAnywhere() async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            for stranger in Self.strangers.prefix(3) {
                var peer = try Peer(address)
                let records = ClientRequest.get("x").with(body: [1, 2, 3]).records(keepsConnection: true)
                if stranger.record.requestID == 0 {
                    try peer.send(stranger.record.bytes)
                    #expect(try peer.receive() == stranger.response)
                }
                for _ in 0..<2 {
                    // Among the parameters, only another request may begin. Sent in one piece: the connection is not
                    // kept if the body has not arrived when the response is sent.
                    let place =
                        stranger.record.requestID == 0 ? records.prefix { $0.kind != .standardInput }.count : 1
                    let all = records[..<place] + [stranger.record] + records[place...]
                    try peer.send(all.flatMap(\.bytes))
                    #expect(try peer.receive() == stranger.response)
                    #expect(try peer.response().text == "response to x")
                }
            }
        }
        #expect(recorder.count == 6)
        #expect(recorder.requests.allSatisfy { $0.count == 2 }, "another request's records became parameters")
    }

    @Test("A protocol error in a body truncates it and closes the connection")
    func protocolErrorTruncatesBody() async throws {
        let question = NameValuePairs.encode([(name: "FCGI_MAX_CONNS", value: "")])
        let records = [
            Record(.standardInput, version: 0), Record(.standardInput, version: 2),
            Record.beginRequest(), Record(.endRequest, content: Array(repeating: 0, count: 8)),
            Record(.parameters), Record(.standardOutput), Record(.standardError, content: [1]),
            Record(.data, content: [1]), Record(.getValues), Record(RecordKind(rawValue: 99)),
            Record(.beginRequest, requestID: 0, content: [0, 1, 0, 0, 0, 0, 0, 0]),
            Record(.standardInput, requestID: 0), Record(.abortRequest, requestID: 0),
            Record(.getValues, requestID: 0, content: question + question),
            Record(.getValues, requestID: 0, content: [200]),
            Record(.getValues, requestID: 0, content: Array(repeating: 0, count: 65_535)),
        ]
        try await serving(Self.echo) { address, _ in
            for record in records {
                var peer = try Peer(address)
                let head = Self.head([1, 2, 3], keepsConnection: true)
                try peer.send(head + Record(.standardInput, content: [1, 2]).bytes)
                try peer.send(record.bytes)
                #expect(try peer.response().text == Self.truncated, "type \(record.kind.rawValue)")
                try peer.finishSending()
                #expect(try peer.endsWithoutResponse(), "type \(record.kind.rawValue)")
            }
            try Peer.askWell(address, .post([1]))
        }
    }

    @Test("The end of the connection before the announced length truncates the body")
    func endOfConnectionTruncatesBody() async throws {
        let head = Self.head(Self.pattern(6))
        let rest =
            Record(.standardInput, content: Array(Self.pattern(6)[..<2]), paddingLength: 2).bytes
            + Record(.standardInput, content: Array(Self.pattern(6)[2...])).bytes + Record(.standardInput).bytes
        try await serving(Self.echo) { address, _ in
            for cut in 0...rest.count {
                var peer = try Peer(address)
                try peer.send(head + rest[..<cut])
                try peer.finishSending()
                let response = try peer.response()
                if cut < rest.count - 8 {
                    #expect(response.text == Self.truncated, "cut at \(cut)")
                } else {
                    #expect(response.body == Self.pattern(6), "cut at \(cut)")
                }
            }
        }
    }

    @Test("4 MiB arrive complete in tiny and in the largest records", arguments: [64, 4096, 65_535])
    func largeBodyArrives(_ longest: Int) async throws {
        let body = Self.pattern(4 << 20)
        let directory = try TemporaryDirectory()
        let setting = Setting(address: try .unix(path: directory.path("s")))
        try await serving(Self.echo, setting) { address, _ in
            var bytes = Self.head(body)
            bytes.reserveCapacity(body.count + body.count / longest * 16)
            for start in stride(from: 0, to: body.count, by: longest) {
                let count = min(longest, body.count - start)
                let padding = UInt8(start % 3)
                bytes += [1, 5, 0, 1, UInt8(count >> 8), UInt8(count & 0xFF), padding, 0]
                bytes += body[start..<start + count]
                bytes += repeatElement(0, count: Int(padding))
            }
            bytes += Record(.standardInput).bytes
            var peer = try Peer(address)
            try peer.send(bytes)
            let isWhole = try peer.response().body == body
            #expect(isWhole)
        }
    }

    /// Breaks if the server reads ahead of its handler: the client could fill that memory.
    @Test("A handler that reads nothing leaves the body in the socket, except one buffer, and can read it later")
    func unreadBodyStaysInSocket() async throws {
        let gate = Gate()
        let body = Self.pattern(4 << 20)
        let directory = try TemporaryDirectory()
        let setting = Setting(address: try .unix(path: directory.path("s")))
        let echo = Self.echo
        try await serving(
            responding { request, response in
                await gate.wait()
                try await echo(request, response)
            },
            setting
        ) { address, _ in
            let bytes = Self.head(body) + Record.stream(.standardInput, body).flatMap(\.bytes)
            var peer = try Peer(address)
            var sent = Self.head(body).count
            try peer.send(bytes[..<sent])
            try gate.waitForArrivals()
            sent += try peer.sendWithoutWaiting(Array(bytes[sent...]))
            // The buffers of the socket in both directions, and the buffer of the worker.
            #expect(sent < 1 << 20)
            gate.open()
            try peer.send(bytes[sent...])
            let isWhole = try peer.response().body == body
            #expect(isWhole)
        }
    }

    @Test("A request with a body and the next request, sent in one piece, are both served")
    func nextRequestAfterBodyIsServed() async throws {
        let bodies = Box<[[UInt8]]>([])
        try await serving(
            responding { request, response in
                if request.parameters["REQUEST_METHOD"] == "POST" {
                    let body = try await request.body.collect(upTo: 1 << 20)
                    bodies.change { $0.append(body) }
                }
                try response.finish(.plain(200), body: Array("response to \(request.parameters["NAME"] ?? "-")".utf8))
            }
        ) { address, _ in
            var peer = try Peer(address)
            let unread = ClientRequest.get("unread").with(body: Self.pattern(5000))
            var bytes: [UInt8] = []
            for size in [0, 1, 40_000, 70_000] {
                bytes += ClientRequest.post(Self.pattern(size)).bytes(keepsConnection: true)
                bytes += unread.bytes(keepsConnection: true)
                bytes += ClientRequest.get("plain").bytes(keepsConnection: true)
            }
            bytes += ClientRequest.get("last").bytes()
            try peer.send(bytes)
            for _ in 0..<4 {
                for name in ["-", "unread", "plain"] { #expect(try peer.response().text == "response to \(name)") }
            }
            #expect(try peer.response().text == "response to last")
            #expect(try peer.receive() == nil)
        }
        #expect(bodies.value.map(\.count) == [0, 1, 40_000, 70_000])
    }

    @Test("The padding of the record that ends the body is not read as the next request")
    func paddingOfEndIsNoRequest() async throws {
        try await serving(Self.echo) { address, _ in
            var peer = try Peer(address)
            for _ in 0..<2 {
                let end = Record(.standardInput, paddingLength: 255).bytes
                try peer.send(Self.head([5], keepsConnection: true) + Record(.standardInput, content: [5]).bytes + end)
                #expect(try peer.response().body == [5])
            }
        }
    }

    @Test("A peer that sends many FCGI_GET_VALUES in a body and reads no response does not block the server")
    func ignoredResponsesDoNotBlock() async throws {
        let directory = try TemporaryDirectory()
        // Nothing else may end the request.
        let setting = Setting(address: try .unix(path: directory.path("s"))) { $0.requestTimeout = .seconds(3600) }
        let outcome = Box<RequestBodyError?>(nil)
        let gate = Gate()
        try await serving(
            responding { request, response in
                do throws(RequestBodyError) {
                    _ = try await request.body.collect(upTo: 100)
                } catch {
                    outcome.value = error
                }
                gate.arrive()
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in
            let question = Record(RecordKind(rawValue: 99), requestID: 0).bytes
            let peer = try Peer(address, timeout: .seconds(2))
            try peer.send(Self.head([1]))
            // Until the server gives up, or the socket is full.
            try? peer.send(Array(repeatElement(question, count: 200_000).joined()))
            // The peer is still connected: a server that waited for it to read would wait forever.
            try gate.waitForArrivals()
        }
        #expect(outcome.value == RequestBodyError(.truncated))
    }
}
