/// Rules about the identity and the roles of a client.
extension Access {
    /// Allows requests for which your lookup returns evidence; others get 401 by default.
    ///
    /// ```swift
    /// let member = Access.signedIn(else: .signIn(at: "/sign-in")) { request in
    ///     try await sessions.member(of: request)                          // nil denies
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name of the rule, for the log and the route table.
    ///   - denial: the denial for requests without evidence; defaults to ``Denial/signIn`` (401).
    ///   - lookup: returns the evidence, or `nil` to deny.
    @_disfavoredOverload  // The overload for closures without evidence wins: it is more specific.
    public static func signedIn(
        _ name: String = "signed in",
        else denial: Denial = .signIn,
        lookup: @escaping @Sendable (Request) async throws -> Evidence?
    ) -> Access {
        Access(name, else: denial, lookup)
    }
}

extension Access where Evidence: HasRoles {
    /// Allows evidence with a role: `member.requiring(role: .editor)`.
    ///
    /// - Parameters:
    ///   - role: the role.
    ///   - denial: the denial if the role is missing; defaults to forbidden, because the client is already identified.
    public func requiring(role: Evidence.Role, else denial: Denial = .forbidden) -> Access {
        requiring("role \(role)", else: denial) { $0.roles.contains(role) }
    }

    /// Allows evidence with at least one of several roles: `member.requiring(anyOf: [.editor, .admin])`.
    ///
    /// - Parameters:
    ///   - roles: the roles. An empty list is a configuration error: the gate does not open.
    ///   - denial: the denial if all roles are missing; defaults to forbidden.
    public func requiring(anyOf roles: [Evidence.Role], else denial: Denial = .forbidden) -> Access {
        let names = roles.map { "\($0)" }.joined(separator: " or ")
        return requiring("role \(names)", else: denial) { evidence in roles.contains(where: evidence.roles.contains) }
            .adding(
                problems: roles.isEmpty
                    ? [
                        "the rule '\(name)' has no roles in requiring(anyOf:) and would deny every request; add a role"
                    ]
                    : [])
    }

    /// Allows evidence with all of several roles: `member.requiring(allOf: [.editor, .translator])`.
    ///
    /// - Parameters:
    ///   - roles: the roles. An empty list would allow every client, so it is a configuration error: the gate does not
    ///     open.
    ///   - denial: the denial if a role is missing; defaults to forbidden.
    public func requiring(allOf roles: [Evidence.Role], else denial: Denial = .forbidden) -> Access {
        let names = roles.map { "\($0)" }.joined(separator: " and ")
        return requiring("role \(names)", else: denial) { evidence in
            !roles.isEmpty && roles.allSatisfy(evidence.roles.contains)
        }
        .adding(
            problems: roles.isEmpty
                ? ["the rule '\(name)' has no roles in requiring(allOf:) and would allow every request; add a role"]
                : []
        )
    }
}
