import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import GatehouseCore

/// A counter that allows a number of requests under each key, in memory.
private final class Counter: Sendable {
    private let limit: Int
    private let counts = Mutex<[String: Int]>([:])

    init(_ limit: Int) {
        self.limit = limit
    }

    var keys: [String: Int] { counts.withLock { $0 } }

    func take(_ key: String) -> Int? {
        counts.withLock { counts in
            guard counts[key, default: 0] < limit else { return 5 }
            counts[key, default: 0] += 1
            return nil
        }
    }

    var limit1: RequestLimit { RequestLimit("one") { request in self.take(request.clientAddress ?? "unknown") } }
    var keyed: KeyedLimit { KeyedLimit("keyed") { _, key in self.take(key) } }
    var failures: FailureLimit {
        FailureLimit(
            "failures",
            wait: { _ in self.keys["x", default: 0] < self.limit ? nil : 5 },
            note: { _ in _ = self.take("x") })
    }
}

@Suite("Limits on the number of requests")
struct RequestLimitTests {
    private let throttled = text(of: Denial.tooManyRequests(retryAfter: 5))

    @Test("Above the limit, the response is 429 with Retry-After, the log says throttled, and nothing else runs")
    func aboveLimitNothingRuns() async throws {
        let calls = Calls()
        let log = CollectedLog()
        var gate = Gate()
        let rule = Access<String>.noting(calls).limited(by: Counter(2).limit1)
        gate.get("/x", allow: rule) { _, _ in
            calls.note("handler")
            return "open"
        }
        for status in [200, 200, 429, 429] {
            let response = try await gate.response("GET", "/x", log: log)
            #expect(response.status == status)
            #expect(response.headers.contains("Retry-After: 5") == (status == 429))
            #expect(response.headers.contains("Cache-Control: no-store") || status == 200)
        }
        #expect(calls.all == ["rule", "handler", "rule", "handler"])
        #expect(log.messages.suffix(2) == ["denied: throttled", "denied: throttled"])
        #expect(log.lines.last?.contains("rule=a rule, limited") == true)
        #expect(log.lines.last?.hasPrefix("notice") == true)
    }

    @Test("A limit with a key counts after the rule, for each key of the evidence")
    func keyedLimitCountsAfterRule() async throws {
        let counter = Counter(1)
        let rule = Access<String>("member") { $0.cookie("name") }.limited(by: counter.keyed) { $0 }
        #expect(try await outcome(rule) == text(of: Denial.hidden))
        #expect(counter.keys == [:])
        for (name, expected) in [("a", "a"), ("a", throttled), ("b", "b"), ("b", throttled)] {
            #expect(try await outcome(rule, with: ["HTTP_COOKIE": "name=\(name)"]) == expected)
        }
        #expect(rule.name == "member, limited")
    }

    /// A private response is not cached, and a rule other than `everyone` is subject to more checks.
    @Test("A public rule stays public, and a private rule private")
    func publicRuleStaysPublic() throws {
        let counter = Counter(1)
        for access in [
            Access.everyone.limited(by: counter.limit1), Access.everyone.limited(by: counter.keyed) { _ in "" },
        ] {
            #expect(access.isEveryone)
            #expect(access.name == "everyone, limited")
        }
        #expect(!Access.nobody.limited(by: counter.limit1).isEveryone)
        #expect(!Access.everyone.and(.everyone).limited(by: counter.limit1).isEveryone)
        #expect(Access.everyone.or(.nobody).limited(by: counter.limit1).name == "(everyone or nobody), limited")
    }

    /// A client could otherwise learn the outcome of the rule without being counted.
    @Test("OPTIONS, other methods and redirects are counted")
    func requestsWithoutHandlerAreCounted() async throws {
        for (method, target, status) in [("OPTIONS", "/x", 204), ("PUT", "/x", 405), ("GET", "/x/", 308)] {
            var gate = Gate()
            gate.get("/x", allow: .everyone.limited(by: Counter(1).limit1)) { _ in "open" }
            #expect(try await gate.response(method, target).status == status)
            #expect(try await gate.response(method, target).status == 429)
            #expect(try await gate.response("GET", "/x").status == 429)
        }
    }

    @Test("A limit in a group counts after the group's rule, and keeps its evidence")
    func limitInGroupKeepsEvidence() async throws {
        let (counter, keyed) = (Counter(1), Counter(1))
        var gate = Gate()
        gate.group("/g", allow: Access<String>("member", else: .forbidden) { $0.cookie("name") }) { group in
            group.get("a", narrowedBy: .limited(by: counter.limit1)) { _, member in member }
            group.get("b", narrowedBy: .limited(by: keyed.keyed) { $0 }) { _, member in member }
        }
        #expect(try await gate.response("GET", "/g/a").status == 403)
        #expect(counter.keys == [:])
        for path in ["/g/a", "/g/b"] {
            #expect(try await gate.response("GET", path, with: ["HTTP_COOKIE": "name=m"]).text == "m")
            #expect(try await gate.response("GET", path, with: ["HTTP_COOKIE": "name=m"]).status == 429)
        }
        #expect(keyed.keys == ["m": 1])
    }

    @Test("An error of a limit denies with 503 and an incident, whatever the error is")
    func errorOfLimitDenies() async throws {
        let errors: [any Error] = [
            Mishap(), Denial.hidden, Denial.tooManyRequests(retryAfter: 1), CancellationError(),
        ]
        for error in errors {
            let log = CollectedLog()
            var gate = Gate()
            let limit = RequestLimit("broken") { _ in throw error }
            let keyed = KeyedLimit("broken") { _, _ in throw error }
            let failures = FailureLimit("broken", wait: { _ in throw error }, note: { _ in })
            let uncounted = FailureLimit("broken", wait: { _ in nil }, note: { _ in throw error })
            gate.get("/a", allow: .everyone.limited(by: limit)) { _ in "open" }
            gate.get("/b", allow: .everyone.limited(by: keyed) { _ in "" }) { _ in "open" }
            gate.get("/c", allow: .basic(realm: "x", user: "a", password: "b", failures: failures)) { _ in "open" }
            gate.get("/d", allow: .basic(realm: "x", user: "a", password: "c", failures: uncounted)) { _ in "open" }
            // If the error counted as a denial, `unless` would allow the request.
            gate.get("/e", allow: .everyone.unless(Access.everyone.limited(by: limit))) { _ in "open" }
            for path in ["/a", "/b", "/c", "/d", "/e"] {
                let response = try await gate.response(
                    "GET", path, with: ["HTTP_AUTHORIZATION": "Basic YTpi"], log: log)
                #expect(response == .broken(.serviceUnavailable), "\(path) \(error)")
                #expect(log.messages.last?.contains("the limit 'broken' cannot be checked") == true)
            }
        }
    }

    @Test("In unless, a throttled rule is undetermined, also behind or and in a nested unless")
    func throttledRuleInUnlessDenies() async throws {
        let limited = Access.everyone.limited(by: Counter(0).limit1)
        let basic = Access.basic(realm: "x", user: "a", password: "c", failures: Counter(0).failures)
        let values = ["HTTP_AUTHORIZATION": "Basic YTpi"]
        for rule in [
            limited, basic, Access.nobody.or(limited), limited.or(.nobody), .everyone.unless(limited),
            Access.everyone.and(limited), basic.limited(to: .seconds(600)),
        ] {
            #expect(try await outcome(Access.everyone.unless(rule), with: values) == throttled, "\(rule.name)")
        }
        #expect(try await outcome(limited.or(.everyone)) == "()")
    }

    // MARK: Credentials

    private func check(
        _ rule: Access<Void>, right: String, wrong: String, malformed: String,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws {
        func status(_ field: String?) async throws -> Int {
            var gate = Gate()
            gate.get("/x", allow: rule) { _ in "open" }
            return try await gate.response("GET", "/x", with: field.map { ["HTTP_AUTHORIZATION": $0] } ?? [:]).status
        }
        // Requests without a guess are not counted.
        for field in [nil, malformed, nil, malformed, right, right, right, right] {
            #expect(try await status(field) == (field == right ? 200 : 401), sourceLocation: sourceLocation)
        }
        for _ in 0..<3 { #expect(try await status(wrong) == 401, sourceLocation: sourceLocation) }
        // The right secret gets the same response as a wrong one.
        for field in [wrong, right] { #expect(try await status(field) == 429, sourceLocation: sourceLocation) }
        #expect(try await status(nil) == 401, sourceLocation: sourceLocation)
    }

    @Test("Basic and bearer: failures count, and above the limit nothing is verified")
    func failuresAreLimited() async throws {
        let basic = "Basic YTpi"
        try await check(
            .basic(realm: "x", user: "a", password: "b", failures: Counter(3).failures),
            right: basic, wrong: "Basic YTpj", malformed: "Basic !")
        try await check(
            .bearer(realm: "x", token: "good", failures: Counter(3).failures),
            right: "Bearer good", wrong: "Bearer bad", malformed: "Bearer a b")
        let calls = Calls()
        let lookup = Access<String>.basic(realm: "x", failures: Counter(0).failures) { credentials in
            calls.note("lookup")
            return credentials.user
        }
        #expect(try await outcome(lookup, with: ["HTTP_AUTHORIZATION": basic]) == throttled)
        let token = Access<String>.bearer(realm: "x", failures: Counter(0).failures) { token in
            calls.note("lookup")
            return token
        }
        #expect(try await outcome(token, with: ["HTTP_AUTHORIZATION": "Bearer good"]) == throttled)
        #expect(calls.all == [])
        #expect([lookup.name, token.name] == ["HTTP Basic, failures limited", "bearer token, failures limited"])
    }

    @Test("The configuration errors of a limit keep the gate closed")
    func problemsOfLimitCloseGate() {
        let limit = RequestLimit(name: "", problems: ["a"]) { _ in nil }
        let keyed = KeyedLimit(name: "", problems: ["b"]) { _, _ in nil }
        let failures = FailureLimit(name: "", problems: ["c"], wait: { _ in nil }, note: { _ in })
        #expect(problems(Access.everyone.limited(by: limit)).count == 1)
        #expect(problems(Access.everyone.limited(by: keyed) { _ in "" }).count == 1)
        #expect(problems(Access.everyone.narrowed(by: .limited(by: limit))).count == 1)
        #expect(problems(Access.everyone.narrowed(by: .limited(by: keyed) { _ in "" })).count == 1)
        #expect(problems(Access.basic(realm: "x", user: "a", password: "b", failures: failures)).count == 1)
        #expect(problems(Access.bearer(realm: "x", token: "a", failures: failures)).count == 1)
    }

    @Test("Retry-After is at least 1 second from a limit, and never negative")
    func retryAfterIsPositive() async throws {
        for (seconds, expected) in [(Int.min, 1), (0, 1), (1, 1), (.max, Int.max)] {
            let rule = Access.everyone.limited(by: RequestLimit("x") { _ in seconds })
            #expect(try await outcome(rule) == text(of: Denial.tooManyRequests(retryAfter: expected)))
        }
        #expect(Denial.tooManyRequests(retryAfter: .min) == .tooManyRequests(retryAfter: 0))
        #expect("\(Denial.tooManyRequests(retryAfter: 1))" == "throttled")
    }
}
