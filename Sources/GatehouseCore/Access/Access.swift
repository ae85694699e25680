/// An access rule: derives evidence from a request, and passes it to the handler.
///
/// Evidence is a value that proves the access: the signed-in member, the note of that member. The handler gets the
/// object from the rule that checked it, so code that checks one object and serves another does not compile.
///
/// ```swift
/// let member = Access<Member>("member", else: .signIn) { request in
///     try await sessions.member(of: request)          // nil denies
/// }
/// gate.get("/desk", allow: member) { request, member in "Good morning, \(member.name)\n" }
/// ```
///
/// A rule denies by returning `nil` or by throwing a ``Denial``. Any other error also denies, with 500 and a line in
/// the log: an error never opens a route.
///
/// A closure that returns nothing (`Void`) does not compile as a rule. A rule with `Bool` or an optional as evidence
/// would allow a request with `false` or `nil`: the gate does not open with it. Use ``init(_:else:when:)`` for a
/// condition. Every other value is evidence, including an empty array or an empty string; return `nil` to deny instead.
///
/// A rule must not change anything. The gate also runs it without the handler: for OPTIONS, for a method that the path
/// does not have, and before a redirect to the canonical form of a path. Counters are the exception
/// (``limited(by:)``): they count every evaluation, with and without the handler.
public struct Access<Evidence: Sendable>: Sendable {
    /// The name of the rule, as the log and the route table show it.
    public let name: String

    /// The separator between the parts of the name, if it has parts: " and ", " or ", ", ".
    let connective: String?

    /// The configuration errors of the rule, such as an invalid address range. The gate does not open with them.
    let problems: [String]

    /// Whether this is ``everyone``: its routes are public.
    let isEveryone: Bool

    /// Whether pages of other sites may read what the rule opens: ``allowingCrossSiteReads()``.
    private(set) var allowsCrossSiteReads = false

    /// The pages of other origins whose scripts may call what the rule opens: ``sharing(with:)``.
    let crossOrigin: CrossOriginPolicy?

    /// Two kinds of closures, because each additional asynchronous function costs every request time.
    private enum Proof: Sendable {
        /// Returns the evidence, or throws.
        case throwing(@Sendable (Request) async throws -> Evidence)
        /// Returns the evidence, or `nil` for the denial.
        case optional(@Sendable (Request) async throws -> Evidence?, else: Denial)
        /// Allows every request: ``everyone``.
        case always(Evidence)
    }

    private let proof: Proof

    /// Whether there is nothing to evaluate, because the rule allows every request.
    var isAlwaysProven: Bool {
        if case .always = proof { true } else { false }
    }

    /// Creates a rule.
    ///
    /// - Parameters:
    ///   - name: the name of the rule, for the log and the route table.
    ///   - denial: the denial for requests without evidence; defaults to hidden, which reveals nothing.
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

    /// Creates a rule that throws to deny.
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
        crossOrigin = nil
    }

    /// Creates the same rule with a policy for other origins.
    init(sharing access: Access, with policy: CrossOriginPolicy, name: String, problems: [String]) {
        self.name = name
        connective = ", "
        self.problems = problems
        isEveryone = access.isEveryone
        allowsCrossSiteReads = access.allowsCrossSiteReads
        proof = access.proof
        crossOrigin = policy
    }

    /// Returns the same rule with more configuration errors.
    package func adding(problems more: [String]) -> Access {
        Access(name: name, connective: connective, problems: problems + more, proof: proof)
    }

    /// Returns the same rule for a route that pages of other sites may embed or read.
    ///
    /// A browser sends the cookies of a client with many requests that pages of other sites cause, for example for an
    /// image. Such a page could learn from the response whether the client is signed in, or read it in a side channel.
    /// So behind every rule except ``everyone``, a GET from a page of another site gets the 404 of a path that does not
    /// exist. A link to the site in the same or in a new tab is always allowed. The browser describes the request in
    /// `Sec-Fetch-Site`, `Sec-Fetch-Mode` and `Sec-Fetch-Dest` (Fetch Metadata). A request without them does not come from
    /// a current browser, and is allowed.
    ///
    /// ```swift
    /// gate.get("/badge.svg", allow: member.allowingCrossSiteReads()) { _, member in … }
    /// ```
    ///
    /// Write it last: a rule that is derived from this one has the default again. It does not change the policy for unsafe
    /// methods (``GateConfiguration/crossSiteRequests``).
    public func allowingCrossSiteReads() -> Access {
        var access = self
        access.allowsCrossSiteReads = true
        return access
    }

    /// Returns the same rule with evidence derived from this rule's.
    package func mapped<Other: Sendable>(_ derive: @escaping @Sendable (Evidence) -> Other) -> Access<Other> {
        Access<Other>(name: name, connective: connective, problems: problems) { request in
            derive(try await evidence(for: request))
        }
    }

    /// Returns the same rule, which passes each denial to a function before it takes effect.
    ///
    /// - Parameter note: gets the request and the kind of the denial.
    package func notingDenials(_ note: @escaping @Sendable (Request, Denial) async -> Void) -> Access {
        Access(name: name, connective: connective, problems: problems, isEveryone: isEveryone) { request in
            do {
                return try await evidence(for: request)
            } catch let denial as Denial {
                await note(request, denial)
                throw denial
            }
        }
    }

    /// The name as a part of a combined name: in parentheses if it would be ambiguous without. "a and b or c" could be
    /// two rules.
    func part(_ connective: String) -> String {
        self.connective == nil || self.connective == connective ? name : "(\(name))"
    }

    /// Evaluates the rule.
    ///
    /// - Throws: the ``Denial`` if there is no evidence, and what the rule throws.
    @inline(__always)
    func evidence(for request: Request) async throws -> Evidence {
        switch proof {
        case .throwing(let prove):
            return try await prove(request)
        case .optional(let prove, let denial):
            guard let evidence = try await prove(request) else { throw denial }
            return evidence
        case .always(let evidence):
            return evidence
        }
    }

    /// Evaluates the rule of a route. Wraps its errors in ``RuleError``, to distinguish them from those of the handler.
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
    /// Creates a rule from a condition. The rule has no evidence.
    ///
    /// ```swift
    /// gate.get("/beta", allow: Access("beta testers") { request in request.cookie("beta") == "1" }) { _ in "Beta\n" }
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name of the rule, for the log and the route table.
    ///   - denial: the denial if the condition is false; defaults to hidden.
    ///   - condition: whether to allow the request. An error denies.
    public init(
        _ name: String,
        else denial: Denial = .hidden,
        when condition: @escaping @Sendable (Request) async throws -> Bool
    ) {
        self.init(name: name, problems: []) { request in
            guard try await condition(request) else { throw denial }
        }
    }

    /// Allows every request. Public routes name it explicitly, because nothing is open by default.
    public static var everyone: Access {
        Access(name: "everyone", problems: [], isEveryone: true, proof: .always(()))
    }

    /// Denies every request with the response for a path that does not exist.
    public static var nobody: Access {
        Access(name: "nobody", problems: []) { _ in throw Denial.hidden }
    }
}
