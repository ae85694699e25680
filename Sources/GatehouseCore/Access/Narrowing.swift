/// A rule that derives new evidence from the evidence of another rule: from a member to a note of that member.
///
/// ```swift
/// let ownNote = Narrowing<Member, Note>("own note") { member, request in
///     try await notes.find(request.path["id"], ownedBy: member)       // nil denies
/// }
/// gate.get("/notes/{id}", allow: member.narrowed(by: ownNote)) { request, note in note.text }
/// ```
///
/// Like ``Access``, it denies with `nil`, with a thrown ``Denial``, and with any other error.
public struct Narrowing<Base: Sendable, Evidence: Sendable>: Sendable {
    /// The name of the rule, as the log and the route table show it.
    public let name: String

    let problems: [String]
    private let prove: @Sendable (Base, Request) async throws -> Evidence

    /// Creates a rule that derives new evidence.
    ///
    /// - Parameters:
    ///   - name: the name of the rule, for the log and the route table.
    ///   - denial: the denial for requests without evidence; defaults to hidden.
    ///   - prove: returns the new evidence, or `nil` to deny.
    @_disfavoredOverload  // A closure that returns a Bool is a condition.
    public init(
        _ name: String,
        else denial: Denial = .hidden,
        _ prove: @escaping @Sendable (Base, Request) async throws -> Evidence?
    ) {
        self.init(name: name, problems: EvidenceProblems.of(Evidence.self, in: name)) { base, request in
            guard let evidence = try await prove(base, request) else { throw denial }
            return evidence
        }
    }

    init(
        name: String,
        problems: [String],
        prove: @escaping @Sendable (Base, Request) async throws -> Evidence
    ) {
        self.name = name
        self.problems = problems
        self.prove = prove
    }

    /// Makes a narrowing from a rule that needs no other evidence, for example to narrow a group.
    ///
    /// - Parameter access: runs after the group's rule has allowed the request.
    public init(_ access: Access<Evidence>) {
        name = access.part(", ")
        problems = access.problems
        prove = { _, request in try await access.evidence(for: request) }
    }

    /// Evaluates the rule.
    func evidence(from base: Base, for request: Request) async throws -> Evidence {
        try await prove(base, request)
    }
}

extension Narrowing where Evidence == Void {
    /// Creates a rule from a condition on the evidence. The rule has no evidence of its own.
    ///
    /// ```swift
    /// let isAdmin = Narrowing<Member, Void>("admin", else: .forbidden) { member, _ in member.isAdmin }
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name of the rule, for the log and the route table.
    ///   - denial: the denial if the condition is false; defaults to hidden.
    ///   - condition: whether to allow the request. An error denies.
    public init(
        _ name: String,
        else denial: Denial = .hidden,
        when condition: @escaping @Sendable (Base, Request) async throws -> Bool
    ) {
        self.init(name: name, problems: []) { base, request in
            guard try await condition(base, request) else { throw denial }
        }
    }
}
