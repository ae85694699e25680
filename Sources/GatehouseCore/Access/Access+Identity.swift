/// Rules about who somebody is.
extension Access {
    /// Lets those pass whom your own lookup knows; others are asked to sign in.
    ///
    /// ```swift
    /// let member = Access.signedIn(else: .signIn(at: "/sign-in")) { request in
    ///     try await sessions.member(of: request)                          // nil denies
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - name: what it asks for, in the words of whoever reads the log.
    ///   - denial: how a request without evidence is turned away; 401 unless told.
    ///   - lookup: returns the evidence, or `nil` to deny.
    @_disfavoredOverload  // As the one for closures without evidence, which is more special.
    public static func signedIn(
        _ name: String = "signed in",
        else denial: Denial = .signIn,
        lookup: @escaping @Sendable (Request) async throws -> Evidence?
    ) -> Access {
        Access(name, else: denial, lookup)
    }
}

extension Access where Evidence: HasRoles {
    /// Lets those pass who have a role: `member.having(role: .editor)`.
    ///
    /// - Parameters:
    ///   - role: the role.
    ///   - denial: how others are turned away; forbidden unless told, because they are known.
    public func having(role: Evidence.Role, else denial: Denial = .forbidden) -> Access {
        requiring("role \(role)", else: denial) { $0.roles.contains(role) }
    }

    /// Lets those pass who have at least one of several roles: `member.having(anyOf: [.editor, .admin])`.
    ///
    /// - Parameters:
    ///   - roles: the roles. None at all is a mistake, and the gate does not open.
    ///   - denial: how others are turned away; forbidden unless told.
    public func having(anyOf roles: [Evidence.Role], else denial: Denial = .forbidden) -> Access {
        let names = roles.map { "\($0)" }.joined(separator: " or ")
        return requiring("role \(names)", else: denial) { evidence in roles.contains(where: evidence.roles.contains) }
            .adding(problems: roles.isEmpty ? ["the rule \(name) asks for any of no roles, which nobody has"] : [])
    }

    /// Lets those pass who have all of several roles: `member.having(allOf: [.editor, .translator])`.
    ///
    /// - Parameters:
    ///   - roles: the roles. None at all is a mistake, and the gate does not open: it would let everybody pass.
    ///   - denial: how others are turned away; forbidden unless told.
    public func having(allOf roles: [Evidence.Role], else denial: Denial = .forbidden) -> Access {
        let names = roles.map { "\($0)" }.joined(separator: " and ")
        return requiring("role \(names)", else: denial) { evidence in
            !roles.isEmpty && roles.allSatisfy(evidence.roles.contains)
        }
        .adding(problems: roles.isEmpty ? ["the rule \(name) asks for all of no roles, which everybody has"] : [])
    }
}
