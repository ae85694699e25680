internal import GatewayInterface
internal import HTTPTypes

extension Access {
    /// A bearer token (RFC 6750) in the field `Authorization`.
    ///
    /// ```swift
    /// gate.post("/hooks", allow: .bearer(realm: "hooks") { token in
    ///     try await tokens.client(of: token)                              // nil denies
    /// }) { request, client in … }
    /// ```
    ///
    /// Whoever has not sent a token is told to (401); whoever has sent one that does not do is told that besides
    /// (`error="invalid_token"`, section 3.1). A token is never taken from the query or from the body. Keep no tokens but
    /// hashes of them, and look the hash up: a lookup by the token itself can tell by its time how much of a guess is
    /// right.
    ///
    /// - Parameters:
    ///   - realm: what is asked for: printable ASCII.
    ///   - lookup: gets the token, which is never empty and of the characters that RFC 6750 names; returns the evidence,
    ///     or `nil` to deny.
    @_disfavoredOverload  // As the one for closures without evidence, which is more special.
    public static func bearer(
        realm: String,
        lookup: @escaping @Sendable (String) async throws -> Evidence?
    ) -> Access {
        bearer(Realm(realm), EvidenceProblems.of(Evidence.self, in: bearerName), lookup)
    }

    private static var bearerName: String { "bearer token" }

    private static func bearer(
        _ realm: Realm,
        _ problems: [String],
        _ lookup: @escaping @Sendable (String) async throws -> Evidence?
    ) -> Access {
        let challenge = "Bearer realm=\(realm.quoted)"
        return Access(name: bearerName, problems: problems + realm.problems) { request in
            guard let field = AuthorizationField(request.parameters), field.scheme == "bearer" else {
                throw Denial.signIn(challenge: challenge)
            }
            guard let token = field.token,
                let evidence = try await lookup(String(decoding: token, as: UTF8.self))
            else { throw Denial.signIn(challenge: challenge + ", error=\"invalid_token\"") }
            return evidence
        }
    }
}

extension Access where Evidence == Void {
    /// One bearer token: `.bearer(realm: "metrics", token: settings.metricsToken)`.
    ///
    /// It is compared in constant time: how long that takes depends on the length of what the client sent, and neither
    /// on where it differs nor on the length of the token.
    ///
    /// A token that is empty, longer than 512 bytes or of other characters than RFC 6750 names is a mistake, and the gate
    /// does not open.
    ///
    /// - Parameters:
    ///   - realm: what is asked for: printable ASCII.
    ///   - token: the token. It stands in no log and in no table of routes.
    public static func bearer(realm: String, token: String) -> Access {
        let secret = FixedSecret(token)
        // What the reader of the field would not take for a token could never be sent.
        let field = try? Parameters([(name: "HTTP_AUTHORIZATION", value: "Bearer \(token)")])
        let isToken = field.flatMap { AuthorizationField($0)?.token }?.elementsEqual(token.utf8) == true
        var problems: [String] = []
        if secret == nil || !isToken {
            problems = [
                "the bearer token is empty, longer than \(FixedSecret.longest) bytes, or holds other characters than RFC 6750 names"
            ]
        }
        return bearer(Realm(realm), problems) { token in secret?.matches(token.utf8) == true ? () : nil }
    }
}
