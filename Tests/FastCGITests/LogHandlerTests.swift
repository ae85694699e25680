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

    /// The output, the errors and the record IDs.
    private struct Seen: Sendable {
        var output: [UInt8] = []
        var errors = ""
        var ids: Set<UInt16> = []
        /// Shows whether any record follows the last byte of the log, except its end.
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

    /// Breaks if a site gets the log lines of another request, or none.
    @Test("A handler's line goes to FCGI_STDERR of its own request only")
    func lineBelongsToItsRequest() async throws {
        let seen = try await serving(
            responding { request, response in
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
        #expect(seen[1].kinds.allSatisfy { $0 != .standardError }, "a request without a line causes no record")
    }

    @Test("Metadata of an event overrides the provider's, which overrides the logger's; names are sorted")
    func metadataIsMergedAndSorted() async throws {
        let seen = try await serving(
            responding { _, response in
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

    @Test("A log on standard error sends nothing over the connection")
    func standardErrorBypassesConnection() async throws {
        let setting = Setting { $0.logDestination = .standardError }
        let kinds = try await serving(
            responding { _, response in
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

    /// A line that is written between the pieces of a response must not become part of it.
    @Test("Log lines do not change the bytes of a response", arguments: [0, 100, 8_184, 100_000])
    func logLinesDoNotChangeResponse(_ size: Int) async throws {
        let seen = try await serving(
            responding { request, response in
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

    /// A client's bytes appear in messages and metadata: they must not forge a line or a value.
    @Test("An event is one line, and its values cannot be forged")
    func eventIsOneLine() async throws {
        let errors = try await serving(
            responding { request, response in
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

    /// A client chooses method, target and header fields, and a program may log any of them.
    @Test("Status, route, rule and incident come first, and no long value displaces them")
    func statusRouteAndRuleComeFirst() async throws {
        let errors = try await serving(
            responding { _, response in
                let long = String(repeating: "x", count: 5000)
                var values: Logger.Metadata = [
                    "status": "404", "route": "/a/{b}", "rule": "the rule", "incident": "AB", "bytes": "7",
                    "a": "\(long)",
                    "method": "\(long)", "z": "\(long)=", "\(long)": "key",
                ]
                Self.logger.notice("\(long)", metadata: values)
                Self.logger.notice("short", metadata: values)
                for index in 0..<40 { values["m\(index)"] = "\(long)\n" }
                for key in ["status", "route", "rule", "incident"] { values[key] = "\(long)" }
                Self.logger.notice("\(long)", metadata: values)
                try response.finish(.plain(200))
            }
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            return Seen(try peer.records()).errors
        }
        let lines = errors.split(separator: "\n").map(String.init)
        try #require(lines.count == 3)
        #expect(lines.allSatisfy { $0.utf8.count <= 4096 && $0.hasSuffix("]") })
        let first = #" [status=404 route=/a/{b} rule="the rule" incident=AB a="xxxx"#
        #expect(lines[0].hasPrefix("notice test: xxx") && lines[0].contains("xxx..." + first))
        #expect(lines[1].hasPrefix("notice test: short" + first))
        let x = String(repeating: "x", count: 512)
        #expect(lines[1].contains(" method=\"\(x)\"... "))
        #expect(lines[1].contains(" bytes=7 "))
        #expect(lines[1].contains(" \"\(x.prefix(64))\"...=key "))
        let order = ["status", "route", "rule", "incident"].map { "\($0)=\"\(x)\"..." }
        #expect(lines[2].contains("... [" + order.joined(separator: " ") + " a=\"") && lines[2].hasSuffix(" ...]"))
    }

    private actor Shared {
        func log(_ name: String) {
            LogHandlerTests.logger.info("\(name)")
        }
    }

    /// The handlers of two workers await one actor, whose jobs may run on the thread of either.
    @Test("With two workers and a shared actor, every line belongs to its own request")
    func sharedActorLogsToRightRequest() async throws {
        let shared = Shared()
        try await serving(
            responding { request, response in
                let name = request.parameters["NAME"] ?? "-"
                for _ in 0..<20 { await shared.log(name) }
                try response.finish(.plain(200))
            },
            Setting(workers: 2)
        ) { address, _ in
            let results = Box<[String: String]>([:])
            let begin = ContinuousClock.now
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
            // While the watchdog checks a request, which happens only on a busy machine, a line goes to standard error.
            // The watchdog checks two workers four times a second, from the second time that it sees a request.
            let looks = 2 * (begin.duration(to: .now) / .milliseconds(250)).rounded(.up)
            var missing = 0
            for name in names.joined() {
                let lines = results.value[name]?.split(separator: "\n") ?? []
                #expect(lines.allSatisfy { $0 == "info test: \(name)" }, "\(name): \(lines)")
                #expect(lines.count <= 20)
                missing += 20 - lines.count
            }
            #expect(Double(missing) <= looks - 2)
        }
    }

    /// Child tasks end before the request does, on any thread, so their lines belong to it.
    @Test("Child tasks and other actors log to the request")
    func childTasksLogToRequest() async throws {
        let errors = try await serving(
            responding { request, response in
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

    /// A task that outlives its request could reveal its secrets in the log of the next one.
    @Test("A task that may outlive its request logs to no request")
    func outlivingTaskLogsToNoRequest() async throws {
        let isNext = Box(false)
        let found = Box<[String]>([])
        let seen = try await serving(
            responding { request, response in
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

    /// Breaks if a line is sent in several records, as libfcgi does: web servers log each record separately, so a
    /// client whose bytes start one could forge log entries.
    @Test("A line of any length is one record, and the stream has one end", arguments: [10, 504, 505, 3000])
    func longLineIsOneRecord(_ length: Int) async throws {
        let errors = try await serving(
            responding { request, response in
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

    /// mod_fcgid reads nothing before it has sent the complete body: the log must not wait for it.
    @Test("A peer that reads nothing does not block the log, and a sent line is complete")
    func unreadLogDoesNotBlock() async throws {
        let directory = try TemporaryDirectory()
        let sent = Box(0)
        let errors = try await serving(
            responding { request, response in
                let exchange = try #require(CurrentExchange.value)
                let line = Array(repeating: UInt8(ascii: "x"), count: 4000) + [0x0A]
                for _ in 0..<200 where exchange.log(line) { sent.value += 1 }
                // Only the response waits; the peer starts to read when the handler has finished its log.
                try response.finish(.plain(200), body: Array("whole".utf8))
            },
            Setting(address: try .unix(path: directory.path("s")))
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest.get().bytes())
            var last = -1
            // Nothing is read until nothing more is sent.
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

    /// Reading a body locks the exchange for as long as the peer stalls.
    @Test("A line does not wait for a body that is being read")
    func logDoesNotAwaitBody() async throws {
        let exchange = Box<FastCGIExchange?>(nil)
        try await serving(
            responding { request, response in
                exchange.value = CurrentExchange.value
                let body = try await request.body.collect(upTo: 100)
                try response.finish(.plain(200), body: body)
            }
        ) { address, _ in
            var peer = try Peer(address)
            let bytes = ClientRequest.post(Array("hello".utf8)).bytes()
            try peer.send(bytes.dropLast(16))
            while exchange.value == nil { usleep(1000) }
            // Lines are accepted until the handler has begun to read.
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

    /// A log needs dates, and they must be correct.
    @Test("The time on standard error is formatted in UTC")
    func wallClockIsFormatted() {
        #expect(WallClock.text(secondsSince1970: 0) == "1970-01-01T00:00:00Z")
        #expect(WallClock.text(secondsSince1970: 951_782_399) == "2000-02-28T23:59:59Z")
        #expect(WallClock.text(secondsSince1970: 951_782_400) == "2000-02-29T00:00:00Z")
        #expect(WallClock.now.utf8.count == 20)
    }
}
