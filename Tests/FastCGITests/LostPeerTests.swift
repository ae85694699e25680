import FastCGIClient
import Foundation
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Peers that are lost during writes or reads", .timeLimit(.minutes(5)))
struct LostPeerTests {
    /// The ways to send a response that exceeds the buffers of the system.
    enum Way: CaseIterable {
        case whole
        case file
        case pieces
        case smallPieces
    }

    private static let size = 32 << 20

    /// Responds, and returns the error.
    private static func response(_ way: Way, _ file: String, _ response: consuming ResponseWriter) -> FastCGIError? {
        do throws(FastCGIError) {
            switch way {
            case .whole:
                try response.finish(.plain(200), body: Array(repeating: 0x61, count: size))
            case .file:
                try response.finish(.plain(200), file: try ResponseFile(path: file))
            case .pieces, .smallPieces:
                let piece = [UInt8](repeating: 0x61, count: way == .pieces ? 100_000 : 1000)
                var body = try response.start(.plain(200))
                for _ in 0..<size / piece.count { try body.write(piece) }
                try body.finish()
            }
            return nil
        } catch {
            return error
        }
    }

    /// Serves one request of a lost peer, and a second request of a working one.
    /// - Parameter lose: breaks the peer before the response. A returned peer stays connected until the handler has
    ///   ended.
    private func expectClientGone(
        _ way: Way,
        overUnix: Bool,
        writeTimeout: Duration = .hang,
        _ lose: @escaping @Sendable (consuming Peer) throws -> Peer?
    ) async throws {
        let directory = try TemporaryDirectory()
        let file = directory.path("f")
        try Data(count: Self.size).write(to: URL(fileURLWithPath: file))
        let address = overUnix ? try SocketAddress.unix(path: directory.path("s")) : nil
        let gate = Gate()
        let ended = Gate()
        let errors = Box<[FastCGIError?]>([])
        let setting = Setting(address: address) { $0.writeTimeout = writeTimeout }
        try await serving(
            responding { request, response in
                guard request.parameters["NAME"] == "lost" else { return try response.finish(.plain(200)) }
                await gate.wait()
                let error = Self.response(way, file, response)
                errors.change { $0.append(error) }
                ended.arrive()
            },
            setting
        ) { address, _ in
            let peer = try Peer(address)
            try peer.send(ClientRequest.get("lost").bytes())
            try gate.waitForArrivals()
            let rest = try lose(peer)
            gate.open()
            try ended.waitForArrivals()
            try Peer.askWell(address)
            _ = consume rest
        }
        #expect(errors.value == [FastCGIError(.clientGone, "")])
    }

    /// Breaks if the handler does not get the error of a failed write, or if the failure affects other connections.
    @Test("A reset before the response throws clientGone", arguments: Way.allCases)
    func resetIsClientGone(_ way: Way) async throws {
        try await expectClientGone(way, overUnix: false) { peer in
            try peer.reset()
            return nil
        }
    }

    @Test("A peer with a closed receiving side throws clientGone", arguments: Way.allCases)
    func closedReceivingSideIsClientGone(_ way: Way) async throws {
        try await expectClientGone(way, overUnix: true) { peer in
            try peer.finishReceiving()
            return peer
        }
    }

    /// Breaks if a peer that reads nothing blocks a worker for longer than the write timeout.
    @Test(
        "A peer that stops reading throws clientGone after the write timeout", arguments: Way.allCases, [false, true])
    func stoppedReaderIsClientGone(_ way: Way, overUnix: Bool) async throws {
        try await expectClientGone(way, overUnix: overUnix, writeTimeout: .milliseconds(150)) { $0 }
    }

    /// nginx and Caddy read no response before they have sent the whole body, and the server does not read ahead. Breaks
    /// if the two wait for each other for longer than the write timeout.
    @Test("A handler that sends back 8 MB while it reads them ends at the write timeout, and the worker is free")
    func bothSidesWrite() async throws {
        let directory = try TemporaryDirectory()
        let ended = Gate()
        let errors = Box<[FastCGIError?]>([])
        let setting = Setting(address: try .unix(path: directory.path("s"))) {
            $0.writeTimeout = .milliseconds(300)
            $0.requestTimeout = .seconds(Int64.max)
            $0.maximumExtraWorkers = 0
        }
        try await serving(
            responding { request, response in
                guard request.parameters["CONTENT_LENGTH"] != nil else { return try response.finish(.plain(200)) }
                defer { ended.arrive() }
                do {
                    var body = try response.start(.plain(200))
                    for try await piece in request.body { try body.write(piece) }
                    try body.finish()
                    errors.change { $0.append(nil) }
                } catch let error as FastCGIError {
                    errors.change { $0.append(error) }
                    throw error
                }
            },
            setting
        ) { address, _ in
            let peer = try Peer(address)
            var rest = ClientRequest.post(Array(repeating: 0x61, count: 8_000_000)).bytes()[...]
            let end = ContinuousClock.now + .hang
            while errors.value.isEmpty, ContinuousClock.now < end {
                // It fails if the server has closed the connection.
                guard let count = try? peer.sendWithoutWaiting(Array(rest.prefix(1 << 20))) else { break }
                rest = rest.dropFirst(count)
                usleep(1000)
            }
            try ended.waitForArrivals()
            try Peer.askWell(address)
            _ = consume peer
        }
        #expect(errors.value == [FastCGIError(.clientGone, "")])
    }

    /// Breaks if a web server that keeps reading parses the next bytes as a part of the response.
    @Test("Nothing follows a response that a timeout cut off, even if its handler ignores the error")
    func nothingFollowsTimedOutResponse() async throws {
        let directory = try TemporaryDirectory()
        let ended = Gate()
        let setting = Setting(address: try .unix(path: directory.path("s"))) { $0.writeTimeout = .milliseconds(300) }
        let bytes = try await serving(
            responding { _, response in
                defer { ended.arrive() }
                try? response.finish(.plain(200), body: Array(repeating: 1, count: 8_000_000))
            },
            setting
        ) { address, _ in
            let connection = try address.connect()
            try connection.write(ClientRequest.get().bytes())
            try ended.waitForArrivals()
            var bytes: [UInt8] = []
            while true {
                let piece = try connection.read(upTo: 1 << 20)
                if piece.isEmpty { return bytes }
                bytes += piece
            }
        }
        #expect(bytes.count < 8_000_000)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("Status: 200\r\n"))
        let isAlone = !text.contains("Status: 500")
        #expect(isAlone)
    }

    #if DEBUG
        /// The first call ends inside a record. Breaks if the rest starts at another byte.
        @Test("A write that the socket accepts in part is continued when the peer reads")
        func interruptedWriteIsContinued() async throws {
            let directory = try TemporaryDirectory()
            let driver = SystemCallDriver()
            let body = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let address = try SocketAddress.unix(path: directory.path("s"))
            let setting = Setting(address: address) { $0.writeTimeout = .milliseconds(700) }
            let response = try await serving(
                responding { _, response in
                    driver.install()
                    driver.arm(nil)
                    try response.finish(.plain(200), body: body)
                },
                setting
            ) { address, _ in
                var peer = try Peer(address)
                try peer.send(ClientRequest.get().bytes())
                // The first call sends a part, and the second one waits.
                while !driver.calls.contains(where: { $0.operation == "writev" }) { usleep(1000) }
                return try peer.response()
            }
            let isWhole = response.body == body
            #expect(isWhole)
        }
    #endif

    /// Breaks if a partial body counts as complete.
    @Test("A reset inside a body truncates it, with and without an announced length", arguments: [nil, "100"])
    func resetTruncatesBody(length: String?) async throws {
        let arrived = Gate()
        let ended = Gate()
        let errors = Box<[RequestBodyError?]>([])
        try await serving(
            responding { request, response in
                guard request.parameters["NAME"] == "lost" else { return try response.finish(.plain(200)) }
                defer { ended.arrive() }
                do throws(RequestBodyError) {
                    var iterator = request.body.makeAsyncIterator()
                    arrived.arrive()
                    while try await iterator.next() != nil {}
                    errors.change { $0.append(nil) }
                } catch {
                    errors.change { $0.append(error) }
                    throw error
                }
            }
        ) { address, _ in
            let peer = try Peer(address)
            var request = ClientRequest.get("lost", length.map { [(name: "CONTENT_LENGTH", value: $0)] } ?? [])
            request.body = Array(repeating: 0x61, count: 50)
            // Without the record that ends the body.
            try peer.send(request.records().dropLast().flatMap(\.bytes))
            try arrived.waitForArrivals()
            try peer.reset()
            try ended.waitForArrivals()
            try Peer.askWell(address)
        }
        #expect(errors.value == [RequestBodyError(.truncated)])
    }

    /// Breaks if the worker ends, or a handler runs with incomplete parameters.
    @Test("A reset before the body affects no other request")
    func earlyResetAffectsNoOthers() async throws {
        let recorder = Recorder()
        let bytes = ClientRequest.get("lost").bytes()
        try await serving(recorder.handler) { address, _ in
            for count in [0, 1, 8, 15, 16, 20, 24, 30, 40] {
                let peer = try Peer(address)
                try peer.send(bytes.prefix(count))
                peer.untilSeen()
                try peer.reset()
                try Peer.askWell(address, .get("next"))
            }
        }
        #expect(Set(recorder.requests.map { $0["NAME"] }) == ["next"])
    }
}
