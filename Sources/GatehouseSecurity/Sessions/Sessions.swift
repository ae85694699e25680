#if Security
    internal import Logging

    /// Sessions in a store that all processes share.
    ///
    /// ```swift
    /// let sessions = try Sessions(in: directory)
    /// let signedIn = sessions.signedIn { session in try await users.find(session.userID) }
    /// gate.get("/desk", allow: signedIn.user()) { request, user in "Good morning, \(user.name)\n" }
    /// ```
    ///
    /// The cookie contains 128 random bits, and the store only their hash. A session that ended is invalid in every process
    /// at once, even for a copied cookie. A request changes nothing in the store, except the moment of the last use: at most
    /// once in a tenth of the idle time. No response but those of ``start(for:by:generation:data:on:)``,
    /// ``renew(_:by:generation:data:on:)`` and ``end(_:on:)`` has a cookie, so a late response restores nothing.
    public final class Sessions: SessionProvider {
        /// How the sessions work.
        public let settings: SessionSettings

        private let store: any SessionStore
        private let cookie: SessionCookie

        /// Sessions in files of the private directory: ``SessionFiles``.
        public convenience init(
            in directory: PrivateDirectory, settings: SessionSettings = SessionSettings()
        ) throws(PrivateDirectoryError) {
            self.init(store: try SessionFiles(in: directory), settings: settings)
        }

        /// Sessions in a store of the application.
        public init(store: some SessionStore, settings: SessionSettings = SessionSettings()) {
            self.store = store
            self.settings = settings
            cookie = SessionCookie(settings)
        }

        // MARK: - Rules

        /// Allows clients that have a session.
        public var current: Access<Session> {
            Access("session", else: settings.denial) { request in try await self.session(of: request) }
                .adding(problems: settings.problems)
        }

        /// Allows clients that are signed in as a user whom the lookup finds.
        ///
        /// - Parameters:
        ///   - name: the name of the rule.
        ///   - lookup: returns the user of a session; `nil` if the user does not exist any more.
        public func signedIn<User: Sendable>(
            _ name: String = "signed-in user", lookup: @escaping @Sendable (Session) async throws -> User?
        ) -> Access<SignedIn<User>> {
            signedIn(name, isCurrent: { _, _ in true }, lookup)
        }

        /// Allows clients that are signed in as a user whom the lookup finds, and yields the user.
        public func user<User: Sendable>(
            _ name: String = "signed-in user", lookup: @escaping @Sendable (Session) async throws -> User?
        ) -> Access<User> {
            signedIn(name, lookup: lookup).user()
        }

        // MARK: - One client

        /// The session of a client; `nil` if it has none.
        public func session(of request: Request) async throws -> Session? {
            guard let id = identifier(of: request) else { return nil }
            guard let session = try await found(id, request) else {
                cookie.ignore("no session has its identifier", request, session: id)
                return nil
            }
            let now = request.time.secondsSince1970
            let age = now - session.created.secondsSince1970
            let unused = now - session.lastUsed.secondsSince1970
            guard age < settings.lifetimeSeconds, unused < settings.idleSeconds else {
                let reason = age < settings.lifetimeSeconds ? "unused for too long" : "its lifetime is over"
                cookie.ignore("the session has expired: \(reason)", request, session: id)
                return nil
            }
            let step = max(1, settings.idleSeconds / 10)
            if age <= -step {
                // The clock was ahead. Otherwise the session would last longer than its lifetime.
                let corrected = session.created(at: request.time)
                _ = try await stored(request) { try await store.replace(session, with: corrected) }
                return corrected
            }
            if unused >= step || unused <= -step {
                let exists = try await stored(request) { try await store.touch(id, at: request.time) }
                // Another request has ended it.
                if !exists { return nil }
            }
            return session
        }

        /// Starts a session for a client that has proved its identity.
        public func start(
            for userID: String, by factors: SessionFactors, generation: Int64, data: [UInt8], on request: Request
        ) async throws -> Cookie {
            let (secret, id) = Self.newSecret()
            let session = try Session(
                id: id, userID: userID, by: factors, generation: generation, data: data, on: request)
            try await stored(request) {
                try await store.removeUnused(
                    since: Timestamp(secondsSince1970: request.time.secondsSince1970 - settings.idleSeconds),
                    now: request.time)
                let others = try await store.sessions(of: userID).sorted { $0.lastUsed < $1.lastUsed }
                for other in others.prefix(max(0, others.count - settings.limitPerUser + 1)) {
                    try await store.remove(.only(other.signIn), of: userID)
                }
                try await store.insert(session)
            }
            if let old = identifier(of: request), let old = try await found(old, request) {
                try await stored(request) { try await store.remove(.only(old.signIn), of: old.userID) }
            }
            return cookie.setting(secret, request)
        }

        /// Gives a session a new identifier.
        public func renew(
            _ session: Session, by factors: SessionFactors, generation: Int64?, data: [UInt8]?, on request: Request
        ) async throws -> Cookie {
            for _ in 0..<16 {
                guard let current = try await found(session.id, request) else { throw settings.denial }
                let (secret, id) = Self.newSecret()
                let renewed = try current.renewed(
                    id: id, by: factors, generation: generation, data: data, at: request.time)
                if try await stored(request, { try await store.replace(current, with: renewed) }) {
                    return cookie.setting(secret, request)
                }
                // Another request replaced or ended it in between.
            }
            throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "10"])
        }

        /// Replaces the data of a session.
        ///
        /// - Returns: the new session; `nil` if another request has changed or ended the session since this request read
        ///   it. Nothing is replaced then.
        public func replaceData(of session: Session, with data: [UInt8], on request: Request) async throws -> Session? {
            let changed = try session.renewed(id: session.id, data: data, at: request.time)
            return try await stored(request) { try await store.replace(session, with: changed) } ? changed : nil
        }

        /// Ends a session.
        public func end(_ session: Session, on request: Request) async throws -> Cookie {
            try await stored(request) { try await store.remove(.only(session.signIn), of: session.userID) }
            return cookie.removing(request)
        }

        // MARK: - All sessions of a user

        /// The sessions of a user that have not expired, last used first.
        public func list(of userID: String, on request: Request) async throws -> [Session] {
            let now = request.time.secondsSince1970
            return try await stored(request) { try await store.sessions(of: userID) }
                .filter {
                    now - $0.created.secondsSince1970 < settings.lifetimeSeconds
                        && now - $0.lastUsed.secondsSince1970 < settings.idleSeconds
                }
                .sorted { $0.lastUsed > $1.lastUsed }
        }

        /// Ends one session of a user.
        ///
        /// - Parameters:
        ///   - signIn: the ``Session/signIn`` of the session, for example from a form. A session of another user is not
        ///     touched.
        ///   - userID: the user.
        ///   - request: the request.
        public func end(_ signIn: SessionID, of userID: String, on request: Request) async throws {
            try await stored(request) { try await store.remove(.only(signIn), of: userID) }
        }

        /// Ends all sessions of a user.
        ///
        /// - Parameters:
        ///   - userID: the user.
        ///   - session: a session that stays, usually that of the client.
        ///   - request: the request.
        public func endAll(of userID: String, except session: Session? = nil, on request: Request) async throws {
            let selection = session.map { SessionSelection.allExcept($0.signIn) } ?? .all
            try await stored(request) { try await store.remove(selection, of: userID) }
        }

        /// Ends all sessions of all users, for example after a break-in. Everybody has to sign in again.
        ///
        /// It needs no request, so a command of the program can call it.
        ///
        /// - Throws: the error of the store. Then some sessions can remain; call it again.
        public func endAll() async throws {
            try await store.removeAll()
        }

        // MARK: - Helpers

        /// 128 random bits for a cookie, and their hash.
        private static func newSecret() -> (text: String, id: SessionID) {
            var generator = SystemRandomNumberGenerator()
            var secret: [UInt8] = []
            for _ in 0..<16 { secret.append(UInt8.random(in: .min ... .max, using: &generator)) }
            return (Base64URL.encode(secret), SessionID(hashing: secret))
        }

        /// The hash of the secret that the client sent; `nil` for a cookie that cannot be ours.
        private func identifier(of request: Request) -> SessionID? {
            guard let value = cookie.value(of: request) else { return nil }
            guard let secret = Base64URL.decode(value.utf8), secret.count == 16 else {
                cookie.ignore("it is not the encoding of 128 bits", request)
                return nil
            }
            return SessionID(hashing: secret)
        }

        /// The stored session; `nil` also for a damaged record.
        private func found(_ id: SessionID, _ request: Request) async throws -> Session? {
            try await stored(request) {
                do {
                    return try await store.find(id)
                } catch let error as SessionError {
                    request.logger.error("session ignored: \(error)")
                    return nil
                }
            }
        }

        /// Calls the store. Its errors become 503.
        private func stored<Result>(_ request: Request, _ body: () async throws -> Result) async throws -> Result {
            do {
                return try await body()
            } catch let error as CancellationError {
                throw error
            } catch {
                request.logger.error("the session store failed: \(error)")
                throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "10"])
            }
        }
    }
#endif
