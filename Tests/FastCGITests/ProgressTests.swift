import FastCGIClient
import Foundation
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("The time limit of a request counts progress", .timeLimit(.minutes(5)))
struct ProgressTests {
    /// The time limit of a request. A transfer takes longer, and its pauses are much shorter.
    private static let limit = Duration.seconds(3)
    private static let pieces = 120
    private static let pause: UInt32 = 50_000

    private func setting(_ limit: Duration = limit, _ log: CollectedLog = CollectedLog()) -> Setting {
        Setting(logger: log.logger) {
            $0.requestTimeout = limit
            $0.slowRequest = limit
            $0.patience = .hang
        }
    }

    /// How a handler sends 24 MB.
    enum Download: String, CaseIterable, Sendable {
        case whole, file, pieces, smallPieces
    }

    private static let length = 24 << 20

    private static func respond(_ download: Download, _ path: String) -> Server.Handler {
        { _, response in
            switch download {
            case .whole:
                try response.finish(.plain(200), body: Array(repeating: 0x2A, count: length))
            case .file:
                try response.finish(.plain(200), file: ResponseFile(path: path))
            case .pieces, .smallPieces:
                let count = download == .pieces ? 1 << 20 : 4096
                var body = try response.start(.plain(200))
                for _ in 0..<length / count { try body.write(Array(repeating: 0x2A, count: count)) }
                try body.finish()
            }
        }
    }

    /// Breaks if a response counts as hanging or as slow while it is sent.
    @Test(
        "A download that takes longer than the limit is complete, not logged", arguments: Download.allCases,
        [false, true])
    func longDownloadIsComplete(_ download: Download, overUnix: Bool) async throws {
        let directory = try TemporaryDirectory()
        try Data(count: Self.length).write(to: directory.url.appendingPathComponent("f"))
        let log = CollectedLog()
        var setting = setting(Self.limit, log)
        if overUnix { setting.address = try .unix(path: directory.path("s")) }
        try await serving(Self.respond(download, directory.path("f")), setting) { address, _ in
            let start = ContinuousClock.now
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            var (count, next, hasEnded) = (0, 0, false)
            while let record = try peer.receive() {
                if record.kind == .standardOutput { count += record.content.count }
                if record.kind == .endRequest { hasEnded = true }
                if count >= next {
                    usleep(Self.pause)
                    next += Self.length / Self.pieces
                }
            }
            #expect(hasEnded && count > Self.length)
            #expect(start.duration(to: .now) > Self.limit, "the test must take longer than the limit")
        }
        #expect(log.messages.isEmpty, "\(log.messages)")
    }

    /// Breaks if a body counts as hanging or as slow while it arrives.
    @Test("An upload that takes longer than the limit is complete, not logged")
    func longUploadIsComplete() async throws {
        let log = CollectedLog()
        let piece = [UInt8](repeating: 1, count: 32 * 1024)
        let handler = responding { request, response in
            var count = 0
            for try await bytes in request.body { count += bytes.count }
            try response.finish(.plain(200), body: Array("\(count)".utf8))
        }
        try await serving(handler, setting(Self.limit, log)) { address, _ in
            var peer = try Peer(address)
            let whole = ClientRequest.post([], length: "\(piece.count * Self.pieces)").bytes()
            try peer.send(whole.dropLast(8))
            for _ in 0..<Self.pieces {
                usleep(Self.pause)
                try peer.send(Record(.standardInput, content: piece).bytes)
            }
            try peer.send(Record(.standardInput).bytes)
            let response = try peer.response()
            #expect(response.text == "\(piece.count * Self.pieces)")
        }
        #expect(log.messages.isEmpty, "\(log.messages)")
    }

    /// Breaks if a transfer before the hang extends the time without end.
    @Test("A handler that hangs after an upload is cut off", arguments: [false, true])
    func hangAfterTransferIsCutOff(inResponse: Bool) async throws {
        let (block, log) = (Block(), CollectedLog())
        defer { block.release() }
        var setting = setting(.milliseconds(200), log)
        setting.more = {
            $0.requestTimeout = .milliseconds(200)
            $0.patience = .milliseconds(20)
        }
        let body = [UInt8](repeating: 1, count: 2 << 20)
        let handler = responding { request, response in
            guard request.parameters["CONTENT_LENGTH"] != nil else { return try response.finish(.plain(200)) }
            for try await _ in request.body {}
            if inResponse {
                var writer = try response.start(.plain(200))
                try writer.write(body)
                block.hang()
                try writer.finish()
            } else {
                block.hang()
            }
        }
        try await serving(handler, setting) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.post(body).bytes())
            var records: [Record] = []
            while let record = try? peer.receive() { records.append(record) }
            let text = String(decoding: records.flatMap(\.content).prefix(11), as: UTF8.self)
            #expect(text == (inResponse ? "Status: 200" : "Status: 503"))
            #expect(records.contains { $0.kind == .endRequest } == !inResponse)
            // A new worker has taken over.
            try Peer.askWell(address)
            block.release()
        }
        #expect(log.has("took longer than 0.2 seconds"), "\(log.messages)")
        #expect(log.has("starting a new worker"))
    }

    /// Breaks if each byte counts as progress.
    @Test("A client that sends a byte now and then does not hold a worker forever")
    func slowUploadIsCutOff() async throws {
        let log = CollectedLog()
        let handler = responding { request, response in
            for try await _ in request.body {}
            try response.finish(.plain(200))
        }
        try await serving(handler, setting(.milliseconds(300), log)) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.post([], length: "100000").bytes().dropLast(8))
            // Until the response arrives.
            let end = ContinuousClock.now + .hang
            while try peer.staysSilent(for: .milliseconds(10)), ContinuousClock.now < end {
                try peer.send(Record(.standardInput, content: [1]).bytes)
            }
            #expect(try peer.response().status == .serviceUnavailable)
        }
        #expect(log.has("took longer than 0.3 seconds"), "\(log.messages)")
    }

    @Test("A client that takes a little now and then does not hold a worker forever", arguments: Download.allCases)
    func slowDownloadIsCutOff(_ download: Download) async throws {
        let directory = try TemporaryDirectory()
        try Data(count: Self.length).write(to: directory.url.appendingPathComponent("f"))
        let log = CollectedLog()
        var setting = setting(.milliseconds(300), log)
        setting.address = try .unix(path: directory.path("s"))
        let download = Self.respond(download, directory.path("f"))
        let handler = responding { request, response in
            if request.parameters["NAME"] == "next" { return try response.finish(.plain(200)) }
            try await download(request, response)
        }
        try await serving(handler, setting) { address, _ in
            let slow = try address.connect()
            try slow.write(ClientRequest.get().bytes())
            let end = ContinuousClock.now + .hang
            while !log.has("took longer"), ContinuousClock.now < end {
                _ = try slow.read(upTo: 1)
                usleep(1000)
            }
            // There is one worker.
            try Peer.askWell(address, .get("next"))
        }
        #expect(log.has("took longer than 0.3 seconds"), "\(log.messages)")
    }

    /// Breaks if an endless stream holds its worker as long as its client reads.
    @Test("A stream of events ends after the limit, although it moves")
    func eventStreamIsCutOff() async throws {
        let log = CollectedLog()
        let handler = responding { request, response in
            guard request.parameters["NAME"] == "events" else { return try response.finish(.plain(200)) }
            var body = try response.start(.plain(200, [.contentType: "Text/Event-Stream; charset=utf-8"]))
            while true {
                try body.write(Array(repeating: 0x2A, count: 8 * 1024))
                try body.write(Array(repeating: 0x2A, count: 1024))
            }
        }
        try await serving(handler, setting(.milliseconds(300), log)) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get("events").bytes())
            while (try? peer.receive()) != nil {}
            try Peer.askWell(address)
        }
        #expect(log.has("took longer than 0.3 seconds"), "\(log.messages)")
    }

    /// Breaks if the response before decides whether a response counts as progress.
    @Test("After a stream of events, the pieces of other responses count again")
    func piecesCountAfterEvents() async throws {
        let counts = Box<[Int]>([])
        let handler = responding { request, response in
            let type = request.parameters["NAME"] == "events" ? "text/event-stream" : "text/plain"
            let before = CurrentExchange.value?.transferred.total ?? 0
            var body = try response.start(.plain(200, [.contentType: type]))
            for count in [1024, 100 * 1024] { try body.write(Array(repeating: 0x2A, count: count)) }
            counts.change { $0.append((CurrentExchange.value?.transferred.total ?? 0) - before) }
            try body.finish()
        }
        try await serving(handler) { address, _ in
            for name in ["text", "events", "text"] { try Peer.askWell(address, .get(name)) }
        }
        // With the headers of the records.
        let text = counts.value.first ?? 0
        #expect(text >= 101 * 1024 && counts.value == [text, 0, text])
    }

    /// Breaks if the transfers of earlier requests count.
    @Test("The log does not blame the transfer of a request that had none")
    func hangWithoutTransfer() async throws {
        let (block, log) = (Block(), CollectedLog())
        defer { block.release() }
        let handler = responding { request, response in
            guard request.parameters["NAME"] == "hangs" else {
                _ = try await request.body.collect(upTo: 1 << 20)
                return try response.finish(.plain(200))
            }
            block.hang()
        }
        try await serving(handler, setting(.milliseconds(300), log)) { address, _ in
            try Peer.askWell(address, .post(Array(repeating: 1, count: 100_000)))
            #expect(try Peer.ask(address, .get("hangs")).status == .serviceUnavailable)
            block.release()
        }
        #expect(log.has("a request took longer than 0.3 seconds: cutting it off"), "\(log.messages)")
    }

    private let start = ContinuousClock.now

    @Test("The end moves by the time that the bytes take at the minimum rate")
    func endMovesByBytes() {
        var limit = ProgressLimit(.seconds(30), 1000, now: start)
        #expect(limit.end == start + .seconds(30))
        limit.update(1000, now: start + .seconds(10))
        #expect(limit.end == start + .seconds(30))
        limit.update(1000 + 2048, now: start + .seconds(10))
        #expect(limit.end == start + .seconds(31))
        #expect(limit.reason == "took longer than 30.0 seconds without enough progress of its transfer")
        // Never more than the whole time.
        limit.update(1 << 40, now: start + .seconds(20))
        #expect(limit.end == start + .seconds(50))
        limit.update(Int.max, now: start + .seconds(21))
        #expect(limit.end == start + .seconds(51))
    }

    @Test("A byte each second extends a minute by less than a second")
    func singleBytesExtendLittle() {
        var limit = ProgressLimit(.seconds(60), 0, now: start)
        var second = 0
        while start + .seconds(second) < limit.end {
            second += 1
            limit.update(second, now: start + .seconds(second))
        }
        #expect(second == 61)
    }

    @Test("The longest limit does not overflow")
    func longestLimit() {
        var limit = ProgressLimit(.seconds(Int64.max), 0, now: start)
        limit.update(Int.max, now: start)
        #expect(limit.end > start + .seconds(Int64.max - 1))
        #expect(ProgressLimit(.zero, 0, now: start).reason == "took longer than 0.0 seconds")
    }
}
