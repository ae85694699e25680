#if Security
    internal import Logging

    /// Sessions of one kind: ``Sessions`` in a store, or ``SealedSessions`` in cookies.
    ///
    /// Each function that returns a cookie needs it in the response to its request:
    ///
    /// ```swift
    /// return try Redirect(to: request.returnPath ?? "/").setting(try await sessions.start(for: user.id, by: .password, on: request))
    /// ```
    public protocol SessionProvider: Sendable {
        /// How the sessions work.
        var settings: SessionSettings { get }

        /// The session of a client; `nil` if it has none.
        ///
        /// It does not compare the generation of the credentials: ``signedIn(_:generation:lookup:)`` does.
        ///
        /// - Throws: an `HTTPError` with 503 if the store cannot be read. The log has the reason.
        func session(of request: Request) async throws -> Session?

        /// Starts a session for a client that has proved its identity. A session of the client's old cookie ends.
        ///
        /// - Parameters:
        ///   - userID: the user, 1 to 256 bytes.
        ///   - factors: what the user has just proved.
        ///   - generation: the generation of the user's credentials. When the application raises it, all older sessions
        ///     of the user are invalid.
        ///   - data: data of the application, at most ``Session/longestData`` bytes.
        ///   - request: the request. It provides the time, the browser and the address.
        /// - Returns: the cookie, with a new identifier. The session has been stored.
        /// - Throws: ``SessionError`` for an invalid user or data that is too long, and an `HTTPError` with 503 if the
        ///   session cannot be stored.
        func start(
            for userID: String, by factors: SessionFactors, generation: Int64, data: [UInt8], on request: Request
        ) async throws -> Cookie

        /// Gives a session a new identifier, when the user has proved another factor or gets other privileges. The old
        /// identifier is invalid.
        ///
        /// - Parameters:
        ///   - session: the session.
        ///   - factors: what the user has just proved.
        ///   - generation: the new generation of the credentials; `nil` keeps it.
        ///   - data: the new data of the application; `nil` keeps it.
        ///   - request: the request.
        /// - Throws: the denial of the ``settings`` if the session has ended, and otherwise as
        ///   ``start(for:by:generation:data:on:)``.
        func renew(
            _ session: Session, by factors: SessionFactors, generation: Int64?, data: [UInt8]?, on request: Request
        ) async throws -> Cookie

        /// Ends a session.
        ///
        /// - Returns: a cookie that removes the client's cookie.
        func end(_ session: Session, on request: Request) async throws -> Cookie
    }

    extension SessionProvider {
        /// Starts a session without data of the application.
        public func start(
            for userID: String, by factors: SessionFactors, generation: Int64 = 0, on request: Request
        ) async throws -> Cookie {
            try await start(for: userID, by: factors, generation: generation, data: [], on: request)
        }

        /// Gives a session a new identifier.
        public func renew(
            _ session: Session, by factors: SessionFactors = [], on request: Request
        ) async throws -> Cookie {
            try await renew(session, by: factors, generation: nil, data: nil, on: request)
        }

        /// Allows clients that are signed in as a user whom the lookup finds.
        ///
        /// - Parameters:
        ///   - name: the name of the rule.
        ///   - generation: the generation of the user's credentials. A session of another generation does not count.
        ///   - lookup: returns the user of a session; `nil` if the user does not exist any more.
        public func signedIn<User: Sendable>(
            _ name: String = "signed-in user",
            generation: @escaping @Sendable (User) -> Int64,
            lookup: @escaping @Sendable (Session) async throws -> User?
        ) -> Access<SignedIn<User>> {
            signedIn(name, isCurrent: { generation($1) == $0.generation }, lookup)
        }

        /// Allows clients that are signed in as a user whom the lookup finds, and yields the user.
        ///
        /// - Parameters: as in ``signedIn(_:generation:lookup:)``.
        public func user<User: Sendable>(
            _ name: String = "signed-in user",
            generation: @escaping @Sendable (User) -> Int64,
            lookup: @escaping @Sendable (Session) async throws -> User?
        ) -> Access<User> {
            signedIn(name, generation: generation, lookup: lookup).user()
        }

        func signedIn<User: Sendable>(
            _ name: String,
            isCurrent: @escaping @Sendable (Session, User) -> Bool,
            _ lookup: @escaping @Sendable (Session) async throws -> User?
        ) -> Access<SignedIn<User>> {
            let denial = settings.denial
            return Access<SignedIn<User>>(name, else: denial) { request in
                guard let session = try await session(of: request), let user = try await lookup(session) else {
                    return nil
                }
                guard isCurrent(session, user) else {
                    request.logger.notice(
                        "session of an older generation ignored", metadata: ["session": "\(session.id)"])
                    return nil
                }
                return SignedIn(user: user, session: session, denial: denial)
            }
            .adding(problems: settings.problems)
        }
    }
#endif
