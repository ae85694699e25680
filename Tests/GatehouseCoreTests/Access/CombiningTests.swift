import HTTPTypes
import Testing

@testable import GatehouseCore

private let everyMethod: [HTTPRequest.Method] = [
    .get, .head, .options, .post, .put, .patch, .delete, .trace, .connect, HTTPRequest.Method("BREW"),
    HTTPRequest.Method("get"),
].compactMap { $0 }

/// Two rules, each with every outcome: no combination may allow a request that it should not.
@Suite("Combined rules with every outcome of their parts")
struct CombiningTests {
    private func expectation(_ outcome: Outcome, _ evidence: String) -> String {
        outcome.thrown.map(text(of:)) ?? evidence
    }

    /// A skipped rule would allow the wrong clients; a rule that is evaluated too early would reveal something.
    @Test(
        "and: both rules must allow, and the second is evaluated only after the first", arguments: Outcome.allCases,
        Outcome.allCases)
    func andNeedsBothRules(first: Outcome, second: Outcome) async throws {
        let calls = Calls()
        let a = first.rule("a", calls)
        let b = second.rule("b", calls)
        let void = Access<Void>(name: "b", problems: []) { _ = try await b.evidence(for: $0) }
        let voidFirst = Access<Void>(name: "a", problems: []) { _ = try await a.evidence(for: $0) }
        func expected(_ evidence: String) -> String {
            first == .evidence ? expectation(second, evidence) : expectation(first, "")
        }
        #expect(try await outcome(a.and(b)) == expected(#"("a", "b")"#))
        #expect(try await outcome(a.and(void)) == expected("a"))
        #expect(try await outcome(voidFirst.and(b)) == expected("b"))
        #expect(try await outcome(voidFirst.and(void)) == expected("()"))
        #expect(try await outcome(a.narrowed(by: Narrowing(b))) == expected("b"))
        let asked = first == .evidence ? ["a", "b"] : ["a"]
        #expect(calls.all == (0..<5).flatMap { _ in asked })
    }

    /// If an error led to the second rule, a client could bypass the first rule by making it fail.
    @Test(
        "or: the second rule is evaluated after a denial of the first, and after no other error",
        arguments: Outcome.allCases,
        Outcome.allCases)
    func orTriesSecondAfterDenial(first: Outcome, second: Outcome) async throws {
        let calls = Calls()
        let a = first.rule("a", calls)
        let b = second.rule("b", calls)
        func expected(_ evidenceOfSecond: String, _ evidenceOfFirst: String) -> String {
            // If both deny, the first denial decides, unless a limit denied the second rule.
            guard first.denial != nil, second.denial == nil || second == .throttled else {
                return expectation(first, evidenceOfFirst)
            }
            return expectation(second, evidenceOfSecond)
        }
        #expect(try await outcome(a.or(b)) == expected("b", "a"))
        let other = b.narrowed("as a number") { _, _ in 2 }
        #expect(try await outcome(a.or(other)) == expected("second(2)", #"first("a")"#))
        let asked = first.denial != nil ? ["a", "b"] : ["a"]
        #expect(calls.all == asked + asked)
    }

    /// If an error of the list of suspended users counted as a denial, suspended users would be allowed.
    @Test(
        "unless: allows only if the other rule denies; its error never allows", arguments: Outcome.allCases,
        Outcome.allCases)
    func unlessAllowsAfterDenial(first: Outcome, second: Outcome) async throws {
        let calls = Calls()
        let rule = first.rule("a", calls).unless(second.rule("b", calls), else: .unavailable(retryAfter: 9))
        let expected: String
        if first != .evidence {
            expected = expectation(first, "")
        } else if second == .evidence {
            expected = text(of: Denial.unavailable(retryAfter: 9))
        } else {
            // A throttled rule was not decided.
            expected = second.denial == nil || second == .throttled ? expectation(second, "") : "a"
        }
        #expect(try await outcome(rule) == expected)
        #expect(calls.all == (first == .evidence ? ["a", "b"] : ["a"]))
    }

    /// If an unsafe method counted as safe, it could change something under the weaker rule.
    @Test("Only GET, HEAD and OPTIONS are safe methods", arguments: everyMethod)
    func onlySafeMethodsAreSafe(method: HTTPRequest.Method) async throws {
        let isSafe = ["GET", "HEAD", "OPTIONS"].contains(method.rawValue)
        for first in Outcome.allCases {
            let a = first.rule("a")
            let passed = expectation(first, "a")
            #expect(
                try await outcome(a.forSafeMethodsOnly(), method)
                    == (isSafe || first != .evidence ? passed : text(of: Denial.forbidden))
            )
            for second in Outcome.allCases {
                let calls = Calls()
                let b = second.rule("b", calls)
                let both = first == .evidence && !isSafe ? expectation(second, "a") : passed
                #expect(try await outcome(a.forUnsafeMethods(requiring: b), method) == both)
                #expect(calls.all == (first == .evidence && !isSafe ? ["b"] : []))
                #expect(
                    try await outcome(.perMethod(safe: a, unsafe: b), method)
                        == (isSafe ? passed : expectation(second, "b"))
                )
                #expect(calls.all.count == (isSafe ? 0 : first == .evidence ? 2 : 1))
            }
        }
    }

    /// A condition that throws is not met.
    @Test("narrowed and requiring: nil, false and every error deny", arguments: Outcome.allCases)
    func unmetConditionsDeny(second: Outcome) async throws {
        let member = Outcome.evidence.rule("a")
        @Sendable func check() throws {
            if let error = second.thrown { throw error }
        }
        let narrowed = member.narrowed("more", else: .forbidden) { evidence, _ -> Int? in
            try check()
            return evidence == "a" ? 1 : nil
        }
        #expect(try await outcome(narrowed) == expectation(second, "1"))
        let nothing = member.narrowed("more", else: .forbidden) { _, _ -> Int? in nil }
        #expect(try await outcome(nothing) == text(of: Denial.forbidden))
        #expect(try await outcome(member.narrowed("more") { _, _ -> Int? in nil }) == text(of: Denial.hidden))
        let narrowing = Narrowing<String, Void>("more", else: .signIn) { evidence, _ in
            try check()
            return evidence == "a"
        }
        #expect(try await outcome(member.narrowed(by: narrowing)) == expectation(second, "()"))
        let unmet = Narrowing<String, Void>("more", else: .signIn) { evidence, _ in evidence != "a" }
        #expect(try await outcome(member.narrowed(by: unmet)) == text(of: Denial.signIn))
        let requiring = member.requiring("more", else: .signIn) { evidence in
            try check()
            return evidence == "a"
        }
        #expect(try await outcome(requiring) == expectation(second, "a"))
        #expect(try await outcome(member.requiring("more") { $0 != "a" }) == text(of: Denial.forbidden))
        let condition = Access("a condition", else: .signIn) { _ in
            try check()
            return true
        }
        #expect(try await outcome(condition) == expectation(second, "()"))
        #expect(try await outcome(Access("a condition") { _ in false }) == text(of: Denial.hidden))
    }

    /// If a combination lost a configuration error, the gate would open with an incomplete rule.
    @Test("A combination has the configuration errors of all its parts")
    func combinationsKeepConfigurationErrors() {
        let bad = Access.address(in: "x")
        let fine = Outcome.evidence.rule("a")
        let other = Access.address(in: "y")
        for (found, count) in [
            (problems(fine.and(bad)), 1), (problems(bad.and(fine)), 1), (problems(bad.and(other)), 2),
            (problems(fine.or(bad)), 1), (problems(bad.or(other)), 2), (problems(fine.unless(bad)), 1),
            (problems(bad.unless(fine)), 1), (problems(bad.forSafeMethodsOnly()), 1),
            (problems(fine.forUnsafeMethods(requiring: bad)), 1), (problems(bad.forUnsafeMethods(requiring: fine)), 1),
            (problems(.perMethod(safe: bad, unsafe: other)), 2), (problems(bad.limited(to: .seconds(1))), 1),
            (problems(bad.limited(to: .zero)), 2), (problems(fine.narrowed(by: Narrowing(bad))), 1),
            (problems(bad.narrowed(by: Narrowing(fine))), 1),
            (problems(bad.narrowed("more") { _, _ in 1 }), 1), (problems(bad.requiring("more") { true }), 1),
            (problems(fine.and(other).or(fine.and(bad))), 2), (problems(fine), 0),
        ] {
            #expect(found.count == count, "\(found)")
        }
    }

    /// `false` as evidence would still be evidence, and the handler would run.
    @Test("Bool or optional evidence is a configuration error")
    func optionalEvidenceIsConfigurationError() async throws {
        #expect(problems(Access<Bool>("b") { _ in false }).count == 1)
        #expect(problems(Access<String?>("o") { _ in .some(nil) }).count == 1)
        #expect(problems(Access<String>("s") { _ in "" }.narrowed("b") { _, _ -> Bool? in false }).count == 1)
        #expect(problems(Access<Bool>.basic(realm: "x") { _ in false }).count == 1)
        #expect(problems(Access<Bool>.bearer(realm: "x") { _ in false }).count == 1)
        #expect(problems(Access<Bool>.signedIn { _ in false }).count == 1)
        // Without an explicit type, a closure that returns a Boolean is a condition.
        let condition = Access("c") { request in request.method == .post }
        #expect(problems(condition).isEmpty)
        #expect(try await outcome(condition) == text(of: Denial.hidden))
        #expect(try await outcome(condition, .post) == "()")
    }
}
