import FastCGIClient
import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("The reason for a refusal in the web server's error log", .timeLimit(.minutes(5)))
struct RefusalLogTests {
    private static let twice = ClientRequest([(name: "A\nB", value: "1"), (name: "A\nB", value: "2")])

    @Test("The reason is one FCGI_STDERR record before the response, and is not in the server's own log")
    func reasonPrecedesResponse() async throws {
        let log = CollectedLog()
        let setting = Setting(logger: log.logger)
        try await serving(Recorder().handler, setting) { address, _ in
            var filter = ClientRequest.get()
            filter.role = 3
            var unknown = ClientRequest.get()
            unknown.role = 77
            for (request, reason) in [
                (Self.twice, #"duplicate parameter ("A\x0aB") [status=400]"#),
                (.post([1], length: "1x"), #"CONTENT_LENGTH is not a valid number: "1x" [status=400]"#),
                (filter, "the role FILTER is not in ServerConfiguration.roles [status=403]"),
                (unknown, "unknown role 77"),
            ] {
                var peer = try Peer(address)
                try peer.send(request.bytes())
                let records = try peer.records()
                let errors = records.filter { $0.kind == .standardError }
                #expect(records.first == errors.first)
                #expect(errors.map(\.requestID) == [1, 1])
                #expect(errors.last?.content == [], "the stream has an end")
                #expect(
                    String(decoding: errors.first?.content ?? [], as: UTF8.self)
                        == "notice test: request refused: \(reason)\n")
            }
        }
        #expect(log.lines.filter { $0.contains("refused") } == [])
    }

    /// HAProxy 2.6 crashes after some hundred FCGI_STDERR records, and a client can cause them.
    @Test(
        "With the log on standard error the reason is in the server's own log, and not sent")
    func standardErrorGetsReason() async throws {
        let log = CollectedLog()
        let setting = Setting(logger: log.logger) { $0.logDestination = .standardError }
        try await serving(Recorder().handler, setting) { address, _ in
            var unknown = ClientRequest.get()
            unknown.role = 77
            for (request, kinds) in [
                (Self.twice, [.standardOutput, .standardOutput, .endRequest] as [RecordKind]), (unknown, [.endRequest]),
            ] {
                var peer = try Peer(address)
                try peer.send(request.bytes())
                #expect(try peer.records().map(\.kind) == kinds)
            }
        }
        #expect(
            log.lines.filter { $0.contains("refused") } == [
                #"notice: request refused: duplicate parameter ("A\x0aB") status=400"#,
                "notice: request refused: unknown role 77",
            ])
    }

    @Test("A connection without a request is logged in the server's own log")
    func brokenConnectionIsLoggedLocally() async throws {
        let log = CollectedLog()
        try await serving(Recorder().handler, Setting(logger: log.logger)) { address, _ in
            var peer = try Peer(address)
            try peer.send(Array("GET / HTTP/1.1\r\n".utf8))
            #expect(try peer.endsWithoutResponse())
        }
        #expect(log.lines == ["notice: closing a connection: not FastCGI version 1"])
    }

    /// Breaks if the memory for an incomplete request grows for as long as a peer sends.
    @Test("Parameters in too many records are refused and logged")
    func scatteredParametersAreRefused() async throws {
        let log = CollectedLog()
        let setting = Setting(readTimeout: .hang * 2, limits: ParameterLimits(bytes: 1000), logger: log.logger)
        try await serving(Recorder().handler, setting) { address, _ in
            var peer = try Peer(address)
            let strange = Record(.standardInput, requestID: 7, content: Array(repeating: 1, count: 60_000)).bytes
            // The server closes before it has received everything.
            try? peer.send(Record.beginRequest().bytes + strange + strange + strange)
            #expect(try peer.endsWithoutResponse())
        }
        #expect(log.lines == ["notice: closing a connection: its parameters are spread over too many records"])
    }

    @Test("A connection that ends inside a request is logged, one that ends before it is not")
    func endInsideRequestIsLogged() async throws {
        let log = CollectedLog()
        try await serving(Recorder().handler, Setting(logger: log.logger)) { address, _ in
            for bytes in [[], Array(ClientRequest.get().bytes().prefix(20))] {
                var peer = try Peer(address)
                try peer.send(bytes)
                try peer.finishSending()
                #expect(try peer.endsWithoutResponse())
            }
        }
        #expect(log.lines == ["notice: closing a connection: it ended inside a request"])
    }

    #if DEBUG
        @Test("Reason and response are sent in one write")
        func reasonAndResponseAreOneWrite() async throws {
            let driver = SystemCallDriver()
            let operations = try await serving(
                responding { _, response in
                    driver.install()
                    try response.finish(.plain(200))
                }
            ) { address, _ in
                try Peer.askWell(address)
                driver.arm(nil)
                let response = try Peer.ask(address, Self.twice)
                #expect(response.status == .badRequest)
                return driver.calls.map(\.operation).filter { $0 == "write" }
            }
            #expect(operations == ["write"])
        }
    #endif
}
