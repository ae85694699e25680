#if Security
    /// A store of sessions that all processes of the application share. ``SessionFiles`` is the default.
    ///
    /// A database needs one table: the `id` (``SessionID/text``) as the primary key, `sign_in`, an indexed `user_id`,
    /// `last_used` and ``Session/contents``. The store never sees the secret of a cookie.
    ///
    /// Each function is one statement or one transaction. What a function has done is visible to all processes when it
    /// returns. A thrown error becomes a 503.
    public protocol SessionStore: Sendable {
        /// Stores a new session. Its identifier is new.
        func insert(_ session: Session) async throws

        /// The session with an identifier; `nil` if there is none.
        ///
        /// - Throws: ``SessionError`` if the record is damaged: the session counts as absent, and the log has the reason.
        func find(_ id: SessionID) async throws -> Session?

        /// Sets the moment of the last use of a session.
        ///
        /// - Returns: `false` if the session does not exist. It must not come back.
        func touch(_ id: SessionID, at time: Timestamp) async throws -> Bool

        /// Replaces a session by another one, in one transaction:
        /// `UPDATE sessions SET id = …, contents = …, last_used = … WHERE id = old AND contents = old`.
        ///
        /// - Parameters:
        ///   - old: the session. If its contents have changed, or if it does not exist, nothing happens.
        ///   - new: the new session of the same user, often with another identifier.
        /// - Returns: whether the session was replaced.
        func replace(_ old: Session, with new: Session) async throws -> Bool

        /// All sessions of a user, in any order. A damaged record is left out.
        func sessions(of userID: String) async throws -> [Session]

        /// Removes sessions of a user. They must not come back after a power failure.
        func remove(_ selection: SessionSelection, of userID: String) async throws

        /// Removes the sessions of all users. They must not come back after a power failure.
        func removeAll() async throws

        /// Removes sessions that were last used before a moment. Called at each sign-in; it may do a part of the work.
        ///
        /// - Parameters:
        ///   - moment: the moment, one idle time before `now`.
        ///   - now: the current time. A later last use is a mistake of a clock, and is set to `now`.
        func removeUnused(since moment: Timestamp, now: Timestamp) async throws
    }

    /// Some sessions of a user, for ``SessionStore/remove(_:of:)``. They are named by ``Session/signIn``.
    public enum SessionSelection: Sendable, Hashable {
        /// All sessions.
        case all
        /// One session, whatever its identifier is by now.
        case only(SessionID)
        /// All sessions but one.
        case allExcept(SessionID)

        /// Whether a session is selected.
        public func contains(_ session: Session) -> Bool {
            switch self {
            case .all: true
            case .only(let signIn): session.signIn == signIn
            case .allExcept(let signIn): session.signIn != signIn
            }
        }
    }
#endif
