#if Security
    /// Sessions without a store: the cookie contains the sealed session. For an application on several machines.
    ///
    /// ```swift
    /// let sessions = SealedSessions(keys: keys)
    /// let member = sessions.user(generation: \.generation) { session in try await users.find(session.userID) }
    /// ```
    ///
    /// They do less than ``Sessions``:
    ///
    /// - Sign-out removes the cookie from the browser. A copy of the cookie stays valid until the session's lifetime is over
    ///   or the application raises the generation of the user's credentials. OWASP ASVS 7.4.1 requires more.
    /// - Sign-out everywhere, and the end of a single session, means to raise the generation: all sessions of the user end.
    /// - There is no idle time, and no list of sessions. ``renew(_:by:generation:data:on:)`` does not invalidate the old cookie.
    ///
    /// Therefore use a short ``SessionSettings/lifetime``; the default is 24 hours.
    public final class SealedSessions: SessionProvider {
        /// The longest data of the application, in bytes. A browser stores at most 4,096 bytes.
        public static let longestData = 2048

        /// How the sessions work.
        public let settings: SessionSettings

        private let keys: Keys
        private let cookie: SessionCookie
        private let purpose: Purpose

        /// Creates sessions whose cookies are sealed with the newest key.
        public init(keys: Keys, settings: SessionSettings = SessionSettings()) {
            self.keys = keys
            self.settings = settings
            cookie = SessionCookie(settings)
            // Two kinds of sessions of one program do not accept each other's cookies.
            purpose = Purpose(library: "session \(settings.name)")
        }

        /// The session of a client; `nil` if it has none. Its generation has not been compared.
        public func session(of request: Request) async throws -> Session? {
            guard let value = cookie.value(of: request) else { return nil }
            do {
                let contents = try keys.opened(value, for: purpose, at: request.time)
                let session = try Session(
                    id: SessionID(hashing: Array(value.utf8)), contents: contents, lastUsed: request.time)
                let age = request.time.secondsSince1970 - session.created.secondsSince1970
                guard age < settings.lifetimeSeconds else { throw ValueProblem.expired }
                return session
            } catch {
                cookie.ignore("\(error)", request)
                return nil
            }
        }

        /// Starts a session for a client that has proved its identity.
        public func start(
            for userID: String, by factors: SessionFactors, generation: Int64, data: [UInt8], on request: Request
        ) async throws -> Cookie {
            let random = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
            return try sealed(
                Session(
                    id: SessionID(hashing: random), userID: userID, by: factors, generation: generation, data: data,
                    on: request),
                request)
        }

        /// Seals the session with other values.
        public func renew(
            _ session: Session, by factors: SessionFactors, generation: Int64?, data: [UInt8]?, on request: Request
        ) async throws -> Cookie {
            try sealed(
                session.renewed(id: session.id, by: factors, generation: generation, data: data, at: request.time),
                request)
        }

        /// Removes the cookie from the client. A copy of it stays valid.
        public func end(_ session: Session, on request: Request) async throws -> Cookie {
            cookie.removing(request)
        }

        private func sealed(_ session: Session, _ request: Request) throws -> Cookie {
            guard session.data.count <= Self.longestData else {
                throw SessionError(
                    "the data of the session has \(session.data.count) bytes; a cookie has room for \(Self.longestData)"
                )
            }
            let expires = Timestamp(
                secondsSince1970: session.created.secondsSince1970 + settings.lifetimeSeconds)
            return cookie.setting(try keys.seal(session.contents, for: purpose, expires: expires), request)
        }
    }
#endif
