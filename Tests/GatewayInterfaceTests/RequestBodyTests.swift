import GatewayInterface
import Synchronization
import Testing

@Suite("RequestBody never returns more than its limit")
struct RequestBodyTests {
    /// A body in pieces that records its reads.
    private final class Pieces: RequestBodySource {
        private let pieces: Mutex<[[UInt8]]>
        private let reads = Mutex<[Int]>([])
        let length: Int?
        private let abandoned = Mutex(false)
        var remaining: Int? { length.map { $0 - taken.withLock { $0 } } }
        private let taken = Mutex(0)
        func abandon() { abandoned.withLock { $0 = true } }

        init(_ pieces: [[UInt8]], length: Int? = nil) {
            self.pieces = Mutex(pieces)
            self.length = length
        }

        /// The limits of all reads.
        var limits: [Int] { reads.withLock { $0 } }
        var left: Int { pieces.withLock { $0.joined().count } }

        func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8] {
            reads.withLock { $0.append(limit) }
            if abandoned.withLock({ $0 }) { throw RequestBodyError(.tooLarge) }
            return pieces.withLock { pieces in
                guard let first = pieces.first else { return [] }
                let piece = Array(first.prefix(limit))
                taken.withLock { $0 += piece.count }
                pieces[0].removeFirst(piece.count)
                if pieces[0].isEmpty { pieces.removeFirst() }
                return piece
            }
        }
    }

    private struct Broken: RequestBodySource {
        let length: Int? = nil
        let remaining: Int? = nil
        func abandon() {}
        func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8] { throw RequestBodyError(.truncated) }
    }

    @Test("A body up to the limit is collected, with and without an announced length", arguments: [0, 1, 3, 7])
    func bodyAtLimitIsCollected(size: Int) async throws {
        let bytes = (0..<size).map { UInt8($0) }
        for limit in [size, size + 1] {
            #expect(try await RequestBody(bytes).collect(upTo: limit) == bytes)
            #expect(try await RequestBody(Pieces(bytes.map { [$0] })).collect(upTo: limit) == bytes)
        }
    }

    @Test("One byte above the limit is too large, with and without an announced length", arguments: [0, 1, 6])
    func bodyAboveLimitIsTooLarge(limit: Int) async {
        let bytes = [UInt8](repeating: 1, count: limit + 1)
        await #expect(throws: RequestBodyError(.tooLarge)) { try await RequestBody(bytes).collect(upTo: limit) }
        await #expect(throws: RequestBodyError(.tooLarge)) {
            try await RequestBody(Pieces([bytes])).collect(upTo: limit)
        }
        await #expect(throws: RequestBodyError(.tooLarge)) {
            try await RequestBody(Pieces(bytes.map { [$0] })).collect(upTo: limit)
        }
    }

    @Test("An announced length above the limit is refused before a byte is read")
    func largeAnnouncedLengthIsRefusedUnread() async {
        let source = Pieces([[1, 2, 3]], length: 1_000_000_000)
        await #expect(throws: RequestBodyError(.tooLarge)) { try await RequestBody(source).collect(upTo: 999_999_999) }
        #expect(source.limits.isEmpty)
        #expect(source.left == 3)
    }

    @Test("A body without an announced length is read to at most one byte past the limit")
    func unannouncedBodyIsReadToLimit() async {
        let source = Pieces([[UInt8](repeating: 1, count: 1000)])
        await #expect(throws: RequestBodyError(.tooLarge)) { try await RequestBody(source).collect(upTo: 10) }
        #expect(source.left == 989)
    }

    @Test("Pieces are joined in order, and no read requests more than 64 KiB")
    func piecesAreJoinedInOrder() async throws {
        let first = [UInt8](repeating: 1, count: 100_000)
        let second = [UInt8](repeating: 2, count: 70_000)
        let source = Pieces([first, second])
        // Compared outside #expect, which would print all bytes and search for the shortest difference for hours.
        let isJoined = try await RequestBody(source).collect(upTo: 200_000) == first + second
        #expect(isJoined)
        #expect(source.limits.allSatisfy { $0 <= 64 * 1024 })
    }

    @Test("An empty body has no bytes at any limit", arguments: [0, 1, 1000])
    func emptyBodyHasNoBytes(limit: Int) async throws {
        #expect(try await RequestBody().collect(upTo: limit) == [])
        #expect(try await RequestBody(Pieces([], length: 0)).collect(upTo: limit) == [])
        #expect(try await RequestBody(Pieces([])).collect(upTo: limit) == [])
    }

    @Test("A second collect returns the rest: nothing after a complete body, all after an error")
    func secondCollectReturnsRest() async throws {
        let body = RequestBody([1, 2, 3])
        await #expect(throws: RequestBodyError(.tooLarge)) { try await body.collect(upTo: 2) }
        #expect(try await body.collect(upTo: 3) == [1, 2, 3])
        #expect(try await body.collect(upTo: 3) == [])
        let unannounced = RequestBody(Pieces([[1, 2, 3]]))
        #expect(try await unannounced.collect(upTo: 3) == [1, 2, 3])
        #expect(try await unannounced.collect(upTo: 0) == [])
    }

    @Test("An exhausted body fits a limit below its announced length")
    func exhaustedBodyFitsAnyLimit() async throws {
        let body = RequestBody([1, 2, 3])
        #expect(try await body.collect(upTo: 3) == [1, 2, 3])
        let rest = try await body.collect(upTo: 0)
        #expect(rest == [])
    }

    @Test("Copies share one body: a byte is read only once")
    func copiesShareOneBody() async throws {
        let body = RequestBody([1, 2, 3])
        let copy = body
        #expect(try await body.collect(upTo: 3) == [1, 2, 3])
        #expect(try await copy.collect(upTo: 3) == [])
    }

    @Test("The length is the announced length")
    func lengthIsAnnouncedLength() {
        #expect(RequestBody([1, 2]).length == 2)
        #expect(RequestBody(Pieces([[1]])).length == nil)
        #expect(RequestBody(Pieces([], length: 7)).length == 7)
    }

    @Test("A truncated body throws the error of its source")
    func truncatedBodyThrowsSourceError() async {
        await #expect(throws: RequestBodyError(.truncated)) { try await RequestBody(Broken()).collect(upTo: 10) }
    }

    @Test("The largest limit means no limit, and does not crash")
    func maximumLimitMeansNoLimit() async {
        await #expect(processExitsWith: .success) {
            let bytes = try await RequestBody([1, 2, 3]).collect(upTo: .max)
            #expect(bytes == [1, 2, 3])
        }
    }

    @Test("An error names its cause and the reader's limit")
    func errorDescriptionsNameCause() async throws {
        let limited = "the request body is longer than 2 bytes, the limit of its reader"
        for body in [RequestBody([1, 2, 3]), RequestBody(Pieces([[1, 2, 3]]))] {
            let collected = await #expect(throws: RequestBodyError.self) { try await body.collect(upTo: 2) }
            #expect(collected?.description == limited)
        }
        for body in [RequestBody([1, 2, 3]), RequestBody(Pieces([[1, 2, 3]]))] {
            let read = await #expect(throws: RequestBodyError.self) { for try await _ in body.limited(to: 2) {} }
            #expect(read?.description == limited)
        }
        let texts = [RequestBodyError(.tooLarge), .init(.truncated), .init(.timedOut), .init(.closed)].map(
            \.description)
        #expect(
            texts == [
                "the request body is longer than the limit of its reader, or than CONTENT_LENGTH",
                "the request body broke off before its end",
                "no more of the request body arrived within the read timeout (ServerConfiguration.readTimeout)",
                "the request body was read after the end of the request",
            ])
        #expect(RequestBodyError(.tooLarge, limit: 1) == RequestBodyError(.tooLarge, limit: 2))
        #expect(RequestBodyError(.timedOut) != RequestBodyError(.closed))
    }

    @Test(
        "A limited sequence passes its limit of bytes, and throws at one more", arguments: [0, 1, 3, 7])
    func limitedSequenceEndsAtLimit(size: Int) async throws {
        let bytes = (0..<size).map { UInt8($0) }
        func read(_ body: RequestBody) async throws -> [UInt8] {
            var read: [UInt8] = []
            for try await piece in body { read += piece }
            return read
        }
        for body in [RequestBody(bytes), RequestBody(Pieces(bytes.map { [$0] })), RequestBody(Pieces([bytes]))] {
            #expect(try await read(body.limited(to: size)) == bytes)
        }
        for body in [RequestBody(bytes), RequestBody(Pieces(bytes.map { [$0] })), RequestBody(Pieces([bytes]))]
        where size > 0 {
            await #expect(throws: RequestBodyError(.tooLarge)) { try await read(body.limited(to: size - 1)) }
            // The bytes that were read are lost.
            await #expect(throws: RequestBodyError(.tooLarge)) { try await read(body.limited(to: size - 1)) }
        }
        #expect(try await read(RequestBody(bytes).limited(to: 0).limited(to: 100)) == bytes, "the last limit counts")
        if size > 0 {
            await #expect(throws: RequestBodyError(.tooLarge)) { try await read(RequestBody(bytes).limited(to: -1)) }
        }
    }

    @Test("A limited sequence refuses a larger announced length before it reads")
    func limitedSequenceRefusesAnnouncedLength() async {
        let source = Pieces([[1, 2, 3]], length: 3)
        await #expect(throws: RequestBodyError(.tooLarge)) {
            for try await _ in RequestBody(source).limited(to: 2) {}
        }
        #expect(source.limits.isEmpty)
    }
}
