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
public struct Access<Evidence: Sendable>: Sendable {
    /// The name of the rule, as the log and the route table show it.
    public let name: String

    private let denial: Denial
    private let prove: @Sendable (Request) async throws -> Evidence?

    /// Creates a rule.
    ///
    /// - Parameters:
    ///   - name: what the rule asks for, in the words of whoever reads the log.
    ///   - denial: how a request without evidence is turned away; hidden unless told, so that nothing is given away.
    ///   - prove: returns the evidence, or `nil` to deny.
    public init(
        _ name: String,
        else denial: Denial = .hidden,
        _ prove: @escaping @Sendable (Request) async throws -> Evidence?
    ) {
        self.name = name
        self.denial = denial
        self.prove = prove
    }

    /// Asks the rule.
    ///
    /// - Throws: the ``Denial`` without evidence, and whatever the rule throws.
    func evidence(for request: Request) async throws -> Evidence {
        guard let evidence = try await prove(request) else { throw denial }
        return evidence
    }
}

extension Access where Evidence == Void {
    /// Lets every request pass. To be written out, because nothing is open by default.
    public static var everyone: Access {
        Access("everyone") { _ in () }
    }
}
