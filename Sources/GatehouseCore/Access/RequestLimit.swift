/// A limit on the number of requests: ``Access/limited(by:)``.
///
/// `Throttle` of GatehouseSecurity creates limits that all processes of a machine share. A limit of your own, for
/// example in a database, is a closure:
///
/// ```swift
/// let limit = RequestLimit("reports per hour") { request in
///     try await counters.secondsToWait(for: request.clientAddress ?? "unknown")       // nil allows
/// }
/// ```
public struct RequestLimit: Sendable {
    /// The name of the limit, for the log.
    public let name: String

    let problems: [String]
    private let check: @Sendable (Request) async throws -> Int?

    /// Creates a limit.
    ///
    /// - Parameters:
    ///   - name: the name of the limit, for the log.
    ///   - check: counts the request and returns `nil`, or returns the number of seconds after which the client can try
    ///     again. An error denies with 503.
    public init(_ name: String, check: @escaping @Sendable (Request) async throws -> Int?) {
        self.init(name: name, problems: [], check: check)
    }

    /// Creates a limit, with the configuration errors that keep the gate closed.
    package init(name: String, problems: [String], check: @escaping @Sendable (Request) async throws -> Int?) {
        self.name = name
        self.problems = problems
        self.check = check
    }

    /// Counts a request.
    ///
    /// - Throws: ``Denial/tooManyRequests(retryAfter:)`` above the limit, and ``RequestLimitError``.
    func count(_ request: Request) async throws {
        try await RequestLimitError.deny(name) { try await check(request) }
    }
}

/// A limit on the number of requests with the same evidence: ``Access/limited(by:_:)``.
public struct KeyedLimit: Sendable {
    /// The name of the limit, for the log.
    public let name: String

    let problems: [String]
    private let check: @Sendable (Request, String) async throws -> Int?

    /// Creates a limit.
    ///
    /// - Parameters:
    ///   - name: the name of the limit, for the log.
    ///   - check: counts the request under the key and returns `nil`, or returns the number of seconds after which the
    ///     client can try again. An error denies with 503.
    public init(_ name: String, check: @escaping @Sendable (Request, String) async throws -> Int?) {
        self.init(name: name, problems: [], check: check)
    }

    /// Creates a limit, with the configuration errors that keep the gate closed.
    package init(
        name: String, problems: [String], check: @escaping @Sendable (Request, String) async throws -> Int?
    ) {
        self.name = name
        self.problems = problems
        self.check = check
    }

    /// Counts a request; as ``RequestLimit/count(_:)``.
    func count(_ request: Request, _ key: String) async throws {
        try await RequestLimitError.deny(name) { try await check(request, key) }
    }
}

/// A limit on failed attempts, for ``Access/basic(realm:failures:lookup:)`` and ``Access/bearer(realm:failures:lookup:)``.
///
/// `Throttle` of GatehouseSecurity creates such limits: `throttle.failures(10, per: .seconds(600))`.
public struct FailureLimit: Sendable {
    /// The name of the limit, for the log.
    public let name: String

    let problems: [String]
    private let wait: @Sendable (Request) async throws -> Int?
    private let note: @Sendable (Request) async throws -> Void

    /// Creates a limit.
    ///
    /// - Parameters:
    ///   - name: the name of the limit, for the log.
    ///   - wait: returns the number of seconds that the client has to wait; `nil` allows an attempt. An error denies with
    ///     503.
    ///   - note: counts a failed attempt. An error denies with 503.
    public init(
        _ name: String,
        wait: @escaping @Sendable (Request) async throws -> Int?,
        note: @escaping @Sendable (Request) async throws -> Void
    ) {
        self.init(name: name, problems: [], wait: wait, note: note)
    }

    /// Creates a limit, with the configuration errors that keep the gate closed.
    package init(
        name: String,
        problems: [String],
        wait: @escaping @Sendable (Request) async throws -> Int?,
        note: @escaping @Sendable (Request) async throws -> Void
    ) {
        self.name = name
        self.problems = problems
        self.wait = wait
        self.note = note
    }

    /// Checks the credentials of a request, unless the client has to wait. Counts a failure.
    ///
    /// - Returns: `nil` if the credentials are wrong.
    /// - Throws: ``Denial/tooManyRequests(retryAfter:)`` above the limit, ``RequestLimitError``, and what `verify` throws.
    static func verify<Evidence>(
        _ request: Request, _ limit: FailureLimit?, _ verify: () async throws -> Evidence?
    ) async throws -> Evidence? {
        guard let limit else { return try await verify() }
        try await RequestLimitError.deny(limit.name) { try await limit.wait(request) }
        if let evidence = try await verify() { return evidence }
        try await RequestLimitError.deny(limit.name) {
            try await limit.note(request)
            return nil
        }
        return nil
    }
}

/// A limit that could not be checked. The response is 503.
struct RequestLimitError: Error, CustomStringConvertible {
    let limit: String
    let underlying: any Error

    var description: String { "the limit '\(limit)' cannot be checked: \(underlying)" }

    /// Denies a request for which a check returns a number of seconds.
    ///
    /// Every error of the check is wrapped. A ``Denial`` in it would count as a decision, and
    /// ``Access/unless(_:else:)`` would allow the request.
    static func deny(_ limit: String, unless check: () async throws -> Int?) async throws {
        let seconds: Int?
        do {
            seconds = try await check()
        } catch {
            throw RequestLimitError(limit: limit, underlying: error)
        }
        // A client that repeats a request at once would only be denied again.
        if let seconds { throw Denial.tooManyRequests(retryAfter: max(seconds, 1)) }
    }
}
