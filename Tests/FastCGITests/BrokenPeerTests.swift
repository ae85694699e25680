import FastCGIClient
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Peers that break off, stall or do not speak FastCGI", .timeLimit(.minutes(5)))
struct BrokenPeerTests {
    /// Bytes after which the peer waits: the server has to close the connection.
    private static let garbage: [(String, [UInt8])] = [
        ("an HTTP request", Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)),
        ("zeros", Array(repeating: 0, count: 64)),
        ("ones", Array(repeating: 0xFF, count: 20_000)),
        (
            "FCGI_GET_VALUES that overflows libfcgi's buffer",
            Record(
                .getValues,
                requestID: 0,
                content: NameValuePairs.encode((0..<100).map { _ in (name: "FCGI_MAX_CONNS", value: "") })
            ).bytes
        ),
        ("version 0", Record(.beginRequest, content: [0, 1, 0, 0, 0, 0, 0, 0], version: 0).bytes),
        ("version 2", Record(.beginRequest, content: [0, 1, 0, 0, 0, 0, 0, 0], version: 2).bytes),
        ("parameters before the begin", ClientRequest.get().records().dropFirst().flatMap(\.bytes)),
        ("an abort of request 0", Record(.abortRequest, requestID: 0).bytes),
        ("an unknown type", Record(RecordKind(rawValue: 77)).bytes),
        ("a begin of request 0", Record.beginRequest(requestID: 0).bytes),
        ("a begin that is too short", Record(.beginRequest, content: [0, 1, 0]).bytes),
        ("a begin that is too long", Record(.beginRequest, content: Array(repeating: 1, count: 9)).bytes),
        ("another version after the begin", Record.beginRequest().bytes + Record(.parameters, version: 3).bytes),
        ("FCGI_STDIN in place of parameters", Record.beginRequest().bytes + Record(.standardInput).bytes),
        ("FCGI_ABORT_REQUEST in place of parameters", Record.beginRequest().bytes + Record(.abortRequest).bytes),
    ]

    @Test("Garbage closes its connection, calls no handler, and the server goes on")
    func garbageEndsConnection() async throws {
        let recorder = Recorder()
        // Longer than the peer waits, so that silence does not end the connection.
        try await serving(recorder.handler, Setting(readTimeout: .hang * 2)) { address, _ in
            for (what, bytes) in Self.garbage {
                var peer = try Peer(address)
                try? peer.send(bytes)
                #expect(try peer.endsWithoutResponse(), "\(what)")
                #expect(recorder.count == 0, "\(what)")
            }
            #expect(try Peer.ask(address, .get("next")).text == "response to next")
        }
        #expect(recorder.count == 1)
    }

    @Test("A request that ends inside its begin record or parameters calls no handler")
    func truncatedRequestCallsNoHandler() async throws {
        let recorder = Recorder()
        let request = ClientRequest.get("cut").records()
        let bytes = request[0].bytes + request[1].bytes
        try await serving(recorder.handler) { address, _ in
            for point in 0...bytes.count {
                var peer = try Peer(address)
                try peer.send(bytes[..<point])
                // Fails if the server has already closed the connection.
                try? peer.finishSending()
                #expect(try peer.endsWithoutResponse(), "cut before byte \(point) of \(bytes.count)")
            }
            // The header of the empty record that ends the parameters.
            let header = Record(.parameters).bytes
            for point in 1..<header.count {
                var peer = try Peer(address)
                try peer.send(bytes + header[..<point])
                try? peer.finishSending()
                #expect(try peer.endsWithoutResponse(), "cut before byte \(point) of the last header")
            }
            #expect(try Peer.ask(address, .get("next")).text == "response to next")
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["next"], "a handler ran with incomplete parameters")
    }

    @Test("FCGI_ABORT_REQUEST inside the parameters calls no handler")
    func abortedParametersCallNoHandler() async throws {
        let recorder = Recorder()
        let content = NameValuePairs.encode(ClientRequest.get("abort").parameters)
        try await serving(recorder.handler) { address, _ in
            for point in 0...content.count {
                var peer = try Peer(address)
                var bytes = Record.beginRequest(keepsConnection: true).bytes
                // No empty record: it would end the parameters.
                if point > 0 { bytes += Record(.parameters, content: Array(content[..<point])).bytes }
                bytes += Record(.abortRequest).bytes
                try peer.send(bytes)
                #expect(try peer.endsWithoutResponse(), "aborted before byte \(point) of \(content.count)")
            }
            #expect(try Peer.ask(address, .get("next")).text == "response to next")
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["next"], "a handler ran with incomplete parameters")
    }

    @Test("Parameters that end inside a pair are refused")
    func truncatedPairIsRefused() async throws {
        let recorder = Recorder()
        let content = NameValuePairs.encode([
            (name: "NAME", value: "x"), (name: "LONG", value: String(repeating: "v", count: 200)),
        ])
        try await serving(recorder.handler) { address, _ in
            // The first pair has 6 bytes.
            for point in [1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 14, 20, content.count - 1] {
                var peer = try Peer(address)
                let bytes = Record.stream(.parameters, Array(content[..<point])).flatMap(\.bytes)
                try? peer.send(Record.beginRequest().bytes + bytes + Record(.standardInput).bytes)
                #expect(try peer.endsWithoutResponse(), "ended after \(point) bytes")
            }
            #expect(try Peer.ask(address, .get("next")).text == "response to next")
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["next"])
    }

    @Test("A silent peer is disconnected after the read timeout, at any point")
    func silentPeerTimesOut() async throws {
        let recorder = Recorder()
        let bytes = ClientRequest.get("silent").bytes()
        let directory = try TemporaryDirectory()
        let setting = Setting(address: try .unix(path: directory.path("s")), readTimeout: .milliseconds(100))
        try await serving(recorder.handler, setting) { address, _ in
            for point in [0, 1, 2, 7, 8, 12, 16, 20, 24, 30, bytes.count - 16] {
                var peer = try Peer(address)
                try peer.send(bytes[..<point])
                #expect(try peer.endsWithoutResponse(), "silent after \(point) of \(bytes.count) bytes")
                #expect(try Peer.ask(address, .get("next")).text == "response to next")
            }
        }
        #expect(recorder.requests.allSatisfy { $0["NAME"] == "next" })
    }

    /// Breaks if the time is not checked while there are bytes to read.
    @Test("A peer that never finishes its head has the same timeout as a silent one")
    func endlessHeadTimesOut() async throws {
        let recorder = Recorder()
        let log = CollectedLog()
        // The number of bytes must not end the connection.
        let limits = ParameterLimits(bytes: 16 << 20)
        let setting = Setting(readTimeout: .milliseconds(100), limits: limits, logger: log.logger)
        try await serving(recorder.handler, setting) { address, _ in
            let peer = try Peer(address)
            try peer.send(Record.beginRequest().bytes)
            // Records of another request, which are skipped.
            let records = Array(repeatElement(Record(.parameters, requestID: 2).bytes, count: 8192).joined())
            let end = ContinuousClock.now + .hang
            var isClosed = false
            while !isClosed, ContinuousClock.now < end {
                do { try peer.send(records) } catch { isClosed = true }
            }
            #expect(isClosed)
            #expect(try Peer.ask(address, .get("next")).text == "response to next")
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["next"])
        #expect(log.messages == ["closing a connection: it sent no complete request in time"])
    }

    @Test("Connections that close at once, or after half a request, affect no others")
    func closedConnectionsAffectNoOthers() async throws {
        let recorder = Recorder()
        let bytes = ClientRequest.get("gone").bytes()
        try await serving(recorder.handler) { address, _ in
            for point in [0, 1, 8, 20] {
                // Closed at the end of the loop body.
                let peer = try Peer(address)
                try peer.send(bytes[..<point])
            }
            #expect(try Peer.ask(address, .get("next")).text == "response to next")
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["next"])
    }

    @Test(
        "A peer that leaves before a small or large response does not stop the server",
        arguments: [10, 1 << 20])
    func missingPeerDoesNotStopServer(_ size: Int) async throws {
        let directory = try TemporaryDirectory()
        let setting = Setting(address: try .unix(path: directory.path("s")))
        let (arrivals, arrived) = (Box(0), Box<[FastCGIError?]>([]))
        let gate = Gate()
        let text = try await serving(
            responding { request, response in
                if arrivals.change({
                    $0 += 1
                    return $0
                }) == 1 {
                    await gate.wait()
                }
                do throws(FastCGIError) {
                    try response.finish(.plain(200), body: Array(repeating: 0x61, count: size))
                    arrived.change { $0.append(nil) }
                } catch {
                    arrived.change { $0.append(error) }
                }
            },
            setting
        ) { address, _ in
            do {
                let peer = try Peer(address)
                try peer.send(ClientRequest.get("gone").bytes())
                try gate.waitForArrivals()
            }
            // The descriptor is closed now, and the handler may respond.
            gate.open()
            return try Peer.ask(address, .get("next")).text
        }
        #expect(text.utf8.count == size)
        #expect(arrived.value.count == 2)
        if size > 8192 {
            #expect(
                arrived.value.first == FastCGIError(.clientGone, ""),
                "libfcgi had to write, and the handler must get the error")
        }
    }
}
