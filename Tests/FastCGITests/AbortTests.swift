import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("FCGI_ABORT_REQUEST", .timeLimit(.minutes(5)))
struct AbortTests {
    /// A watchdog that checks every 5 ms.
    private static let setting = Setting(more: { $0.drainTimeout = .milliseconds(20) })

    private static let abort = Record(.abortRequest).bytes

    private static func head(_ body: [UInt8]) -> [UInt8] {
        ClientRequest.post(body).records(keepsConnection: true).prefix { $0.kind != .standardInput }.flatMap(\.bytes)
    }

    /// Breaks if the record is not detected while a handler runs: the handler would sleep for an hour.
    @Test("cancels the handler, whether the body was read, is unread or has not arrived")
    func abortCancelsHandler() async throws {
        let gate = Gate()
        gate.open()
        let errors = Box<[String]>([])
        try await serving(
            responding { request, response in
                guard request.parameters["REQUEST_METHOD"] == "POST" else { return try response.finish(.plain(200)) }
                // Truncated if the abort was seen before.
                if request.body.length == 4 { _ = try? await request.body.collect(upTo: 100) }
                await gate.wait()
                do {
                    try await Task.sleep(for: .seconds(3600))
                } catch {
                    errors.change { $0.append("\(type(of: error))") }
                    throw error
                }
            },
            Self.setting
        ) { address, _ in
            let read = Record.stream(.standardInput, [1, 2, 3, 4]).flatMap(\.bytes)
            let unread = Record(.standardInput, content: [1, 2, 3], paddingLength: 5).bytes
            for (head, body) in [
                (Self.head([1, 2, 3, 4]), read), (Self.head([1, 2, 3]), unread), (Self.head([1, 2, 3]), []),
            ] {
                for isLate in [true, false] {
                    var peer = try Peer(address)
                    try peer.send(head + body + (isLate ? [] : Self.abort))
                    try gate.waitForArrivals()
                    if isLate { try peer.send(Self.abort) }
                    #expect(try peer.response().status == .internalServerError)
                    try peer.finishSending()
                    #expect(try peer.receive() == nil, "the connection is not kept")
                    try Peer.askWell(address)
                }
            }
        }
        #expect(errors.value == Array(repeating: "CancellationError", count: 6))
    }

    @Test("within a body fails the read and cancels the handler")
    func abortInBodyFailsRead() async throws {
        let outcomes = Box<[RequestBodyError]>([])
        let wasCancelled = Box(false)
        try await serving(
            responding { request, response in
                do throws(RequestBodyError) {
                    _ = try await request.body.collect(upTo: 100)
                } catch {
                    outcomes.change { $0.append(error) }
                }
                try? await Task.sleep(for: .seconds(3600))
                wasCancelled.value = Task.isCancelled
                try response.finish(.plain(200))
            },
            Self.setting
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(Self.head([1, 2, 3]) + Record(.standardInput, content: [1]).bytes + Self.abort)
            #expect(try peer.response().status == .ok)
        }
        #expect(outcomes.value == [RequestBodyError(.truncated)])
        #expect(wasCancelled.value)
    }

    @Test("is not recognized in a body, for another request, or after the next begin record")
    func otherBytesAreNoAbort() async throws {
        let gate = Gate()
        let cancelled = Box<[Bool]>([])
        try await serving(
            responding { request, response in
                var pieces = request.body.makeAsyncIterator()
                let first = request.body.length == 801 ? try await pieces.next() : []
                gate.arrive()
                // Lasts for many checks of the watchdog.
                try? await Task.sleep(for: .milliseconds(200))
                cancelled.change { $0.append(Task.isCancelled) }
                let rest = try? await request.body.collect(upTo: 10_000)
                try response.finish(.plain(200), body: (first ?? []) + (rest ?? []))
            },
            Self.setting
        ) { address, _ in
            let looksLikeIt = Array(repeatElement(Self.abort, count: 100).joined())
            let others =
                Record(.abortRequest, requestID: 2).bytes + Record(.standardInput, content: Self.abort).bytes
                + Record(.standardInput).bytes
            let behind = Record.beginRequest().bytes + Self.abort
            for (body, bytes) in [
                (looksLikeIt, Record.stream(.standardInput, looksLikeIt).flatMap(\.bytes)),
                (Self.abort, others), ([], Record(.standardInput).bytes + behind),
            ] {
                var peer = try Peer(address)
                try peer.send(Self.head(body))
                try gate.waitForArrivals()
                try peer.send(bytes)
                #expect(try peer.response().body == body)
            }
            // The handler has read the start of a record; the rest comes later.
            var peer = try Peer(address)
            let record = Record(.standardInput, content: [7] + looksLikeIt).bytes
            try peer.send(Self.head([7] + looksLikeIt) + record.prefix(9))
            try gate.waitForArrivals()
            try peer.send(record.dropFirst(9) + Record(.standardInput).bytes)
            #expect(try peer.response().body == [7] + looksLikeIt)
        }
        #expect(cancelled.value == [false, false, false, false])
    }
}
