import FastCGIClient
import Logging
import TestSupport
import Testing

@testable import FastCGI

@Suite("A rate-limited log", .timeLimit(.minutes(5)))
struct RateLimitedLoggerTests {
    private let begin = ContinuousClock.now

    /// Breaks if a peer that connects repeatedly fills the disk, or if the log does not report it.
    @Test("Ten lines pass, then one per minute with the number of suppressed lines, and ten again after a quiet minute")
    func linesAreLimitedPerMinute() {
        let lines = CollectedLog()
        let log = RateLimitedLogger(lines.logger, level: .notice)
        func write(_ count: Int, second: Int) -> [String] {
            let before = lines.messages.count
            for number in 0..<count {
                log.write("\(second).\(number)", at: begin + .seconds(second) + .milliseconds(number))
            }
            return Array(lines.messages.dropFirst(before))
        }
        #expect(write(1000, second: 0) == (0..<10).map { "0.\($0)" })
        #expect(write(5, second: 59) == [])
        #expect(write(100, second: 60) == ["60.0 (similar lines suppressed: 995)"])
        #expect(write(1, second: 119) == [])
        #expect(write(2, second: 200) == ["200.0 (similar lines suppressed: 100)"])
        #expect(write(1, second: 300) == ["300.0 (similar lines suppressed: 1)"])
        // Nothing was suppressed in that minute.
        #expect(write(11, second: 360) == (0..<10).map { "360.\($0)" })
        log.end()
        #expect(lines.messages.last == "similar lines suppressed since the last one: 1")
        log.end()
        #expect(lines.messages.count == 10 + 3 + 10 + 1)
    }

    @Test("A suppressed line is not formatted")
    func suppressedLineIsNotFormatted() {
        var count = 0
        func text() -> String {
            count += 1
            return ""
        }
        let log = RateLimitedLogger(CollectedLog().logger, level: .notice)
        for _ in 0..<100 { log.write(text(), at: begin) }
        #expect(count == 10)
    }

    @Test("Refused peers cause ten lines per minute, and their number at the end")
    func refusedPeersAreLimited() async throws {
        let log = CollectedLog()
        let setting = Setting(peers: try PeerPolicy(addresses: ["127.0.0.2"]), logger: log.logger)
        try await serving(Recorder().handler, setting) { address, _ in
            let begin = ContinuousClock.now
            for _ in 0..<30 {
                var peer = try Peer(address)
                #expect(try peer.endsWithoutResponse())
            }
            try #require(begin.duration(to: .now) < .seconds(50), "too slow for this test")
        }
        let line = "closing a connection: 127.0.0.1 may not connect; ServerConfiguration.peers lists the allowed peers"
        #expect(log.messages == Array(repeating: line, count: 10) + ["similar lines suppressed since the last one: 20"])
    }

    @Test("Peers without a request have their own limit of ten lines per minute")
    func brokenPeersAreLimitedSeparately() async throws {
        let log = CollectedLog()
        try await serving(Recorder().handler, Setting(logger: log.logger)) { address, _ in
            let begin = ContinuousClock.now
            for _ in 0..<30 {
                var peer = try Peer(address)
                try peer.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
                #expect(try peer.endsWithoutResponse())
            }
            try Peer.askWell(address)
            try #require(begin.duration(to: .now) < .seconds(50), "too slow for this test")
        }
        let line = "closing a connection: not FastCGI version 1"
        #expect(log.messages == Array(repeating: line, count: 10) + ["similar lines suppressed since the last one: 20"])
    }
}
