internal import GatewayInterface
internal import HTTPTypes

extension Access {
    /// Authenticates with a bearer token (RFC 6750) in the field `Authorization`.
    ///
    /// ```swift
    /// gate.post("/hooks", allow: .bearer(realm: "hooks") { token in
    ///     try await tokens.client(of: token)                              // nil denies
    /// }) { request, client in … }
    /// ```
    ///
    /// The rule denies with 401. If the client sent a token that is malformed or unknown to the lookup, the challenge
    /// has `error="invalid_token"` (section 3.1). The rule never takes a token from the query or the body.
    ///
    /// Store hashes of tokens instead of tokens, and look up the hash: the time of a lookup by the token itself can
    /// reveal how much of a guess is right.
    ///
    /// - Parameters:
    ///   - realm: what the token is for; printable ASCII.
    ///   - failures: limits unknown tokens. Above the limit, the response to a token is 429 with `Retry-After`, and the
    ///     lookup does not run. Attempts that run at the same moment are not counted for each other. By default, the rule
    ///     does not slow down guessing.
    ///   - lookup: receives the token, which is not empty and has only the characters that RFC 6750 allows. Returns the
    ///     evidence, or `nil` to deny.
    @_disfavoredOverload  // The overload for closures without evidence wins: it is more specific.
    public static func bearer(
        realm: String,
        failures: FailureLimit? = nil,
        lookup: @escaping @Sendable (String) async throws -> Evidence?
    ) -> Access {
        bearer(Realm(realm), EvidenceProblems.of(Evidence.self, in: "bearer token"), failures, lookup)
    }

    private static func bearer(
        _ realm: Realm,
        _ problems: [String],
        _ failures: FailureLimit?,
        _ lookup: @escaping @Sendable (String) async throws -> Evidence?
    ) -> Access {
        let challenge = "Bearer realm=\(realm.quoted)"
        return Access(
            name: failures == nil ? "bearer token" : "bearer token, failures limited",
            connective: failures == nil ? nil : ", ",
            problems: problems + realm.problems + (failures?.problems ?? [])
        ) { request in
            guard let field = AuthorizationField(request.parameters), field.scheme == "bearer" else {
                throw Denial.signIn(challenge: challenge)
            }
            guard let token = field.token,
                let evidence = try await FailureLimit.verify(
                    request, failures, { try await lookup(String(decoding: token, as: UTF8.self)) })
            else { throw Denial.signIn(challenge: challenge + ", error=\"invalid_token\"") }
            return evidence
        }
    }
}

extension Access where Evidence == Void {
    /// Authenticates with one bearer token: `.bearer(realm: "metrics", token: settings.metricsToken)`.
    ///
    /// The comparison takes constant time. Its time depends on the length of the client's input, but not on the token.
    ///
    /// A token that is empty, longer than 512 bytes or has characters that RFC 6750 does not allow is a configuration
    /// error: the gate does not open.
    ///
    /// - Parameters:
    ///   - realm: what the token is for; printable ASCII.
    ///   - token: the token. It appears neither in the log nor in the table of routes.
    ///   - failures: limits wrong tokens, as in ``bearer(realm:failures:lookup:)``.
    public static func bearer(realm: String, token: String, failures: FailureLimit? = nil) -> Access {
        let secret = FixedSecret(token)
        // Only a token that the reader of the field accepts can match.
        let field = try? Parameters([(name: "HTTP_AUTHORIZATION", value: "Bearer \(token)")])
        let isToken = field.flatMap { AuthorizationField($0)?.token }?.elementsEqual(token.utf8) == true
        var problems: [String] = []
        if secret == nil || !isToken {
            problems = [
                "bearer(realm:token:): invalid token; use 1 to \(FixedSecret.longest) bytes of A-Z a-z 0-9 - . _ ~ + / and \"=\" at the end"
            ]
        }
        return bearer(Realm(realm), problems, failures) { token in secret?.matches(token.utf8) == true ? () : nil }
    }
}
