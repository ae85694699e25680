/// Closures that return nothing, in the place of a rule: each would open to everybody. They do not compile.
///
/// These overloads are available, or the compiler would take the one for every evidence instead of them. It reports the
/// message below, and an error for the missing `try`. A program that writes the `try` ends when it makes the rule.
///
/// - Throws: ``GateError``, always.
extension Access where Evidence == Void {
    /// Refuses a closure that returns nothing.
    ///
    /// - Throws: ``GateError``, always.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(
        *, deprecated, message: "return the evidence, or nil to deny (for a condition, a Bool): returning nothing opens"
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
        *, deprecated, message: "return the evidence, or nil to deny (for a condition, a Bool): returning nothing opens"
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
        *, deprecated, message: "return the evidence, or nil to deny (for a condition, a Bool): returning nothing opens"
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
        *, deprecated, message: "return the evidence, or nil to deny (for a condition, a Bool): returning nothing opens"
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
        *, deprecated, message: "return the evidence, or nil to deny (for a condition, a Bool): returning nothing opens"
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
        *, deprecated, message: "return the evidence, or nil to deny (for a condition, a Bool): returning nothing opens"
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
