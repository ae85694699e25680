internal import GatewayInterface
internal import HTTPTypes

extension Access {
    /// Authenticates with HTTP Basic (RFC 7617): the browser prompts for a user and a password and sends both with each
    /// request.
    ///
    /// ```swift
    /// gate.get("/reports", allow: .basic(realm: "reports") { credentials in
    ///     try await accounts.member(credentials.user, password: credentials.password)     // nil denies
    /// }) { request, member in … }
    /// ```
    ///
    /// The rule denies with 401 and the same challenge if the credentials are missing, malformed or unknown to the
    /// lookup. It reads the field `Authorization` strictly: one scheme, one token in canonical base64, UTF-8, no
    /// control characters. An error of the lookup is a 500. Credentials with more than 30 combining marks in a row are
    /// a 400.
    ///
    /// - Parameters:
    ///   - realm: what the credentials are for, shown to the user; printable ASCII.
    ///   - failures: limits wrong credentials. Above the limit, the response to credentials is 429 with `Retry-After`, and
    ///     the lookup does not run. Attempts that run at the same moment are not counted for each other. By default, the
    ///     rule does not slow down guessing.
    ///   - lookup: returns the evidence, or `nil` to deny.
    @_disfavoredOverload  // The overload for closures without evidence wins: it is more specific.
    public static func basic(
        realm: String,
        failures: FailureLimit? = nil,
        lookup: @escaping @Sendable (BasicCredentials) async throws -> Evidence?
    ) -> Access {
        basic(Realm(realm), EvidenceProblems.of(Evidence.self, in: "HTTP Basic"), failures, lookup)
    }

    private static func basic(
        _ realm: Realm,
        _ problems: [String],
        _ failures: FailureLimit?,
        _ lookup: @escaping @Sendable (BasicCredentials) async throws -> Evidence?
    ) -> Access {
        let denial = Denial.signIn(challenge: "Basic realm=\(realm.quoted), charset=\"UTF-8\"")
        return Access(
            name: failures == nil ? "HTTP Basic" : "HTTP Basic, failures limited",
            connective: failures == nil ? nil : ", ",
            problems: problems + realm.problems + (failures?.problems ?? [])
        ) { request in
            guard let credentials = try BasicCredentials(request.parameters),
                let evidence = try await FailureLimit.verify(request, failures, { try await lookup(credentials) })
            else { throw denial }
            return evidence
        }
    }
}

extension Access where Evidence == Void {
    /// Authenticates with HTTP Basic, one user and one password: `.basic(realm: "staging", user: "team", password:
    /// settings.password)`.
    ///
    /// The comparisons take constant time. Their time depends on the length of the client's input, but not on the
    /// expected values. A wrong user takes as long as a wrong password.
    ///
    /// A user or a password that is empty, longer than 512 bytes or contains a control character is a configuration
    /// error, and so is a user with ":". A client could not send such a value, or an empty one would let in a client
    /// that sends nothing. The gate does not open.
    ///
    /// - Parameters:
    ///   - realm: what the credentials are for, shown to the user; printable ASCII.
    ///   - user: the name of the user.
    ///   - password: the password. It appears neither in the log nor in the table of routes.
    ///   - failures: limits wrong credentials, as in ``basic(realm:failures:lookup:)``.
    public static func basic(
        realm: String, user: String, password: String, failures: FailureLimit? = nil
    ) -> Access {
        var problems: [String] = []
        func secret(_ text: String, _ name: String) -> FixedSecret? {
            let secret = FixedSecret(text)
            if secret == nil || BasicCredentials.holdsControlCharacter(text) {
                problems.append(
                    "basic(realm:user:password:): invalid \(name); use 1 to 512 bytes, no control characters")
            }
            return secret
        }
        let expectedUser = secret(user, "user")
        let expectedPassword = secret(password, "password")
        if user.utf8.contains(UInt8(ascii: ":")) {
            problems.append("basic(realm:user:password:): invalid user; remove the \":\"")
        }
        return basic(Realm(realm), problems, failures) { credentials in
            guard let expectedUser, let expectedPassword else { return nil }
            // Compare both, even if the user differs.
            let isUser = expectedUser.matches(credentials.user.utf8)
            let isPassword = expectedPassword.matches(credentials.password.utf8)
            return isUser && isPassword ? () : nil
        }
    }
}
