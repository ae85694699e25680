internal import GatewayInterface
internal import HTTPTypes

extension Access {
    /// HTTP Basic (RFC 7617): the browser asks for a user and a password, and sends them with each request.
    ///
    /// ```swift
    /// gate.get("/reports", allow: .basic(realm: "reports") { credentials in
    ///     try await accounts.member(credentials.user, password: credentials.password)     // nil denies
    /// }) { request, member in … }
    /// ```
    ///
    /// A request without credentials, with malformed ones or with ones that the lookup does not know gets the same 401
    /// with the same challenge. The field `Authorization` is read strictly: one scheme, one token in the one form of
    /// base64 that an encoder writes, UTF-8, no control characters. An error of the lookup is a 500. Credentials with more
    /// than 30 combining marks in a row are 400.
    ///
    /// - Parameters:
    ///   - realm: what is asked for, shown to people: printable ASCII.
    ///   - lookup: returns the evidence, or `nil` to deny.
    @_disfavoredOverload  // As the one for closures without evidence, which is more special.
    public static func basic(
        realm: String,
        lookup: @escaping @Sendable (BasicCredentials) async throws -> Evidence?
    ) -> Access {
        basic(Realm(realm), EvidenceProblems.of(Evidence.self, in: basicName), lookup)
    }

    private static var basicName: String { "HTTP Basic" }

    private static func basic(
        _ realm: Realm,
        _ problems: [String],
        _ lookup: @escaping @Sendable (BasicCredentials) async throws -> Evidence?
    ) -> Access {
        let denial = Denial.signIn(challenge: "Basic realm=\(realm.quoted), charset=\"UTF-8\"")
        return Access(name: basicName, problems: problems + realm.problems) { request in
            guard let credentials = try BasicCredentials(request.parameters),
                let evidence = try await lookup(credentials)
            else { throw denial }
            return evidence
        }
    }
}

extension Access where Evidence == Void {
    /// HTTP Basic with one user and one password: `.basic(realm: "staging", user: "team", password: settings.password)`.
    ///
    /// Both are compared byte by byte in constant time: how long it takes depends on the length of what the client sent,
    /// and neither on where it differs nor on the length of what was expected. A wrong user costs as much as a wrong
    /// password. Slowing down whoever guesses is not done here.
    ///
    /// A user or a password that is empty, longer than 512 bytes or with a control character, and a user with ":", could
    /// not be sent, or would let in whoever sends nothing: a mistake, and the gate does not open.
    ///
    /// - Parameters:
    ///   - realm: what is asked for, shown to people: printable ASCII.
    ///   - user: the user's name.
    ///   - password: the password. It stands in no log and in no table of routes.
    public static func basic(realm: String, user: String, password: String) -> Access {
        var problems: [String] = []
        func secret(_ text: String, _ name: String) -> FixedSecret? {
            let secret = FixedSecret(text)
            if secret == nil || BasicCredentials.holdsControlCharacter(text) {
                problems.append("the \(name) of HTTP Basic is empty, too long, or holds a control character")
            }
            return secret
        }
        let expectedUser = secret(user, "user")
        let expectedPassword = secret(password, "password")
        if user.utf8.contains(UInt8(ascii: ":")) { problems.append("the user of HTTP Basic holds a \":\"") }
        return basic(Realm(realm), problems) { credentials in
            guard let expectedUser, let expectedPassword else { return nil }
            // Both, whatever the first says.
            let isUser = expectedUser.matches(credentials.user.utf8)
            let isPassword = expectedPassword.matches(credentials.password.utf8)
            return isUser && isPassword ? () : nil
        }
    }
}
