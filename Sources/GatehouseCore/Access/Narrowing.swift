/// A rule that goes on from the evidence of another: from the member to the note that is theirs.
///
/// ```swift
/// let ownNote = Narrowing<Member, Note>("own note") { member, request in
///     try await notes.find(request.path["id"], ownedBy: member)       // nil denies
/// }
/// gate.get("/notes/{id}", allow: member.narrowed(by: ownNote)) { request, note in note.text }
/// ```
///
/// Like ``Access`` it denies by `nil`, by a thrown ``Denial``, and by any other error.
public struct Narrowing<Base: Sendable, Evidence: Sendable>: Sendable {
    /// The name of the rule, as the log and the route table show it.
    public let name: String

    let problems: [String]
    private let prove: @Sendable (Base, Request) async throws -> Evidence

    /// Creates a rule that goes on from evidence.
    ///
    /// - Parameters:
    ///   - name: what the rule asks for, in the words of whoever reads the log.
    ///   - denial: how a request without evidence is turned away; hidden unless told.
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

    private init(
        name: String,
        problems: [String],
        prove: @escaping @Sendable (Base, Request) async throws -> Evidence
    ) {
        self.name = name
        self.problems = problems
        self.prove = prove
    }

    /// A rule of its own as one that goes on from anything, so that a group can be narrowed by it.
    ///
    /// - Parameter access: is asked after the group's rule has let the request pass.
    public init(_ access: Access<Evidence>) {
        name = access.part(", ")
        problems = access.problems
        prove = { _, request in try await access.evidence(for: request) }
    }

    /// Asks the rule.
    func evidence(from base: Base, for request: Request) async throws -> Evidence {
        try await prove(base, request)
    }
}

extension Narrowing where Evidence == Void {
    /// Creates a rule that goes on from evidence and has none of its own to hand over.
    ///
    /// ```swift
    /// let isAdmin = Narrowing<Member, Void>("admin", else: .forbidden) { member, _ in member.isAdmin }
    /// ```
    ///
    /// - Parameters:
    ///   - name: what the rule asks for, as the log and the route table show it.
    ///   - denial: the response to a request for which the condition does not hold; defaults to hidden.
    ///   - condition: whether the request may pass. What it throws denies.
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
