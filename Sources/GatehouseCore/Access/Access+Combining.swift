internal import HTTPTypes
internal import Synchronization

/// Combinations of rules. None allows a request that its parts do not allow.
extension Access {
    /// Continues from this rule's evidence with another rule.
    public func narrowed<Narrower: Sendable>(by narrowing: Narrowing<Evidence, Narrower>) -> Access<Narrower> {
        Access<Narrower>(
            name: "\(part(", ")), \(narrowing.name)",
            connective: ", ",
            problems: problems + narrowing.problems
        ) { request in
            try await narrowing.evidence(from: evidence(for: request), for: request)
        }
    }

    /// Derives new evidence from this rule's evidence.
    ///
    /// ```swift
    /// let owner = member.narrowed("owner of the note") { member, request in
    ///     try await notes.find(request.path["id"], ownedBy: member)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - name: the additional requirement, for the log and the route table.
    ///   - denial: the denial if this rule allows the request and `prove` returns `nil`; defaults to hidden.
    ///   - prove: returns the new evidence, or `nil` to deny.
    @_disfavoredOverload  // The overload for closures without evidence wins: it is more specific.
    public func narrowed<Narrower: Sendable>(
        _ name: String,
        else denial: Denial = .hidden,
        _ prove: @escaping @Sendable (Evidence, Request) async throws -> Narrower?
    ) -> Access<Narrower> {
        narrowed(by: Narrowing(name, else: denial, prove))
    }

    /// Adds a condition on the evidence, which stays the same: `member.requiring("a paid account") { $0.hasPaid }`.
    ///
    /// - Parameters:
    ///   - name: the additional requirement, for the log and the route table.
    ///   - denial: the denial if the condition is false; defaults to forbidden.
    ///   - condition: whether the evidence meets the requirement.
    public func requiring(
        _ name: String,
        else denial: Denial = .forbidden,
        _ condition: @escaping @Sendable (Evidence) async throws -> Bool
    ) -> Access {
        Access(name: "\(part(", ")), \(name)", connective: ", ", problems: problems) { request in
            let evidence = try await evidence(for: request)
            guard try await condition(evidence) else { throw denial }
            return evidence
        }
    }

    /// Allows a request that both rules allow. The other rule runs only if this rule allows.
    public func and<Other: Sendable>(_ other: Access<Other>) -> Access<(Evidence, Other)> {
        both(other) { ($0, $1) }
    }

    /// Allows a request that both rules allow. The other rule adds no evidence.
    public func and(_ other: Access<Void>) -> Access {
        both(other) { evidence, _ in evidence }
    }

    fileprivate func both<Other: Sendable, Result: Sendable>(
        _ other: Access<Other>,
        _ result: @escaping @Sendable (Evidence, Other) -> Result
    ) -> Access<Result> {
        Access<Result>(
            name: "\(part(" and ")) and \(other.part(" and "))",
            connective: " and ",
            problems: problems + other.problems
        ) { request in
            result(try await evidence(for: request), try await other.evidence(for: request))
        }
    }

    /// Allows a request that at least one rule allows. The other rule runs only if this rule denies.
    ///
    /// If both deny, the denial of this rule decides the response, unless a limit denied the other one (429). An error of
    /// this rule is not a denial: the other rule does not run, and the response is 500.
    public func or<Other: Sendable>(_ other: Access<Other>) -> Access<Either<Evidence, Other>> {
        either(other, { .first($0) }, { .second($0) })
    }

    /// Allows a request that at least one rule allows, if both have the same type of evidence.
    public func or(_ other: Access) -> Access {
        either(other, { $0 }, { $0 })
    }

    private func either<Other: Sendable, Result: Sendable>(
        _ other: Access<Other>,
        _ first: @escaping @Sendable (Evidence) -> Result,
        _ second: @escaping @Sendable (Other) -> Result
    ) -> Access<Result> {
        Access<Result>(
            name: "\(part(" or ")) or \(other.part(" or "))",
            connective: " or ",
            problems: problems + other.problems
        ) { request in
            do {
                return first(try await evidence(for: request))
            } catch let denial as Denial {
                do {
                    return second(try await other.evidence(for: request))
                } catch let other as Denial {
                    // In `unless`, a rule that was not decided must not count as denied.
                    throw other.isThrottled ? other : denial
                }
            }
        }
    }

    /// Allows a request that this rule allows and the other rule denies: `member.unless(suspended)`.
    ///
    /// An error of the other rule is not a denial: the response is 500. A rule that needs the client's address is
    /// undetermined if the address is unknown (``Request/clientAddress``). Then the request is denied as if the other
    /// rule held. A rule that a limit denies is undetermined too, and the response is 429.
    ///
    /// - Parameters:
    ///   - other: the rule that must not hold. It runs only if this rule allows the request.
    ///   - denial: the denial if the other rule holds or is undetermined; defaults to forbidden.
    public func unless<Other: Sendable>(_ other: Access<Other>, else denial: Denial = .forbidden) -> Access {
        Access(
            // Composite parts are always in parentheses, because nested exceptions would be ambiguous.
            name: "\(part("")) unless \(other.part(""))",
            connective: " unless ",
            problems: problems + other.problems
        ) { request in
            let evidence = try await evidence(for: request)
            let unknown = request.context.unknownAddressUses.load(ordering: .relaxed)
            do {
                _ = try await other.evidence(for: request)
            } catch let other as Denial {
                // A throttled rule did not decide.
                guard !other.isThrottled else { throw other }
                guard request.context.unknownAddressUses.load(ordering: .relaxed) == unknown else { throw denial }
                return evidence
            }
            throw denial
        }
    }

    /// Allows requests with safe methods (GET, HEAD, OPTIONS; RFC 9110, section 9.2.1) that this rule allows.
    ///
    /// - Parameter denial: the denial for other methods; defaults to forbidden.
    public func forSafeMethodsOnly(else denial: Denial = .forbidden) -> Access {
        Access(name: "\(part(", ")), safe methods only", connective: ", ", problems: problems) { request in
            let evidence = try await evidence(for: request)
            guard request.method.isSafe else { throw denial }
            return evidence
        }
    }

    /// Requires another rule for unsafe methods: `member.forUnsafeMethods(requiring: confirmed)`.
    ///
    /// - Parameter other: runs after this rule, for every method except GET, HEAD and OPTIONS.
    public func forUnsafeMethods<Other: Sendable>(requiring other: Access<Other>) -> Access {
        Access(
            name: "\(part(", ")), for unsafe methods \(other.part(""))",
            connective: ", ",
            problems: problems + other.problems
        ) { request in
            let evidence = try await evidence(for: request)
            if !request.method.isSafe { _ = try await other.evidence(for: request) }
            return evidence
        }
    }

    /// Combines a rule for safe methods (GET, HEAD, OPTIONS) with a rule for all other methods.
    public static func perMethod(safe: Access, unsafe: Access) -> Access {
        Access(
            name: "safe methods: \(safe.name); others: \(unsafe.name)",
            connective: "; ",
            problems: safe.problems + unsafe.problems
        ) { request in
            try await (request.method.isSafe ? safe : unsafe).evidence(for: request)
        }
    }

    /// Limits the time of the rule. After it, the rule is cancelled and the response is 503.
    ///
    /// The limit works only if the rule's operations react to cancellation, like those of Swift's own libraries.
    ///
    /// - Parameter limit: more than zero. Anything else is a configuration error.
    public func limited(to limit: Duration) -> Access {
        let problem = "the rule '\(name)' has no time to run: limited(to: \(limit)); use a duration above zero"
        return Access(
            name: name,
            connective: connective,
            problems: limit > .zero ? problems : problems + [problem]
        ) { request in
            try await withThrowingTaskGroup(of: Evidence.self) { group in
                group.addTask { try await evidence(for: request) }
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw RuleTimeoutError(rule: name, limit: limit)
                }
                defer { group.cancelAll() }
                guard let evidence = try await group.next() else { throw CancellationError() }
                return evidence
            }
        }
    }
}

extension Access where Evidence == Void {
    /// Allows a request that both rules allow. This rule adds no evidence.
    public func and<Other: Sendable>(_ other: Access<Other>) -> Access<Other> {
        both(other) { _, evidence in evidence }
    }

    /// Allows a request that both rules allow.
    public func and(_ other: Access) -> Access {
        both(other) { _, _ in }
    }
}

/// A rule that exceeded its time limit.
struct RuleTimeoutError: Error, CustomStringConvertible {
    let rule: String
    let limit: Duration

    var description: String { "the rule '\(rule)' did not finish within \(limit)" }
}
