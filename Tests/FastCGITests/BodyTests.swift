import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Request bodies", .timeLimit(.minutes(5)))
struct BodyTests {
    /// The result of reading a body in a handler.
    typealias Outcome = Result<[UInt8], RequestBodyError>

    /// Responds with 200 and records the result of collecting the body.
    private static func collector(_ outcomes: Box<[Outcome]>, limit: Int = 4 << 20) -> Server.Handler {
        { request, response in
            let outcome: Outcome
            do throws(RequestBodyError) {
                outcome = .success(try await request.body.collect(upTo: limit))
            } catch {
                outcome = .failure(error)
            }
            outcomes.change { $0.append(outcome) }
            try response.finish(.plain(200), body: Array("done".utf8))
        }
    }

    private static func pattern(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    }

    @Test("A body arrives byte for byte", arguments: [0, 1, 8_191, 8_192, 65_535, 65_536, 65_537, 1 << 20])
    func bodyArrivesComplete(_ size: Int) async throws {
        let outcomes = Box<[Outcome]>([])
        let body = Self.pattern(size)
        let announced = Box<Int?>(nil)
        let collect = Self.collector(outcomes)
        try await serving(
            responding { request, response in
                announced.value = request.body.length
                try await collect(request, response)
            }
        ) { address, _ in
            try Peer.askWell(address, .post(body))
        }
        #expect(announced.value == size)
        #expect(outcomes.value == [.success(body)])
    }

    @Test(
        "Without CONTENT_LENGTH the length is unknown, and the end of the stream ends the body",
        arguments: [0, 5, 100_000])
    func lengthIsUnknownWithoutField(_ size: Int) async throws {
        let outcomes = Box<[Outcome]>([])
        let body = Self.pattern(size)
        let lengths = Box<[Int?]>([])
        let collect = Self.collector(outcomes)
        try await serving(
            responding { request, response in
                lengths.change { $0.append(request.body.length) }
                try await collect(request, response)
            }
        ) { address, _ in
            try Peer.askWell(address, ClientRequest.get().with(body: body))
            // An empty value counts as missing: nginx sends it for every GET.
            let empty = ClientRequest.get("x", [(name: "CONTENT_LENGTH", value: "")]).with(body: body)
            try Peer.askWell(address, empty)
        }
        #expect(lengths.value == [nil, nil])
        #expect(outcomes.value == [.success(body), .success(body)])
    }

    @Test("Records of one byte are joined")
    func tinyRecordsAreJoined() async throws {
        let outcomes = Box<[Outcome]>([])
        let body = Self.pattern(3000)
        try await serving(Self.collector(outcomes)) { address, _ in
            let records = ClientRequest.post(body).records().prefix(3)
            var bytes = records.prefix { $0.kind != .standardInput }.flatMap(\.bytes)
            bytes += Record.stream(.standardInput, body, longest: 1).flatMap(\.bytes)
            var peer = try Peer(address)
            try peer.send(bytes)
            #expect(try peer.response().text == "done")
        }
        #expect(outcomes.value == [.success(body)])
    }

    @Test("The end of the connection truncates a body, and does not shorten it", arguments: [0, 1, 99])
    func endOfConnectionTruncates(_ sent: Int) async throws {
        let outcomes = Box<[Outcome]>([])
        try await serving(Self.collector(outcomes)) { address, _ in
            let request = ClientRequest.post([], length: "100").records().dropLast()
            var peer = try Peer(address)
            var bytes = request.flatMap(\.bytes)
            if sent > 0 { bytes += Record(.standardInput, content: Self.pattern(sent)).bytes }
            try peer.send(bytes)
            try peer.finishSending()
            _ = try? peer.response()
        }
        #expect(outcomes.value == [.failure(RequestBodyError(.truncated))])
    }

    @Test("A body that the peer ends early, aborts or breaks is truncated")
    func earlyEndTruncates() async throws {
        let outcomes = Box<[Outcome]>([])
        let head = ClientRequest.post([], length: "100").records().dropLast().flatMap(\.bytes)
        let part = Record(.standardInput, content: Self.pattern(99)).bytes
        let ends: [[UInt8]] = [
            Record(.standardInput).bytes, Record(.abortRequest).bytes, Record(.data, content: [1]).bytes,
            Record(.standardInput, version: 9).bytes,
        ]
        try await serving(Self.collector(outcomes)) { address, _ in
            for end in ends {
                var peer = try Peer(address)
                try peer.send(head + part + end)
                _ = try? peer.response()
            }
        }
        #expect(outcomes.value == ends.map { _ in .failure(RequestBodyError(.truncated)) })
    }

    @Test("Without CONTENT_LENGTH a body that breaks off is truncated too")
    func truncationIsNoticedWithoutLength() async throws {
        let outcomes = Box<[Outcome]>([])
        try await serving(Self.collector(outcomes)) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().with(body: [1, 2, 3]).records().dropLast().flatMap(\.bytes))
            try peer.finishSending()
            _ = try? peer.response()
        }
        #expect(outcomes.value == [.failure(RequestBodyError(.truncated))])
    }

    @Test("More bytes than announced are too large, and do not begin another request")
    func excessBytesAreTooLarge() async throws {
        let outcomes = Box<[Outcome]>([])
        let texts = try await serving(Self.collector(outcomes)) { address, _ in
            var peer = try Peer(address)
            let bytes = ClientRequest.get("smuggled").bytes()
            return [
                try peer.ask(.post(Array("12345".utf8) + bytes, length: "5"), keepsConnection: true).text,
                try Peer.ask(address, .post(Array("12345".utf8))).text,
            ]
        }
        #expect(texts == ["done", "done"])
        #expect(outcomes.value == [.failure(RequestBodyError(.tooLarge)), .success(Array("12345".utf8))])
    }

    @Test("A stalled body times out and frees the worker")
    func stalledBodyTimesOut() async throws {
        let outcomes = Box<[Outcome]>([])
        let setting = Setting(readTimeout: .milliseconds(100))
        try await serving(Self.collector(outcomes), setting) { address, _ in
            let peer = try Peer(address)
            let head = ClientRequest.post([], length: "10").records().dropLast().flatMap(\.bytes)
            try peer.send(head + Record(.standardInput, content: [1, 2, 3]).bytes)
            let end = ContinuousClock.now + .hang
            while outcomes.value.isEmpty, ContinuousClock.now < end { usleep(1000) }
            try Peer.askWell(address, .post([7]))
        }
        #expect(outcomes.value == [.failure(RequestBodyError(.timedOut)), .success([7])])
    }

    @Test("The reader's limit is exact, with and without an announced length")
    func readerLimitIsExact() async throws {
        let outcomes = Box<[Outcome]>([])
        let (fits, over) = (Self.pattern(100_000), Self.pattern(100_001))
        try await serving(Self.collector(outcomes, limit: 100_000)) { address, _ in
            for body in [fits, over] {
                try Peer.askWell(address, .post(body))
                try Peer.askWell(address, ClientRequest.get().with(body: body))
            }
        }
        let refused = Outcome.failure(RequestBodyError(.tooLarge))
        #expect(outcomes.value == [.success(fits), .success(fits), refused, refused])
    }

    @Test("An announced length above the limit is refused before a byte is read")
    func announcedLengthAboveLimitIsRefused() async throws {
        let outcomes = Box<[Outcome]>([])
        let text = try await serving(Self.collector(outcomes, limit: 10)) { address, _ in
            var peer = try Peer(address)
            let request = ClientRequest.post([], length: String(Int.max)).records().dropLast()
            try peer.send(request.flatMap(\.bytes))
            // No byte of the body is sent: a server that waited for one would hang here.
            return try peer.response().text
        }
        #expect(text == "done")
        #expect(outcomes.value == [.failure(RequestBodyError(.tooLarge))])
    }

    @Test("A response arrives complete although 200 KB of body stay unread", arguments: [true, false])
    func responseArrivesDespiteUnreadBody(_ announced: Bool) async throws {
        let content = Self.pattern(300_000)
        let directory = try TemporaryDirectory()
        for address in [nil, try SocketAddress.unix(path: directory.path("s"))] {
            let received = try await serving(
                responding { _, response in try response.finish(.plain(200), body: content) },
                Setting(address: address)
            ) { address, _ in
                let body = Self.pattern(200_000)
                return try Peer.ask(address, announced ? .post(body) : ClientRequest.get().with(body: body)).body
            }
            #expect(received == content)
        }
    }

    @Test("A partly read body is drained too")
    func partlyReadBodyIsDrained() async throws {
        let text = try await serving(
            responding { request, response in
                await #expect(throws: RequestBodyError(.tooLarge)) { try await request.body.collect(upTo: 1000) }
                try response.finish(.plain(413), body: Array("too much".utf8))
            }
        ) { address, _ in
            try Peer.ask(address, ClientRequest.get().with(body: Self.pattern(200_000))).text
        }
        #expect(text == "too much")
    }

    @Test("A body that is read after the response, or during another request, is closed")
    func bodyIsClosedAfterResponse() async throws {
        let kept = Box<RequestBody?>(nil)
        let codes = Box<[RequestBodyError?]>([])
        try await serving(
            responding { request, response in
                func read(_ body: RequestBody) async {
                    do throws(RequestBodyError) {
                        _ = try await body.collect(upTo: 10)
                        codes.change { $0.append(nil) }
                    } catch {
                        codes.change { $0.append(error) }
                    }
                }
                if let earlier = kept.value { await read(earlier) }
                kept.value = request.body
                try response.finish(.plain(200))
                await read(request.body)
            }
        ) { address, _ in
            try Peer.askWell(address, .post([1, 2, 3]))
            try Peer.askWell(address, .post([4, 5, 6]))
        }
        let closed = RequestBodyError(.closed)
        #expect(codes.value == [closed, closed, closed])
    }

    @Test("The rest of a body that was too large cannot be collected")
    func collectAfterTooLargeFails() async throws {
        let outcomes = Box<[Outcome]>([])
        try await serving(
            responding { request, response in
                for limit in [3, 1000] {
                    do throws(RequestBodyError) {
                        let bytes = try await request.body.collect(upTo: limit)
                        outcomes.change { $0.append(.success(bytes)) }
                    } catch {
                        outcomes.change { $0.append(.failure(error)) }
                    }
                }
                try response.finish(.plain(200))
            }
        ) { address, _ in
            try Peer.askWell(address, ClientRequest.get().with(body: Array("discarded, kept".utf8)))
            try Peer.askWell(address, .post(Array("12345".utf8), length: "3"))
        }
        let refused = Outcome.failure(RequestBodyError(.tooLarge))
        #expect(outcomes.value == [refused, refused, refused, refused])
    }

    @Test("A response does not wait for the end of an unread body without a length")
    func responseDoesNotAwaitBodyEnd() async throws {
        let isSilent = try await serving(Recorder().handler) { address, _ in
            var peer = try Peer(address)
            let records = ClientRequest.get().records()
            try peer.send(records.dropLast().flatMap(\.bytes))
            let isSilent = try peer.staysSilent(for: .hang)
            try peer.send(Record(.standardInput).bytes)
            #expect(try peer.response().status == .ok)
            return isSilent
        }
        #expect(!isSilent)
    }
}
