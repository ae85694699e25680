import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

/// One exchange without a worker, at moments that a live connection cannot reach reliably.
@Suite("FastCGIExchange and its request numbers", .timeLimit(.minutes(5)))
struct ExchangeTests {
    private let exchange: FastCGIExchange

    init() throws {
        exchange = try FastCGIExchange(ServerConfiguration())
    }

    /// Begins a request over its own connection.
    ///
    /// - Returns: the peer's end.
    private func begin(
        _ number: Int, _ receiveBuffer: inout ReceiveBuffer, _ request: ClientRequest = .get()
    ) throws -> Descriptor {
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw Failure("a listener without an address") }
        let peer = try address.connect()
        _ = try Poll.readable(listener.number)
        let connection = Descriptor(adopting: accept(listener.number, nil, nil))
        try peer.setReadTimeout(.hang)
        let bytes = request.bytes(keepsConnection: true)
        try peer.write(bytes)
        while receiveBuffer.count < bytes.count {
            _ = try Poll.readable(connection.number)
            _ = try receiveBuffer.receive(from: connection)
        }
        guard
            case .request(let head) = RequestScanner.scan(receiveBuffer.bytes, limits: ParameterLimits(), workers: 1),
            let length = head.length, let parameters = try? head.parameters.get()
        else { throw Failure("no request") }
        _ = try exchange.accept(
            connection, &receiveBuffer, head, length: length, parameters: parameters, number: number, connectionID: 1,
            numberOnConnection: 1)
        return peer
    }

    private func text(_ peer: borrowing Descriptor) throws -> String {
        var bytes: [UInt8] = []
        while case let more = try peer.read(upTo: 10_000), !more.isEmpty { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }

    private final class Place: BackgroundWorkSlot {
        func release() {}
    }

    private let over = FastCGIError(.requestOver, "")

    /// A task that outlives its request still has the body, and may have the writer.
    @Test("Access through an earlier request does not change the next one")
    func staleAccessChangesNothing() throws {
        var receiveBuffer = ReceiveBuffer()
        var backgroundWork: [BackgroundWork] = []
        let first = try begin(1, &receiveBuffer)
        exchange.abandonBody(request: 1)
        try exchange.send(.plain(.notFound), request: 1)
        _ = exchange.finish(&receiveBuffer, &backgroundWork, isLast: false)
        #expect(try text(first).contains("404 Not Found"))
        receiveBuffer.clear()

        let second = try begin(2, &receiveBuffer, .post([1, 2, 3]))
        try exchange.startBody(.plain(200), request: 2)
        #expect(throws: over) { try exchange.writeBody(Array("stray".utf8), request: 1) }
        #expect(throws: over) { try exchange.flushBody(request: 1) }
        #expect(throws: over) { try exchange.endBody(request: 1) }
        #expect(throws: over) { try exchange.send(.plain(.notFound), request: 1) }
        #expect(throws: RequestBodyError(.closed)) { try exchange.readBody(upTo: 10, request: 1) }
        exchange.abandonBody(request: 1)
        let item = BackgroundWork(limit: .seconds(1), slot: Place(), report: { _ in }, work: {})
        exchange.leave([item], request: 1)
        #expect(exchange.remainingBody(request: 1) == nil)
        #expect(exchange.remainingBody(request: 2) == 3)
        #expect(try exchange.readBody(upTo: 10, request: 2) == [1, 2, 3])
        try exchange.writeBody(Array("whole".utf8), request: 2)
        try exchange.endBody(request: 2)
        _ = exchange.finish(&receiveBuffer, &backgroundWork, isLast: false)
        #expect(backgroundWork.isEmpty)
        let response = try text(second)
        #expect(response.contains("whole") && !response.contains("stray"))
    }

    /// The watchdog may be faster or slower than the worker.
    @Test("A request that was cut off before it was accepted gets a 503 and nothing of its handler")
    func earlyCutOffSends503() throws {
        var receiveBuffer = ReceiveBuffer()
        var backgroundWork: [BackgroundWork] = []
        #expect(!exchange.cutOff(1, endsWriting: false), "cut off a request that has not begun")
        let peer = try begin(1, &receiveBuffer)
        #expect(throws: over) { try exchange.send(.plain(.notFound), request: 1) }
        #expect(throws: over) { try exchange.startBody(.plain(200), request: 1) }
        #expect(throws: over) { try exchange.send(try DelegatedResponse(localPath: "/x", query: nil), request: 1) }
        #expect(throws: over) { try exchange.authorize(.plain(200), request: 1) }
        #expect(exchange.isOpen(1))
        #expect(exchange.cutOff(1, endsWriting: false))
        #expect(!exchange.isOpen(1))
        #expect(!exchange.log(Array("late\n".utf8)), "there is no request to log to")
        // Complete, before the handler has ended.
        #expect(try text(peer).contains("503 Service Unavailable"))
        _ = exchange.finish(&receiveBuffer, &backgroundWork, isLast: false)
        #expect(exchange.cutOff(1, endsWriting: false), "there is nothing to cut off")
    }

    @Test("A worker sends a 503 for a handler that was cut off, and nothing of the handler")
    func workerSends503AfterCutOff() throws {
        var receiveBuffer = ReceiveBuffer()
        var backgroundWork: [BackgroundWork] = []
        _ = exchange.cutOff(1, endsWriting: false)
        let peer = try begin(1, &receiveBuffer)
        exchange.sendInstead(.plain(.notFound), request: 1)
        if case .keep = exchange.finish(&receiveBuffer, &backgroundWork, isLast: false) { Issue.record("kept") }
        #expect(try text(peer).contains("503 Service Unavailable"))
    }

    /// Breaks if a web server that closes its connection after the response counts as a client that disconnected.
    @Test("A peer counts as gone only if it closes before the request has ended")
    func peerIsGoneOnlyBeforeEnd() throws {
        var receiveBuffer = ReceiveBuffer()
        var backgroundWork: [BackgroundWork] = []
        let peer = try begin(1, &receiveBuffer)
        #expect(!exchange.peerIsGone(1, isTCP: true))
        try peer.finishWriting()
        let end = ContinuousClock.now + .hang
        while !exchange.peerIsGone(1, isTCP: true), ContinuousClock.now < end { usleep(1000) }
        #expect(exchange.peerIsGone(1, isTCP: true))
        #expect(!exchange.peerIsGone(0, isTCP: true), "another request's")
        let outcome = exchange.finish(&receiveBuffer, &backgroundWork, isLast: false)
        #expect(!exchange.peerIsGone(1, isTCP: true))
        _ = consume outcome
    }

    @Test("A late cut-off of an earlier request does not affect the next one")
    func lateCutOffDoesNotAffectNext() throws {
        var receiveBuffer = ReceiveBuffer()
        var backgroundWork: [BackgroundWork] = []
        let peer = try begin(2, &receiveBuffer)
        #expect(exchange.cutOff(1, endsWriting: true))
        try exchange.send(.plain(.notFound), request: 2)
        _ = exchange.finish(&receiveBuffer, &backgroundWork, isLast: false)
        #expect(try text(peer).contains("404 Not Found"))
    }
}
