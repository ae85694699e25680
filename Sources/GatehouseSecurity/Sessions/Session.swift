#if Security
    /// A session: the time from a sign-in to its end, on one device.
    ///
    /// A session is an immutable value. ``SessionProvider/renew(_:by:generation:data:on:)`` and
    /// ``Sessions/replaceData(of:with:on:)`` replace it as a whole.
    public struct Session: Sendable, Hashable, Identifiable {
        /// The longest user identifier, in bytes.
        public static let longestUserID = 256

        /// The longest data of the application, in bytes. Sealed cookies have room for ``SealedSessions/longestData``.
        public static let longestData = 4096

        /// The identifier: the SHA-256 hash of the secret in the cookie. It signs nobody in, so it may appear in pages and
        /// logs.
        public let id: SessionID

        /// The first identifier of the session. It stays the same when the session gets a new identifier.
        public let signIn: SessionID

        /// The user, as the application identifies it.
        public let userID: String

        /// The moment of the sign-in.
        public let created: Timestamp

        /// The moment of the last use. It is exact to a tenth of the idle time.
        public let lastUsed: Timestamp

        /// The moment at which the user last entered the password; `nil` if the user never did.
        public let passwordAt: Timestamp?

        /// The moment at which the user last entered a second factor; `nil` if the user never did.
        public let secondFactorAt: Timestamp?

        /// The generation of the user's credentials at the sign-in. The session is invalid for another generation.
        public let generation: Int64

        /// The browser, as it describes itself: at most 200 printable ASCII characters.
        public let userAgent: String

        /// The client's address at the sign-in; `nil` if it was unknown.
        public let address: String?

        /// The data of the application, at most ``longestData`` bytes.
        public let data: [UInt8]
    }

    /// Ways in which a user proves its identity.
    public struct SessionFactors: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: UInt8

        /// Creates a set from its bits.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// The user entered the password.
        public static let password = SessionFactors(rawValue: 1)

        /// The user entered a second factor, such as a code of an app.
        public static let secondFactor = SessionFactors(rawValue: 2)
    }

    extension Session {
        /// A session of a client that signs in now.
        ///
        /// - Throws: ``SessionError`` if the user identifier is empty or a value is too long.
        init(
            id: SessionID, userID: String, by factors: SessionFactors, generation: Int64, data: [UInt8],
            on request: Request
        ) throws(SessionError) {
            let time = request.time
            self.init(
                id: id, signIn: id, userID: userID, created: time, lastUsed: time,
                passwordAt: factors.contains(.password) ? time : nil,
                secondFactorAt: factors.contains(.secondFactor) ? time : nil, generation: generation,
                userAgent: Self.printable(request.headers[.userAgent] ?? ""), address: request.clientAddress,
                data: data)
            try check()
        }

        /// The same session with a new identifier, with factors that the user has just proved, and perhaps with other
        /// values.
        func renewed(
            id: SessionID, by factors: SessionFactors = [], generation: Int64? = nil, data: [UInt8]? = nil,
            at time: Timestamp
        ) throws(SessionError) -> Session {
            let session = Session(
                id: id, signIn: signIn, userID: userID, created: created, lastUsed: time,
                passwordAt: factors.contains(.password) ? time : passwordAt,
                secondFactorAt: factors.contains(.secondFactor) ? time : secondFactorAt,
                generation: generation ?? self.generation, userAgent: userAgent, address: address,
                data: data ?? self.data)
            try session.check()
            return session
        }

        /// The same session with another moment of its sign-in, for a clock that was wrong.
        func created(at time: Timestamp) -> Session {
            Session(
                id: id, signIn: signIn, userID: userID, created: time, lastUsed: time,
                passwordAt: passwordAt.map { min($0, time) }, secondFactorAt: secondFactorAt.map { min($0, time) },
                generation: generation, userAgent: userAgent, address: address, data: data)
        }

        private func check() throws(SessionError) {
            guard !userID.isEmpty, userID.utf8.count <= Self.longestUserID else {
                throw SessionError(
                    "the user identifier has \(userID.utf8.count) bytes; use 1 to \(Self.longestUserID) bytes")
            }
            guard data.count <= Self.longestData else {
                throw SessionError(
                    "the data of the session has \(data.count) bytes; the limit is \(Self.longestData)")
            }
        }

        /// The longest description of a browser.
        static let longestUserAgent = 200

        /// The beginning of a text that a client sent, in printable ASCII.
        private static func printable(_ text: String) -> String {
            let bytes = text.utf8.prefix(longestUserAgent).map {
                (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?")
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// An error about a session: a value that does not fit, or a stored record that cannot be read.
    public struct SessionError: Error, Sendable, Hashable, CustomStringConvertible {
        /// What is wrong.
        public let description: String

        init(_ description: String) {
            self.description = description
        }
    }
#endif
