import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Authentication and role rules")
struct AuthenticationTests {
    private func denied(_ challenge: String) -> String { text(of: Denial.signIn(challenge: challenge)) }

    private let challenge = #"Basic realm="a", charset="UTF-8""#

    /// A different response to a wrong password would reveal which users exist.
    @Test(
        "Basic by lookup: evidence allows; nil or malformed credentials get the same challenge; an error is not a denial"
    )
    func basicLookupDecides() async throws {
        let calls = Calls()
        let rule = Access<String>.basic(realm: "a") { credentials in
            calls.note("\(credentials.user):\(credentials.password)")
            if credentials.user == "x" { throw Mishap() }
            return credentials.password == "b" ? credentials.user : nil
        }
        for field in ["Basic YTpi", "basic YTpi"] {
            #expect(try await outcome(rule, with: ["HTTP_AUTHORIZATION": field]) == "a")
        }
        #expect(calls.all == ["a:b", "a:b"])
        #expect(try await outcome(rule) == denied(challenge))
        for field in ["Basic YTpj", "Basic YTp", "Bearer YTpi", "", "Basic"] {
            #expect(try await outcome(rule, with: ["HTTP_AUTHORIZATION": field]) == denied(challenge), "\(field)")
        }
        #expect(calls.all == ["a:b", "a:b", "a:c"])
        #expect(try await outcome(rule, with: ["HTTP_AUTHORIZATION": "Basic eDp4"]) == "error a mishap")
    }

    @Test("Basic credentials with more than 30 combining marks in a row get 400 before the lookup")
    func credentialsWithLongRunsOfMarksAreRefused() async throws {
        // A letter and 31 times U+0301, as a user and as a password.
        let marks = String(repeating: "zIHMgcyB", count: 10)
        var gate = Gate()
        let calls = Calls()
        let rule = Access<String>.basic(realm: "a") { credentials in
            calls.note(credentials.user)
            return "opened"
        }
        gate.get("/", allow: rule) { _, opened in opened }
        for field in ["Basic YWFh\(marks)zIE6", "Basic YTph\(marks)zIE="] {
            let log = CollectedLog()
            let response = try await gate.response("GET", "/", with: ["HTTP_AUTHORIZATION": field], log: log)
            #expect(response.status == 400)
            #expect(response.text.contains("The user or the password holds more than 30 combining marks in a row."))
            #expect(log.lines.count == 1)
        }
        #expect(calls.all.isEmpty)
        #expect(
            try await gate.response("GET", "/", with: ["HTTP_AUTHORIZATION": "Basic YTph\(marks)"]).text == "opened")
    }

    @Test("Basic with one user compares user and password byte by byte")
    func fixedBasicNeedsUserAndPassword() async throws {
        let rule = Access.basic(realm: "a", user: "a", password: "b")
        for (field, opens) in [
            ("Basic YTpi", true), ("Basic YTpj", false), ("Basic Yjpi", false), ("Basic YTo=", false),
            ("Basic Og==", false),
            ("Basic YTpiYg==", false), ("Basic YWE6Yg==", false), ("Basic YjphCg==", false),
        ] {
            let expected = opens ? "()" : denied(challenge)
            #expect(try await outcome(rule, with: ["HTTP_AUTHORIZATION": field]) == expected, "\(field)")
        }
        #expect(try await outcome(rule) == denied(challenge))
        #expect(problems(rule).isEmpty)
        // "é" in both of its spellings: base64 of "\u{E9}:x" and of "e\u{301}:x".
        let accented = Access.basic(realm: "a", user: "\u{E9}", password: "x")
        #expect(try await outcome(accented, with: ["HTTP_AUTHORIZATION": "Basic w6k6eA=="]) == "()")
        #expect(try await outcome(accented, with: ["HTTP_AUTHORIZATION": "Basic ZcyBOng="]) == denied(challenge))
    }

    /// A missing setting is an empty text and would allow requests without credentials.
    @Test("An empty or unsendable secret is a configuration error that does not show the secret")
    func emptySecretIsConfigurationError() async throws {
        let long = String(repeating: "x", count: 513)
        for (user, password) in [
            ("", "b"), ("a", ""), ("a:", "b"), ("a\n", "b"), ("a", "b\u{7F}"), (long, "b"), ("a", long),
            ("a", "topsecret\0"),
        ] {
            let rule = Access.basic(realm: "a", user: user, password: password)
            let found = problems(rule)
            #expect(found.count == 1, "\(user) \(password)")
            #expect(!found.joined().contains("topsecret"))
        }
        for token in ["", "=", "a b", "a,b", "\"a\"", "a=b", "topsecret\n", " a", long, "é"] {
            let found = problems(Access.bearer(realm: "a", token: token))
            #expect(found.count == 1, "\(token)")
            #expect(!found.joined().contains("topsecret"))
        }
        // Even if it is evaluated, such a rule denies.
        #expect(
            try await outcome(.basic(realm: "a", user: "", password: ""), with: ["HTTP_AUTHORIZATION": "Basic Og=="])
                == denied(challenge))
    }

    /// Otherwise a gate with an invalid rule would open.
    @Test("A derived rule keeps the configuration errors of its base rule")
    func baseConfigurationErrorsRemain() {
        let base = Access<Roles>.basic(realm: "\u{E9}") { _ in nil }
        let other = Access<Roles>.bearer(realm: "\u{E9}") { _ in nil }
        let good = Access<Roles>("good") { _ in nil }
        #expect(problems(base).count == 1)
        #expect(problems(base.requiring(role: "a")).count == 1)
        #expect(problems(base.requiring(anyOf: ["a"])).count == 1)
        #expect(problems(base.requiring(anyOf: [])).count == 2)
        #expect(problems(base.requiring(allOf: ["a"])).count == 1)
        #expect(problems(base.requiring(allOf: [])).count == 2)
        #expect(problems(base.limited(to: .zero)).count == 2)
        #expect(problems(.basic(realm: "\u{E9}", user: "", password: "b")).count == 2)
        #expect(problems(.bearer(realm: "\u{E9}", token: "")).count == 2)
        let rules: [Access<Roles>] = [
            base.or(good), good.or(base), base.unless(good), good.unless(base), base.forSafeMethodsOnly(),
            base.forUnsafeMethods(requiring: good), good.forUnsafeMethods(requiring: base),
            .perMethod(safe: base, unsafe: good), .perMethod(safe: good, unsafe: base),
            base.requiring("x") { _ in true }, base.limited(to: .seconds(1)), good.narrowed(by: Narrowing(base)),
            base.narrowed("x") { roles, _ in roles }, base.narrowed(by: Narrowing("x") { roles, _ in roles }),
            Access.everyone.and(base), base.and(.everyone),
        ]
        for rule in rules {
            #expect(problems(rule).count == 1, "\(rule.name)")
        }
        #expect(problems(base.and(other)).count == 2)
        #expect(problems(base.narrowed(by: Narrowing(Access<Roles?>("x") { _ in nil }))).count == 2)
    }

    private struct Roles: HasRoles {
        let roles: Set<String> = []
    }

    @Test("A realm is quoted (RFC 9110, section 5.6.4); a realm that is not printable ASCII is a configuration error")
    func realmIsQuoted() async throws {
        for (realm, quoted) in [
            ("", #""""#), (#"a"b"#, #""a\"b""#), (#"a\"#, #""a\\""#), (#"", error="x"#, #""\", error=\"x""#),
            ("a b,c", #""a b,c""#),
        ] {
            #expect(
                try await outcome(Access<String>.basic(realm: realm) { _ in nil })
                    == denied("Basic realm=\(quoted), charset=\"UTF-8\""))
            #expect(
                try await outcome(Access<String>.bearer(realm: realm) { _ in nil }) == denied("Bearer realm=\(quoted)"))
            #expect(problems(Access<String>.basic(realm: realm) { _ in nil }).isEmpty)
        }
        for realm in ["é", "a\r\nX: y", "\0", "\u{7F}"] {
            #expect(problems(Access<String>.basic(realm: realm) { _ in nil }).count == 1)
            #expect(problems(Access<String>.bearer(realm: realm) { _ in nil }).count == 1)
        }
    }

    /// With an error in the challenge, a client without a token would discard its good tokens.
    @Test("An invalid bearer token gets an error in the challenge, a missing one does not (RFC 6750, section 3.1)")
    func invalidBearerTokenGetsError() async throws {
        let rule = Access<String>.bearer(realm: "a") { token in
            if token == "x" { throw Mishap() }
            return token == "good" || token == "A-._~+/9==" ? "client \(token)" : nil
        }
        let none = denied(#"Bearer realm="a""#)
        let wrong = denied(#"Bearer realm="a", error="invalid_token""#)
        for (field, expected) in [
            ("Bearer good", "client good"), ("bearer good", "client good"), ("BEARER   good", "client good"),
            ("Bearer A-._~+/9==", "client A-._~+/9=="), ("Bearer bad", wrong), ("Bearer", wrong), ("Bearer ", wrong),
            ("Bearer good ", wrong), ("Bearer good,good", wrong), ("Bearer good good", wrong),
            ("Bearer \"good\"", wrong),
            ("Bearer =", wrong), ("Bearer g=ood", wrong), ("Bearer good\t", wrong), ("Bearer x", "error a mishap"),
            ("Basic good", none), ("good", none), ("", none), ("Bearergood", none), (" Bearer good", none),
            ("Bearer\tgood", none),
        ] {
            #expect(try await outcome(rule, with: ["HTTP_AUTHORIZATION": field]) == expected, "\(field)")
        }
        #expect(try await outcome(rule) == none)
        #expect(
            try await outcome(
                rule, with: ["HTTP_AUTHORIZATION": "Bearer good", "REDIRECT_HTTP_AUTHORIZATION": "Bearer bad"]) == none)
        #expect(try await outcome(rule, with: ["QUERY_STRING": "access_token=good"]) == none)

        let fixed = Access.bearer(realm: "a", token: "good")
        #expect(problems(fixed).isEmpty)
        for (field, expected) in [
            ("Bearer good", "()"), ("Bearer goo", wrong), ("Bearer goode", wrong), ("Bearer Good", wrong),
            ("Basic good", none),
        ] {
            #expect(try await outcome(fixed, with: ["HTTP_AUTHORIZATION": field]) == expected, "\(field)")
        }
    }

    @Test("signedIn turns nil into a request to sign in, with a 401 or a redirect to a page")
    func signedInAsksToSignIn() async throws {
        #expect(try await outcome(Access.signedIn { _ in "ada" }) == "ada")
        #expect(try await outcome(Access<String>.signedIn { _ in nil }) == text(of: Denial.signIn))
        #expect(
            try await outcome(Access<String>.signedIn(else: .signIn(at: "/in")) { _ in nil })
                == text(of: Denial.signIn(at: "/in")))
        #expect(try await outcome(Access<String>.signedIn { _ in throw Mishap() }) == "error a mishap")
        #expect(Access<String>.signedIn("members") { _ in nil }.name == "members")
    }

    private struct Member: HasRoles, CustomStringConvertible {
        enum Role: CaseIterable { case reader, editor, admin }
        let roles: Set<Role>
        var description: String { "a member" }
    }

    /// Every set of roles with every requirement.
    @Test("A role rule requires one role, any role or all roles of a list")
    func roleRulesCompareSets() async throws {
        let all = Member.Role.allCases
        let sets = (0..<8).map { bits in all.enumerated().filter { bits >> $0.offset & 1 == 1 }.map(\.element) }
        let forbidden = text(of: Denial.forbidden)
        for has in sets {
            let member = Access<Member>("member") { _ in Member(roles: Set(has)) }
            for role in all {
                #expect(
                    try await outcome(member.requiring(role: role)) == (has.contains(role) ? "a member" : forbidden))
            }
            for asked in sets {
                let any = member.requiring(anyOf: asked)
                let allOf = member.requiring(allOf: asked)
                let hasAny = asked.contains { has.contains($0) }
                let hasAll = !asked.isEmpty && asked.allSatisfy { has.contains($0) }
                #expect(try await outcome(any) == (hasAny ? "a member" : forbidden))
                #expect(try await outcome(allOf) == (hasAll ? "a member" : forbidden))
                #expect(problems(any).count == (asked.isEmpty ? 1 : 0))
                #expect(problems(allOf).count == (asked.isEmpty ? 1 : 0))
            }
        }
        let none = Access<Member>("member", else: .signIn) { _ in nil }
        #expect(try await outcome(none.requiring(role: .reader)) == text(of: Denial.signIn))
        #expect(
            try await outcome(Access<Member>("m") { _ in Member(roles: []) }.requiring(role: .admin, else: .hidden))
                == text(of: Denial.hidden))
    }
}
