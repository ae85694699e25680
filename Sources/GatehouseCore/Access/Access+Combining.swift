internal import HTTPTypes
internal import Synchronization

/// Rules made of rules. None lets a request pass that its parts would not.
extension Access {
    /// A rule that goes on from this one's evidence.
    public func narrowed<Narrower: Sendable>(by narrowing: Narrowing<Evidence, Narrower>) -> Access<Narrower> {
        Access<Narrower>(
            name: "\(part(", ")), \(narrowing.name)",
            connective: ", ",
            problems: problems + narrowing.problems
        ) { request in
            try await narrowing.evidence(from: evidence(for: request), for: request)
        }
    }

    /// A rule that goes on from this one's evidence.
    ///
    /// ```swift
    /// let owner = member.narrowed("owner of the note") { member, request in
    ///     try await notes.find(request.path["id"], ownedBy: member)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - name: what it asks for beyond this rule.
    ///   - denial: how a request is turned away that this rule lets pass and the new one does not.
    ///   - prove: returns the new evidence, or `nil` to deny.
    @_disfavoredOverload  // As the one for closures without evidence, which is more special.
    public func narrowed<Narrower: Sendable>(
        _ name: String,
        else denial: Denial = .hidden,
        _ prove: @escaping @Sendable (Evidence, Request) async throws -> Narrower?
    ) -> Access<Narrower> {
        narrowed(by: Narrowing(name, else: denial, prove))
    }

    /// A rule that asks for something more of the same evidence: `member.requiring("a paid account") { $0.hasPaid }`.
    ///
    /// - Parameters:
    ///   - name: what it asks for beyond this rule.
    ///   - denial: how a request is turned away whose evidence does not do; forbidden unless told.
    ///   - condition: whether the evidence does.
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

    /// Lets a request pass that both rules let pass. This rule is asked first; if it denies, the other is not asked.
    public func and<Other: Sendable>(_ other: Access<Other>) -> Access<(Evidence, Other)> {
        both(other) { ($0, $1) }
    }

    /// Lets a request pass that both rules let pass; the second has no evidence to add.
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

    /// Lets a request pass that one of the rules lets pass: this one, or if it denies, the other.
    ///
    /// Where both deny, the answer is this rule's denial. An error of this rule is not a denial: the other is not asked
    /// then, and the answer is 500.
    public func or<Other: Sendable>(_ other: Access<Other>) -> Access<Either<Evidence, Other>> {
        either(other, { .first($0) }, { .second($0) })
    }

    /// Lets a request pass that one of the rules lets pass, where both give the same kind of evidence.
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
                } catch is Denial {
                    throw denial
                }
            }
        }
    }

    /// Lets a request pass that this rule lets pass and the other denies: `member.unless(suspended)`.
    ///
    /// An error of the other rule is not a denial: the answer is 500. Neither is the denial of a rule that asked for the
    /// client's address where it is not known (``Request/clientAddress``): the rule is undetermined then, and the request is
    /// turned away as if it held.
    ///
    /// - Parameters:
    ///   - other: what must not hold; asked only if this rule lets the request pass.
    ///   - denial: how a request is turned away for which it holds, or which leaves it undetermined.
    public func unless<Other: Sendable>(_ other: Access<Other>, else denial: Denial = .forbidden) -> Access {
        Access(
            // The parts of one "unless" cannot be taken for those of another.
            name: "\(part("")) unless \(other.part(""))",
            connective: " unless ",
            problems: problems + other.problems
        ) { request in
            let evidence = try await evidence(for: request)
            let unknown = request.context.unknownAddressUses.load(ordering: .relaxed)
            do {
                _ = try await other.evidence(for: request)
            } catch is Denial {
                guard request.context.unknownAddressUses.load(ordering: .relaxed) == unknown else { throw denial }
                return evidence
            }
            throw denial
        }
    }

    /// Lets safe methods pass (GET, HEAD, OPTIONS; RFC 9110, section 9.2.1), where this rule does; no other method.
    ///
    /// - Parameter denial: how other methods are turned away.
    public func forSafeMethodsOnly(else denial: Denial = .forbidden) -> Access {
        Access(name: "\(part(", ")), safe methods only", connective: ", ", problems: problems) { request in
            let evidence = try await evidence(for: request)
            guard request.method.isSafe else { throw denial }
            return evidence
        }
    }

    /// Asks for something more when the method is not safe: `member.forUnsafeMethods(requiring: confirmed)`.
    ///
    /// - Parameter other: is asked after this rule, for every method but GET, HEAD and OPTIONS.
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

    /// One rule for safe methods (GET, HEAD, OPTIONS), another for all others.
    public static func perMethod(safe: Access, unsafe: Access) -> Access {
        Access(
            name: "safe methods: \(safe.name); others: \(unsafe.name)",
            connective: "; ",
            problems: safe.problems + unsafe.problems
        ) { request in
            try await (request.method.isSafe ? safe : unsafe).evidence(for: request)
        }
    }

    /// Gives the rule a time within which it has to answer; it is cancelled and denies with 503 when it does not.
    ///
    /// The time is kept only if what the rule waits for obeys cancellation, as everything of Swift's own does.
    ///
    /// - Parameter limit: more than zero.
    public func limited(to limit: Duration) -> Access {
        let problem = "the rule \(name) gets no time to answer: limited(to: \(limit)) wants more than zero"
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
    /// Lets a request pass that both rules let pass; this one has no evidence to add.
    public func and<Other: Sendable>(_ other: Access<Other>) -> Access<Other> {
        both(other) { _, evidence in evidence }
    }

    /// Lets a request pass that both rules let pass.
    public func and(_ other: Access) -> Access {
        both(other) { _, _ in }
    }
}

/// A rule that did not answer in time.
struct RuleTimeoutError: Error, CustomStringConvertible {
    let rule: String
    let limit: Duration

    var description: String { "the rule \(rule) did not answer within \(limit)" }
}
