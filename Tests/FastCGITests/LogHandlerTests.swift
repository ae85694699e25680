import FastCGIClient
import GatewayInterface
import Glibc
import HTTPTypes
import Logging
import TestSupport
import Testing

@testable import FastCGI

@Suite("Logging to FCGI_STDERR", .timeLimit(.minutes(5)))
struct LogHandlerTests {
    private static let logger = Logger(label: "test", factory: FastCGILogHandler.init(label:))

    /// What came as output and as errors, and the ids of the records.
    private struct Seen: Sendable {
        var output: [UInt8] = []
        var errors = ""
        var ids: Set<UInt16> = []
        /// Whether anything came behind the last byte of the log but its end.
        var kinds: [RecordKind] = []

        init(_ records: [Record]) {
            output = records.filter { $0.kind == .standardOutput }.flatMap(\.content)
            errors = String(
                decoding: records.filter { $0.kind == .standardError }.flatMap(\.content),
                as: UTF8.self
            )
            ids = Set(records.map(\.requestID))
            kinds = records.map(\.kind)
        }
    }

    /// Without this a customer of a host reads another request's lines, or none.
    @Test("A handler's line is FCGI_STDERR of its own request, and of no other on the connection")
    func ownRequest() async throws {
        let seen = try await serving(
            answering { request, response in
                let name = request.parameters["NAME"] ?? "-"
                if name != "quiet" { Self.logger.info("asked for \(name)") }
                try response.finish(.plain(200), body: Array(name.utf8))
            }
        ) { address, _ in
            var peer = try Peer(address)
            return try ["one", "quiet", "two", "quiet"].map { name in
                try peer.send(ClientRequest.get(name).bytes(keepsConnection: true))
                return Seen(try peer.records())
            }
        }
        #expect(
            seen.map(\.errors) == ["info test: asked for one\n", "", "info test: asked for two\n", ""]
        )
        #expect(seen.allSatisfy { $0.ids == [1] && $0.kinds.last == .endRequest })
        #expect(seen[1].kinds.allSatisfy { $0 != .standardError }, "a request without a line pays for one")
    }

    @Test("An event's own values come before the provider's, and those before the logger's; names stand in their order")
    func metadata() async throws {
        let seen = try await serving(
            answering { _, response in
                var handler = FastCGILogHandler(label: "test")
                handler.metadata = ["a": "logger", "b": "logger", "c": "logger"]
                handler.metadataProvider = Logger.MetadataProvider { ["b": "provider", "c": "provider"] }
                let logger = Logger(label: "test") { _ in handler }
                logger.info("text", metadata: ["c": "event", "a name": "a value"])
                try response.finish(.plain(200))
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            return Seen(try peer.records())
        }
        #expect(seen.errors == "info test: text [a=logger \"a name\"=\"a value\" b=provider c=event]\n")
    }

    @Test("With the log on standard error nothing of it goes over the connection")
    func standardError() async throws {
        let setting = Setting { $0.logDestination = .standardError }
        let kinds = try await serving(
            answering { _, response in
                Self.logger.info("on standard error")
                try response.finish(.plain(200))
            },
            setting
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            return try peer.records().map(\.kind)
        }
        #expect(kinds == [.standardOutput, .standardOutput, .endRequest])
    }

    /// A line that is written between the pieces of an answer must not end up in it, nor cut it.
    @Test("The bytes of an answer are the same with lines around it", arguments: [0, 100, 8_184, 100_000])
    func answerUnchanged(_ size: Int) async throws {
        let seen = try await serving(
            answering { request, response in
                let isLoud = request.parameters["NAME"] == "loud"
                if isLoud { Self.logger.info("before") }
                try response.finish(.plain(200), body: Array(repeating: 0x61, count: size))
                if isLoud { Self.logger.info("after") }
            }
        ) { address, _ in
            try ["quiet", "loud"].map { name in
                var peer = try Peer(address)
                try peer.send(ClientRequest.get(name).bytes())
                return Seen(try peer.records())
            }
        }
        #expect(seen[0].output == seen[1].output)
        #expect(seen[0].errors == "")
        #expect(seen[1].errors == "info test: before\ninfo test: after\n")
    }

    /// A client's bytes reach messages and metadata: they must not make a line or a value of their own.
    @Test("One event is one line; a value ends where it seems to")
    func oneLine() async throws {
        let errors = try await serving(
            answering { request, response in
                var logger = Self.logger
                logger[metadataKey: "b"] = "x y=z"
                logger.notice("a\nb\u{1B}[0mä", metadata: ["a": "plain", "c": "\"q\" d=\"e\"", "e": .array(["f"])])
                logger.debug("too little to be logged")
                logger.error("\(String(repeating: "long", count: 3000))")
                try response.finish(.plain(200))
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            return Seen(try peer.records()).errors
        }
        let lines = errors.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3 && lines.last == "")
        let first = #"notice test: a\x0ab\x1b[0m\xc3\xa4 [a=plain b="x y=z" c="\"q\" d=\"e\"" e="[\"f\"]"]"#
        #expect(lines.first.map(String.init) == first)
        #expect(lines.dropFirst().first?.utf8.count == 4096)
        #expect(lines.dropFirst().first?.hasPrefix("error test: longlong") == true)
    }

    private actor Shared {
        func log(_ name: String) {
            LogHandlerTests.logger.info("\(name)")
        }
    }

    /// Two workers' handlers wait for one actor: its jobs may run on the thread of either.
    @Test("With two workers and an actor that both use, every line is its own request's")
    func twoWorkers() async throws {
        let shared = Shared()
        try await serving(
            answering { request, response in
                let name = request.parameters["NAME"] ?? "-"
                for _ in 0..<20 { await shared.log(name) }
                try response.finish(.plain(200))
            },
            Setting(workers: 2)
        ) { address, _ in
            let results = Box<[String: String]>([:])
            let names = (0..<2).map { client in (0..<100).map { "client\(client)-\($0)" } }
            let rest = Box(names.count)
            for list in names {
                try Thread.start {
                    defer { rest.change { $0 -= 1 } }
                    for name in list {
                        guard var peer = try? Peer(address),
                            (try? peer.send(ClientRequest.get(name).bytes())) != nil,
                            let records = try? peer.records()
                        else { return }
                        results.change { $0[name] = Seen(records).errors }
                    }
                }
            }
            while rest.value > 0 { usleep(1000) }
            for name in names.joined() {
                let line = "info test: \(name)\n"
                #expect(results.value[name] == String(repeating: line, count: 20))
            }
        }
    }

    /// Child tasks end before the request does, wherever they run: their lines belong to it.
    @Test("Child tasks and other actors are in the request")
    func childTasks() async throws {
        let errors = try await serving(
            answering { request, response in
                async let child: Void = Self.logger.info("child")
                await child
                await MainActor.run { Self.logger.info("main actor") }
                await withTaskGroup { group in
                    group.addTask { Self.logger.info("group") }
                }
                Self.logger.info("handler")
                try response.finish(.plain(200))
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            return Seen(try peer.records()).errors
        }
        #expect(errors == "info test: child\ninfo test: main actor\ninfo test: group\ninfo test: handler\n")
    }

    /// A task that outlives its request would tell its secrets to whoever reads the next one's log.
    @Test("A task that may outlive its request is in none, also while the next request is under way")
    func outliving() async throws {
        let isNext = Box(false)
        let found = Box<[String]>([])
        let seen = try await serving(
            answering { request, response in
                if request.parameters["NAME"] == "first" {
                    for isDetached in [false, true] {
                        let late: @Sendable () async -> Void = {
                            while !isNext.value { try? await Task.sleep(for: .milliseconds(1)) }
                            let place = CurrentExchange.value == nil ? "none" : "a request"
                            Self.logger.info("late, to standard error")
                            found.change { $0.append(place) }
                        }
                        if isDetached { Task.detached { await late() } } else { Task { await late() } }
                    }
                } else {
                    isNext.value = true
                    while found.value.count < 2 { usleep(1000) }
                }
                try response.finish(.plain(200))
            }
        ) { address, _ in
            var peer = try Peer(address)
            return try ["first", "next"].map { name in
                try peer.send(ClientRequest.get(name).bytes(keepsConnection: true))
                return Seen(try peer.records()).errors
            }
        }
        #expect(found.value == ["none", "none"])
        #expect(seen == ["", ""])
    }

    /// Breaks if a line leaves in several records, as libfcgi has it: web servers make an entry of each, and a client whose
    /// bytes begin one writes entries of its own.
    @Test("A line of any length is one record, and the stream has one end", arguments: [10, 504, 505, 3000])
    func longLine(_ length: Int) async throws {
        let errors = try await serving(
            answering { request, response in
                let exchange = try #require(CurrentExchange.value)
                #expect(exchange.log(Array(repeating: UInt8(ascii: "x"), count: length - 1) + [0x0A]))
                try response.finish(.plain(200))
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            return try peer.records().filter { $0.kind == .standardError }
        }
        #expect(errors.map(\.content.count) == [length, 0])
    }

    /// mod_fcgid reads nothing before it has sent the whole body: two that wait for each other wait for ever.
    @Test("A peer that reads nothing holds up no log; what it was sent arrives whole")
    func unreadLog() async throws {
        let directory = try TemporaryDirectory()
        let sent = Box(0)
        let errors = try await serving(
            answering { request, response in
                let exchange = try #require(CurrentExchange.value)
                let line = Array(repeating: UInt8(ascii: "x"), count: 4000) + [0x0A]
                for _ in 0..<200 where exchange.log(line) { sent.value += 1 }
                // The answer itself waits; the peer begins to read when the handler is done with its log.
                try response.finish(.plain(200), body: Array("whole".utf8))
            },
            Setting(address: try .unix(path: directory.path("s")))
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            var last = -1
            // Nothing is read before nothing more is sent.
            while sent.value == 0 || sent.value != last {
                last = sent.value
                usleep(50_000)
            }
            let seen = Seen(try peer.records())
            #expect(try GatewayResponse(seen.output).text == "whole")
            return seen.errors
        }
        #expect((1..<200).contains(sent.value), "\(sent.value)")
        #expect(errors.utf8.count == sent.value * 4001)
    }

    /// Whoever reads a body holds the exchange for as long as the peer likes.
    @Test("A line does not wait for a body that is being read")
    func whileReading() async throws {
        let exchange = Box<FastCGIExchange?>(nil)
        try await serving(
            answering { request, response in
                exchange.value = CurrentExchange.value
                let body = try await request.body.collect(upTo: 100)
                try response.finish(.plain(200), body: body)
            }
        ) { address, _ in
            var peer = try Peer(address)
            let bytes = ClientRequest.post(Array("hello".utf8)).bytes()
            try peer.send(bytes.dropLast(16))
            while exchange.value == nil { usleep(1000) }
            // Taken until the handler has begun to read.
            var wasTaken = true
            for _ in 0..<1000 where wasTaken {
                wasTaken = exchange.value?.log(Array("line\n".utf8)) ?? true
                usleep(1000)
            }
            #expect(!wasTaken)
            try peer.send(bytes.suffix(16))
            let seen = Seen(try peer.records())
            #expect(try GatewayResponse(seen.output).text == "hello")
            #expect(exchange.value?.log(Array("between requests".utf8)) == false)
        }
    }

    /// A log without dates is of little use; a wrong one is worse.
    @Test("The time on standard error")
    func wallClock() {
        #expect(WallClock.text(secondsSince1970: 0) == "1970-01-01T00:00:00Z")
        #expect(WallClock.text(secondsSince1970: 951_782_399) == "2000-02-28T23:59:59Z")
        #expect(WallClock.text(secondsSince1970: 951_782_400) == "2000-02-29T00:00:00Z")
        #expect(WallClock.now.utf8.count == 20)
    }
}
