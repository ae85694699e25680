/// Overloads for closures that return nothing. As a rule, such a closure would allow every request.
///
/// The overloads are available, because otherwise the compiler would choose the generic overload. A call causes the
/// warning below, and an error for the missing `try`. With the `try`, the call throws at run time.
///
/// Each function needs its own overload, because the closures have different parameters. The attribute needs its message
/// as a literal.
///
/// - Throws: ``GateError``, always.
extension Access where Evidence == Void {
    /// Refuses a closure that returns nothing.
    ///
    /// - Throws: ``GateError``, always.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(
        *, deprecated, message: "return the evidence, nil to deny, or a Bool; returning nothing would allow everyone"
    )
    public init(
        _ name: String,
        else denial: Denial = .hidden,
        _ prove: @escaping @Sendable (Request) async throws -> Void?
    ) throws(GateError) {
        throw .withoutEvidence(name)
    }

    /// Refuses a closure that returns nothing.
    ///
    /// - Throws: ``GateError``, always.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(
        *, deprecated, message: "return the evidence, nil to deny, or a Bool; returning nothing would allow everyone"
    )
    public static func signedIn(
        _ name: String = "signed in",
        else denial: Denial = .signIn,
        lookup: @escaping @Sendable (Request) async throws -> Void?
    ) throws(GateError) -> Access {
        throw .withoutEvidence(name)
    }

    /// Refuses a closure that returns nothing.
    ///
    /// - Throws: ``GateError``, always.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(
        *, deprecated, message: "return the evidence, nil to deny, or a Bool; returning nothing would allow everyone"
    )
    public static func basic(
        realm: String,
        lookup: @escaping @Sendable (BasicCredentials) async throws -> Void?
    ) throws(GateError) -> Access {
        throw .withoutEvidence("HTTP Basic")
    }

    /// Refuses a closure that returns nothing.
    ///
    /// - Throws: ``GateError``, always.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(
        *, deprecated, message: "return the evidence, nil to deny, or a Bool; returning nothing would allow everyone"
    )
    public static func bearer(
        realm: String,
        lookup: @escaping @Sendable (String) async throws -> Void?
    ) throws(GateError) -> Access {
        throw .withoutEvidence("bearer token")
    }
}

extension Access {
    /// Refuses a closure that returns nothing.
    ///
    /// - Throws: ``GateError``, always.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(
        *, deprecated, message: "return the evidence, nil to deny, or a Bool; returning nothing would allow everyone"
    )
    public func narrowed(
        _ name: String,
        else denial: Denial = .hidden,
        _ prove: @escaping @Sendable (Evidence, Request) async throws -> Void?
    ) throws(GateError) -> Access<Void> {
        throw .withoutEvidence(name)
    }
}

extension Narrowing where Evidence == Void {
    /// Refuses a closure that returns nothing.
    ///
    /// - Throws: ``GateError``, always.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(
        *, deprecated, message: "return the evidence, nil to deny, or a Bool; returning nothing would allow everyone"
    )
    public init(
        _ name: String,
        else denial: Denial = .hidden,
        _ prove: @escaping @Sendable (Base, Request) async throws -> Void?
    ) throws(GateError) {
        throw .withoutEvidence(name)
    }
}

extension GateError {
    fileprivate static func withoutEvidence(_ rule: String) -> GateError {
        GateError(problems: EvidenceProblems.of(Void.self, in: rule))
    }
}
