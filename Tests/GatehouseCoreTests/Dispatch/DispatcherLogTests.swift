import TestSupport
import Testing

@testable import GatehouseCore

@Suite("The dispatcher logs one line, whatever a client sends")
struct DispatcherLogTests {
    private func lines(
        _ method: String? = "GET", _ target: String, with more: [String: String] = [:]
    ) async throws -> [String] {
        var gate = Gate()
        gate.get("/denied", allow: Access<Void>("the rule", else: .forbidden) { _ in false }) { _ in "never" }
        gate.get("/items/{id}", allow: Access<Void>("the rule", else: .signIn) { _ in false }) { _ in "never" }
        let log = CollectedLog()
        _ = try await gate.response(method, target, with: more, log: log)
        return log.lines.map(Self.withoutDuration)
    }

    /// The line without its duration, which must exist and differs each time.
    private static func withoutDuration(_ line: String) -> String {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        let rest = words.filter { !$0.hasPrefix("duration_us=") }
        #expect(rest.count == words.count - 1)
        return rest.joined(separator: " ")
    }

    @Test(
        "A refused target is logged with escaped control characters"
    )
    func refusedTargetIsEscaped() async throws {
        let lines = try await lines("GET", "/a\r\nerror: forged\u{1B}[2J\u{7F}\t\"\\")
        #expect(lines.count == 1)
        let line = try #require(lines.first)
        #expect(line.hasPrefix("notice: target refused: "))
        #expect(line.contains(#"target="/a\x0d\x0aerror: forged\x1b[2J\x7f\x09\"\\""#))
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
    }

    @Test(
        "Method, redirect status and unrouted target are escaped",
        arguments: [
            ("GE\u{1B}T\n", "/x", [:]), ("GET", "/x", ["REDIRECT_STATUS": "404\n\u{1B}"]), ("GET", "/x?\n\u{1B}", [:]),
        ] as [(String, String, [String: String])]
    )
    func methodStatusAndTargetAreEscaped(method: String, target: String, more: [String: String]) async throws {
        let lines = try await lines(method, target, with: more)
        #expect(lines.count == 1)
        #expect(lines.allSatisfy { line in !line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } })
        #expect(lines.allSatisfy { $0.contains(#"\x1b"#) && $0.contains(#"\x0a"#) })
    }

    @Test("A target that is not UTF-8 or has too many combining marks causes one log line with the reason")
    func refusedTextIsLogged() async throws {
        let marks = String(repeating: "%CC%81", count: 31)
        for (target, reason) in [
            ("/items/\(marks)", "a segment holds more than 30 combining marks in a row"),
            ("/items/1?\(marks)", "the query holds more than 30 combining marks in a row"),
            ("/items/%FF", "a segment is not in UTF-8"), ("/items/1?%FF", "the query is not in UTF-8"),
        ] {
            let lines = try await lines("GET", target)
            #expect(lines.count == 1)
            #expect(lines.first?.contains("target refused: \(reason)") == true, "\(lines)")
        }
    }

    @Test("Line separators, C1 controls and bidirectional overrides are escaped")
    func unicodeControlsAreEscaped() async throws {
        let line = try #require(await lines("GET", "/%\u{9B}2J\u{85}\u{2028}\u{202E}").first)
        #expect(!line.unicodeScalars.contains { [0x9B, 0x85, 0x2028, 0x202E].contains($0.value) })
    }

    @Test(
        "A denial is logged with its route and rule, not with the client's path",
        arguments: [("/denied", "forbidden"), ("/items/7", "sign-in")])
    func denialNamesRouteAndRule(target: String, kind: String) async throws {
        let lines = try await lines("GET", target)
        let route = target == "/denied" ? target : "/items/{id}"
        let response = target == "/denied" ? "bytes=14" : "bytes=17"
        let status = target == "/denied" ? "403" : "401"
        #expect(
            lines == ["notice: denied: \(kind) \(response) method=GET route=\(route) rule=the rule status=\(status)"])
    }

    /// Every log handler gets these values. A log handler with its own limit would cut the values after them.
    @Test("Method, target and message each have a length limit, and the cut is marked")
    func loggedValuesAreLimited() async throws {
        let long = String(repeating: "x", count: 5000)
        let line = try #require(await lines(long, "/\(long)\(String(repeating: "\u{E9}", count: 500))").first)
        #expect(line.contains(" method=\"\(long.prefix(64))\"... "))
        #expect(line.hasSuffix(" target=\"/\(long.prefix(511))\"..."))
        let exact = try #require(await lines(String(long.prefix(64)), "/").first)
        #expect(exact.contains(" method=\(long.prefix(64)) "))
        for host in ["\(long.prefix(60)).\(long.prefix(60)).\(long.prefix(60)).\(long.prefix(60)):65535", long + " "] {
            let line = try #require(await lines("GET", "/", with: ["HTTP_HOST": host]).first)
            #expect(line.utf8.count < 1024)
        }
    }

    @Test("A path without a route and a refused method are each logged in one line")
    func unroutedRequestIsLogged() async throws {
        #expect(
            try await lines("GET", "/none?q")
                == [#"info: no route bytes=14 method=GET status=404 target="/none?q""#])
        #expect(
            try await lines(nil, "/none")
                == [#"notice: method refused: missing or malformed bytes=16 method="" status=400 target="/none""#])
    }
}
