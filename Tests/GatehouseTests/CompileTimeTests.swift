import Testing

/// Programs that must not compile, and the compiler's messages. Each has a correct twin that compiles: a test that
/// fails for another reason, such as a missing module, cannot pass.
@Suite("Programs that do not compile", .timeLimit(.minutes(5)))
struct CompileTimeTests {
    /// A wrong program, and the correct one.
    struct Claim: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let problem: String
        let correct: String
        /// The start of the compiler's first error message.
        let message: String
        var start = Self.gate
        /// The compiler's warning before the error, if the error is unclear without it.
        var warning: String?

        init(_ description: String, problem: String, correct: String, message: String) {
            testDescription = description
            self.problem = problem
            self.correct = correct
            self.message = message
        }

        static let gate = """
            import Gatehouse

            struct Member {
                let name: String
            }

            struct Note {
                let title: String
            }

            let member = Access<Member>("member") { _ in nil }
            let ownNote = Narrowing<Member, Note>("own note") { _, _ in nil }
            var gate = Gate()

            """

        /// A claim about a rule that returns nothing and would therefore allow every request. The compiler explains the
        /// error with a warning before it.
        ///
        /// - Parameter function: the overload for such closures.
        static func withoutEvidence(
            _ description: String,
            problem: String,
            correct: String,
            _ function: String
        ) -> Claim {
            var claim = Claim(
                description, problem: problem, correct: correct, message: "call can throw but is not marked with 'try'")
            claim.warning =
                "'\(function)' is deprecated: return the evidence, nil to deny, or a Bool; returning nothing would allow everyone"
            return claim
        }

        /// A claim about the binding alone.
        static func binding(_ description: String, problem: String, correct: String, message: String) -> Claim {
            func serving(_ body: String) -> String {
                "let server = try Server()\ntry await server.serve { request, response in\n\(body)\n}\n"
            }
            var claim = Claim(description, problem: serving(problem), correct: serving(correct), message: message)
            claim.start = "import FastCGI\n\n"
            return claim
        }
    }

    @Test("The wrong program does not compile, and its correct twin does", arguments: claims)
    func wrongProgramDoesNotCompile(claim: Claim) throws {
        let compiler = SwiftCompiler()
        let correct = try compiler.check(["main.swift": claim.start + claim.correct + "\n"])
        #expect(correct.isCompiled, "\(correct.messages)")
        let problem = try compiler.check(["main.swift": claim.start + claim.problem + "\n"])
        #expect(!problem.isCompiled)
        let prefixes = (claim.warning.map { ["warning: " + $0] } ?? []) + ["error: " + claim.message]
        #expect(problem.diagnostics.count >= prefixes.count, "\(problem.messages)")
        for (diagnostic, prefix) in zip(problem.diagnostics, prefixes) {
            #expect(diagnostic.hasPrefix(prefix), "\(problem.messages)")
        }
    }

    static let claims: [Claim] = [
        Claim(
            "a route without a rule",
            problem: #"gate.get("/") { _ in "open" }"#,
            correct: #"gate.get("/", allow: .everyone) { _ in "open" }"#,
            message: "missing argument for parameter 'allow' in call"
        ),
        Claim(
            "a group without a rule",
            problem: #"gate.group("/notes") { notes in notes.get("new") { _ in "open" } }"#,
            correct: #"gate.group("/notes", allow: .everyone) { notes in notes.get("new") { _ in "open" } }"#,
            message: "missing argument for parameter 'allow' in call"
        ),
        Claim(
            "a handler that expects evidence that its rule does not provide",
            problem: #"gate.get("/n", allow: member) { _, member in member.title }"#,
            correct: #"gate.get("/n", allow: member.narrowed(by: ownNote)) { _, note in note.title }"#,
            message: "value of type 'Member' has no member 'title'"
        ),
        Claim(
            "a handler that expects evidence that its group does not provide",
            problem: #"gate.group("/n", allow: member) { notes in notes.get("a") { _, member in member.title } }"#,
            correct: """
                gate.group("/n", allow: member) { notes in
                    notes.get("a", narrowedBy: ownNote) { _, note in note.title }
                }
                """,
            message: "value of type 'Member' has no member 'title'"
        ),
        Claim(
            "a handler with evidence for a rule without any",
            problem: #"gate.get("/", allow: .everyone) { _, member in member.name }"#,
            correct: #"gate.get("/", allow: member) { _, member in member.name }"#,
            message: "contextual closure type 'nonisolated(nonsending) @Sendable (Request) async throws -> (any "
                + "ResponseConvertible)?' expects 1 argument, but 2 were used"
        ),
        Claim(
            "a handler that ignores the evidence of its rule",
            problem: #"gate.get("/", allow: member) { _ in "Hello" }"#,
            correct: #"gate.get("/", allow: member) { _, _ in "Hello" }"#,
            message: "no exact matches in call to instance method 'get'"
        ),
        Claim(
            "a route of a group with its own rule",
            problem: #"gate.group("/n", allow: member) { notes in notes.get("a", allow: .everyone) { _ in "open" } }"#,
            correct: #"gate.group("/n", allow: member) { notes in notes.get("a") { _, _ in "members only" } }"#,
            message:
                "'get(_:as:allow:handler:)' is unavailable: a route of a group has the group's rule; to require more, "
                + "use narrowedBy:"
        ),
        Claim(
            "the same for a rule with evidence, and another method",
            problem:
                #"gate.group("/n", allow: member) { notes in notes.put("a", allow: member) { _, _ in .noContent } }"#,
            correct: #"gate.group("/n", allow: member) { notes in notes.put("a") { _, _ in .noContent } }"#,
            message:
                "'put(_:as:allow:handler:)' is unavailable: a route of a group has the group's rule; to require more, "
                + "use narrowedBy:"
        ),
        Claim(
            "a separate rule instead of a narrowing one",
            problem: """
                gate.group("/n", allow: member) { notes in
                    notes.get("a", narrowedBy: Access<Void>.everyone) { _, _ in "open" }
                }
                """,
            correct: """
                gate.group("/n", allow: member) { notes in
                    notes.get("a", narrowedBy: Narrowing(Access<Void>.everyone)) { _, _ in "members only" }
                }
                """,
            message: "cannot convert value of type 'Access<()>' to expected argument type 'Narrowing<Member, Narrower>'"
        ),
        Claim(
            "middleware instead of a rule",
            problem: #"gate.get("/", allow: { request, next in try await next() }) { _ in "open" }"#,
            correct: """
                gate.get("/", allow: .everyone) { _ in "open" }
                gate.middleware("nothing") { request, next in try await next() }
                """,
            message: "closure passed to parameter of type 'Access<Void>' that does not accept a closure"
        ),
        Claim(
            "middleware that continues without a passed request",
            problem: #"gate.middleware("skip") { request, _ in try await Next()() }"#,
            correct: #"gate.middleware("go on") { request, next in try await next() }"#,
            message: "'Next' initializer is inaccessible due to 'internal' protection level"
        ),
        Claim(
            "a handmade request",
            problem: "let request = Request()",
            correct: "let request: Request? = nil",
            message: "'Request' initializer is inaccessible due to 'internal' protection level"
        ),
        Claim(
            "a handmade group, with a rule that its routes were not written for",
            problem: "let group = RouteGroup<Member>()",
            correct: "var group: RouteGroup<Member>?",
            message: "'RouteGroup<Evidence>' initializer is inaccessible due to 'internal' protection level"
        ),
        Claim(
            "evidence requested in a handler, without the route's rule",
            problem: """
                gate.get("/", allow: .everyone) { request in
                    try await member.evidence(for: request).name
                }
                """,
            correct: #"gate.get("/", allow: member) { _, member in member.name }"#,
            message: "'evidence' is inaccessible due to 'internal' protection level"
        ),
        Claim(
            "credentials that no client has sent",
            problem: #"let credentials = BasicCredentials(user: "ada", password: "")"#,
            correct: """
                let basic = Access<Member>.basic(realm: "x") { (credentials: BasicCredentials) in
                    Member(name: credentials.user)
                }
                """,
            message: "'BasicCredentials?' initializer is inaccessible due to 'internal' protection level"
        ),
        Claim(
            "a handler whose result is not a response",
            problem: #"gate.get("/", allow: .everyone) { _ in 42 }"#,
            correct: #"gate.get("/", allow: .everyone) { _ in "\(42)" }"#,
            message: "cannot convert value of type 'Int' to closure result type '(any ResponseConvertible)?'"
        ),
        Claim(
            "a handler that returns nothing",
            problem: #"gate.delete("/", allow: .everyone) { _ in }"#,
            correct: #"gate.delete("/", allow: .everyone) { _ in .noContent }"#,
            message: "cannot convert value of type '()' to closure result type '(any ResponseConvertible)?'"
        ),
        Claim(
            "a handler with one parameter too many",
            problem: #"gate.get("/", allow: member) { _, member, note in member.name }"#,
            correct: #"gate.get("/", allow: member) { _, member in member.name }"#,
            message:
                "contextual closure type 'nonisolated(nonsending) @Sendable (Request, Member) async throws -> (any "
                + "ResponseConvertible)?' expects 2 arguments, but 3 were used"
        ),
        Claim(
            "a handler without parameters",
            problem: #"gate.get("/", allow: member) { "Hello" }"#,
            correct: #"gate.get("/", allow: member) { _, _ in "Hello" }"#,
            message: "contextual type for closure argument list expects 2 arguments, which cannot be implicitly ignored"
        ),
        Claim(
            "a page in one branch and no response in the other",
            problem: #"gate.get("/", allow: member) { _, member in if member.name == "" { 4 } else { Page("") } }"#,
            correct: """
                gate.get("/", allow: member) { _, member in
                    if member.name == "" { Redirect(to: "/name") } else { Page("") }
                }
                """,
            message: "result value of type 'Int' does not conform to closure result type 'ResponseConvertible'"
        ),
        Claim(
            "a handler in a group that asks for evidence of the outer group",
            problem: """
                gate.group("/n", allow: member) { notes in
                    notes.group("{id}", narrowedBy: ownNote) { note in note.get("/") { _, note in note.name } }
                }
                """,
            correct: """
                gate.group("/n", allow: member) { notes in
                    notes.group("{id}", narrowedBy: ownNote) { note in note.get("/") { _, note in note.title } }
                }
                """,
            message: "value of type 'Note' has no member 'name'"
        ),
        Claim(
            "evidence that two requests could change concurrently",
            problem: """
                final class Session { var name = "" }
                let session = Access<Session>("session") { _ in nil }
                """,
            correct: """
                final class Session: Sendable { let name = "" }
                let session = Access<Session>("session") { _ in nil }
                """,
            message: "type 'Session' does not conform to the 'Sendable' protocol"
        ),
        .withoutEvidence(
            "a rule that returns nothing",
            problem: #"let rule = Access("beta") { r in _ = r.headers[.cookie] }"#,
            correct: #"let rule = Access("beta") { r in r.headers[.cookie] }"#,
            "init(_:else:_:)"
        ),
        .withoutEvidence(
            "a rule that returns nothing, instead of a rule",
            problem: #"gate.get("/", allow: Access("beta") { r in _ = r.headers[.cookie] }) { _ in "open" }"#,
            correct: #"gate.get("/", allow: Access("beta") { r in r.headers[.cookie] != nil }) { _ in "open" }"#,
            "init(_:else:_:)"
        ),
        .withoutEvidence(
            "a rule with an explicit type that returns nothing",
            problem: #"let rule = Access<Void>("beta") { r in print(r.method) }"#,
            correct: #"let rule = Access<Void>("beta") { r in r.method == .get }"#,
            "init(_:else:_:)"
        ),
        .withoutEvidence(
            "a rule with its closure in parentheses",
            problem: #"let rule = Access("beta", else: .forbidden, { r in _ = r.headers[.cookie] })"#,
            correct: #"let rule = Access("beta", else: .forbidden, { r in r.headers[.cookie] })"#,
            "init(_:else:_:)"
        ),
        .withoutEvidence(
            "a rule that is a function without a value",
            problem: #"func check(_ request: Request) {}; let rule = Access("beta", check)"#,
            correct: #"func check(_ request: Request) -> Member? { nil }; let rule = Access("beta", check)"#,
            "init(_:else:_:)"
        ),
        .withoutEvidence(
            "a rule that returns an optional Void",
            problem: #"let rule = Access("beta") { r in r.headers[.cookie].map { print($0) } }"#,
            correct: #"let rule = Access("beta") { r in r.headers[.cookie].map { Member(name: $0) } }"#,
            "init(_:else:_:)"
        ),
        .withoutEvidence(
            "a rule that chooses between Void and nil",
            problem: #"let rule = Access("beta") { r in r.method == .get ? () : nil }"#,
            correct: #"let rule = Access("beta") { r in r.method == .get ? Member(name: "") : nil }"#,
            "init(_:else:_:)"
        ),
        .withoutEvidence(
            "a rule that always denies with nil, and would have no evidence",
            problem: #"let rule = Access<Void>("nobody") { _ in nil }"#,
            correct: #"let rule = Access<Never>("nobody") { _ in nil }"#,
            "init(_:else:_:)"
        ),
        .withoutEvidence(
            "a narrowed rule that returns nothing",
            problem: #"let rule = member.narrowed("paid") { member, _ in _ = member.name }"#,
            correct: #"let rule = member.narrowed("paid") { member, _ in member.name }"#,
            "narrowed(_:else:_:)"
        ),
        .withoutEvidence(
            "a narrowed rule of several statements that returns nothing",
            problem: #"let rule = member.narrowed("paid") { member, _ in let name = member.name; print(name) }"#,
            correct: #"let rule = member.narrowed("paid") { member, _ in let name = member.name; return name }"#,
            "narrowed(_:else:_:)"
        ),
        .withoutEvidence(
            "a narrowing that returns nothing",
            problem: #"let rule = Narrowing<Member, Void>("paid") { member, _ in _ = member.name }"#,
            correct: #"let rule = Narrowing<Member, Void>("paid") { member, _ in !member.name.isEmpty }"#,
            "init(_:else:_:)"
        ),
        .withoutEvidence(
            "a lookup of the signed-in user that returns nothing",
            problem: #"gate.get("/", allow: .signedIn { r in _ = r.headers[.cookie] }) { _ in "open" }"#,
            correct: #"gate.get("/", allow: .signedIn { r in r.headers[.cookie] }) { _, name in name }"#,
            "signedIn(_:else:lookup:)"
        ),
        .withoutEvidence(
            "a lookup of Basic credentials that returns nothing",
            problem: #"gate.get("/", allow: .basic(realm: "x") { c in _ = c.user }) { _ in "open" }"#,
            correct:
                #"gate.get("/", allow: .basic(realm: "x") { c in Member(name: c.user) }) { _, member in member.name }"#,
            "basic(realm:lookup:)"
        ),
        .withoutEvidence(
            "a lookup of a token that returns nothing",
            problem: #"gate.get("/", allow: .bearer(realm: "x") { token in print(token) }) { _ in "open" }"#,
            correct:
                #"gate.get("/", allow: .bearer(realm: "x") { token in Member(name: token) }) { _, member in member.name }"#,
            "bearer(realm:lookup:)"
        ),
        Claim(
            "a rule of several statements that returns nothing",
            problem: #"let rule = Access("beta") { r in let cookie = r.headers[.cookie]; print(cookie ?? "") }"#,
            correct: #"let rule = Access("beta") { r in let cookie = r.headers[.cookie]; return cookie == "" }"#,
            message: "missing return in closure expected to return 'Bool'"
        ),
        Claim(
            "a rule that returns in only one branch",
            problem: #"let rule = Access("x") { r in if r.method == .get { throw Denial.hidden } }"#,
            correct: #"let rule = Access("x") { r in if r.method == .get { throw Denial.hidden }; return true }"#,
            message: "missing return in closure expected to return 'Bool'"
        ),
        Claim(
            "a requirement that returns nothing",
            problem: #"let rule = member.requiring("paid") { member in _ = member.name }"#,
            correct: #"let rule = member.requiring("paid") { member in !member.name.isEmpty }"#,
            message: "cannot convert value of type '()' to closure result type 'Bool'"
        ),
        Claim.binding(
            "a request of the binding with two responses",
            problem: """
                try response.finish(HTTPResponse(status: .ok))
                try response.finish(HTTPResponse(status: .ok))
                """,
            correct: "try response.finish(HTTPResponse(status: .ok))",
            message: "'response' consumed more than once"
        ),
        Claim.binding(
            "a body of the binding that continues after its end",
            problem: """
                var body = try response.start(HTTPResponse(status: .ok))
                try body.finish()
                try body.write(Array("more".utf8))
                """,
            correct: """
                var body = try response.start(HTTPResponse(status: .ok))
                try body.write(Array("all".utf8))
                try body.finish()
                """,
            message: "'body' used after consume"
        ),
    ]
}
