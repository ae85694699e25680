/// Limits on the number of requests.
///
/// A limit counts every evaluation of its rule, also without the handler: for OPTIONS, for a method that the path does
/// not have, and before a redirect. Otherwise a client could learn the outcome of the rule without being counted.
extension Access {
    /// Limits the number of requests: `Access.everyone.limited(by: throttle.limit(20, per: .seconds(60), by: .client))`.
    ///
    /// The limit is checked before this rule, so that it also limits what the rule costs. Above it, the response is 429
    /// with `Retry-After`, which reveals that the path exists. If the limit cannot be checked, the response is 503.
    ///
    /// A public rule stays public.
    public func limited(by limit: RequestLimit) -> Access {
        Access(
            name: "\(part(", ")), limited",
            connective: ", ",
            problems: problems + limit.problems,
            isEveryone: isEveryone
        ) { request in
            try await limit.count(request)
            return try await evidence(for: request)
        }
    }

    /// Limits the number of requests with the same evidence: `member.limited(by: limit) { $0.id }`.
    ///
    /// The limit is checked after this rule allows the request; a request that this rule denies is not counted. Above the
    /// limit, the response is 429 with `Retry-After`. If the limit cannot be checked, the response is 503.
    ///
    /// - Parameters:
    ///   - limit: such as `throttle.limit(100, per: .seconds(3600))`.
    ///   - key: the text under which the request is counted.
    public func limited(by limit: KeyedLimit, _ key: @escaping @Sendable (Evidence) -> String) -> Access {
        Access(
            name: "\(part(", ")), limited",
            connective: ", ",
            problems: problems + limit.problems,
            isEveryone: isEveryone
        ) { request in
            let evidence = try await evidence(for: request)
            try await limit.count(request, key(evidence))
            return evidence
        }
    }
}

extension Narrowing where Evidence == Base {
    /// Limits the number of requests of a route in a group. The evidence stays the same.
    ///
    /// ```swift
    /// notes.post("/", narrowedBy: .limited(by: throttle.limit(20, per: .seconds(60), by: .client))) { … }
    /// ```
    ///
    /// The limit is checked after the group's rule.
    public static func limited(by limit: RequestLimit) -> Narrowing {
        Narrowing(name: "limited", problems: limit.problems) { base, request in
            try await limit.count(request)
            return base
        }
    }

    /// Limits the number of requests with the same evidence: `narrowedBy: .limited(by: limit) { $0.id }`.
    public static func limited(
        by limit: KeyedLimit, _ key: @escaping @Sendable (Base) -> String
    ) -> Narrowing {
        Narrowing(name: "limited", problems: limit.problems) { base, request in
            try await limit.count(request, key(base))
            return base
        }
    }
}
