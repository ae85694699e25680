/// An access rule: proves from a request that it may pass, and hands the proof to the handler.
///
/// What is proven is the rule's evidence: the signed-in member, the note that is theirs. A handler gets the object
/// through the rule that proved whose it is, so that checking one object and serving another does not compile.
///
/// ```swift
/// let member = Access<Member>("member", else: .signIn) { request in
///     try await sessions.member(of: request)          // nil denies
/// }
/// gate.get("/desk", allow: member) { request, member in "Good morning, \(member.name)\n" }
/// ```
///
/// A rule denies by returning `nil` or by throwing a ``Denial``. One that throws anything else denies too, with 500
/// and a line in the log: an error never opens.
///
/// Evidence is a value that proves something. A closure that returns nothing (`Void`) does not compile as a rule. A `Bool`
/// or an optional as evidence would let pass with `false` or `nil`: the gate does not open with such a rule. Use
/// ``init(_:else:when:)`` for a condition. Every other value opens, an empty array or text as well: return `nil` for it.
///
/// A rule only looks; it changes nothing. It may be asked without its handler being called: for OPTIONS, for a method
/// that the path does not have, and before a redirect to the path's own form.
public struct Access<Evidence: Sendable>: Sendable {
    /// The name of the rule, as the log and the route table show it.
    public let name: String

    /// What the parts of the name are joined by, if it has parts: " and ", " or ", ", ".
    let connective: String?

    /// What is wrong with the rule itself, such as an address range that is none. The gate does not open with it.
    let problems: [String]

    /// Whether this is ``everyone``: what it opens is for everybody's eyes.
    let isEveryone: Bool

    /// How it is asked. Two ways, because each function around an asynchronous one costs every request something.
    private enum Proof: Sendable {
        /// Returns the evidence, or throws.
        case throwing(@Sendable (Request) async throws -> Evidence)
        /// Returns the evidence, or `nil` for the denial.
        case optional(@Sendable (Request) async throws -> Evidence?, else: Denial)
    }

    private let proof: Proof

    /// Creates a rule.
    ///
    /// - Parameters:
    ///   - name: what the rule asks for, in the words of whoever reads the log.
    ///   - denial: how a request without evidence is turned away; hidden unless told, so that nothing is given away.
    ///   - prove: returns the evidence, or `nil` to deny.
    @_disfavoredOverload  // A closure that returns a Bool is a condition.
    public init(
        _ name: String,
        else denial: Denial = .hidden,
        _ prove: @escaping @Sendable (Request) async throws -> Evidence?
    ) {
        self.init(
            name: name,
            problems: EvidenceProblems.of(Evidence.self, in: name),
            proof: .optional(prove, else: denial)
        )
    }

    /// Creates a rule that throws where it denies.
    init(
        name: String,
        connective: String? = nil,
        problems: [String],
        isEveryone: Bool = false,
        prove: @escaping @Sendable (Request) async throws -> Evidence
    ) {
        self.init(
            name: name,
            connective: connective,
            problems: problems,
            isEveryone: isEveryone,
            proof: .throwing(prove)
        )
    }

    private init(
        name: String,
        connective: String? = nil,
        problems: [String],
        isEveryone: Bool = false,
        proof: Proof
    ) {
        self.name = name
        self.isEveryone = isEveryone
        self.connective = connective
        self.problems = problems
        self.proof = proof
    }

    /// The same rule, with what else is wrong with it.
    func adding(problems more: [String]) -> Access {
        Access(name: name, connective: connective, problems: problems + more, proof: proof)
    }

    /// The name as a part of another's: in parentheses where it would be read otherwise without. Whoever reads the table
    /// of routes has to see what is open, and "a and b or c" could be two rules.
    func part(_ connective: String) -> String {
        self.connective == nil || self.connective == connective ? name : "(\(name))"
    }

    /// Asks the rule.
    ///
    /// - Throws: the ``Denial`` without evidence, and whatever the rule throws.
    @inline(__always)
    func evidence(for request: Request) async throws -> Evidence {
        switch proof {
        case .throwing(let prove):
            return try await prove(request)
        case .optional(let prove, let denial):
            guard let evidence = try await prove(request) else { throw denial }
            return evidence
        }
    }

    /// Asks the rule of a route. What it throws is told from what the handler throws.
    @inline(__always)
    func proven(for request: Request) async throws -> Evidence {
        do {
            return try await evidence(for: request)
        } catch {
            throw RuleError(error)
        }
    }
}

extension Access where Evidence == Void {
    /// Creates a rule from a condition, which has no evidence to hand over.
    ///
    /// ```swift
    /// gate.get("/beta", allow: Access("beta testers") { request in request.cookie("beta") == "1" }) { _ in "Beta\n" }
    /// ```
    ///
    /// - Parameters:
    ///   - name: what the rule asks for, in the words of whoever reads the log.
    ///   - denial: how a request is turned away for which the condition does not hold; hidden unless told.
    ///   - condition: whether the request may pass. What it throws denies.
    public init(
        _ name: String,
        else denial: Denial = .hidden,
        when condition: @escaping @Sendable (Request) async throws -> Bool
    ) {
        self.init(name: name, problems: []) { request in
            guard try await condition(request) else { throw denial }
        }
    }

    /// Lets every request pass. To be written out, because nothing is open by default.
    public static var everyone: Access {
        Access(name: "everyone", problems: [], isEveryone: true) { _ in }
    }

    /// Lets no request pass: the path is as good as not there.
    public static var nobody: Access {
        Access(name: "nobody", problems: []) { _ in throw Denial.hidden }
    }
}
