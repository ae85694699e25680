#if Security
    internal import FastCGI

    /// The default store of sessions: one small file for each session in the private directory.
    ///
    /// It works for all processes of a machine, under FastCGI and under CGI. A process that is killed leaves each session
    /// complete or absent. After a power failure, recent sessions can be missing, but a session that was ended stays ended.
    ///
    /// `sessions/ab/cdef…` contains a session; its name is the hash of the secret, and its modification time is the moment of
    /// the last use. `session-users/12/3456….abcdef…` is an empty file whose name has the hash of the user and that of the
    /// session. It exists as long as the session exists, so that all sessions of a user are found.
    public final class SessionFiles: SessionStore {
        private let sessions: OwnedDirectory
        private let users: OwnedDirectory

        /// Opens the store, and creates its two directories if they are missing.
        public init(in directory: PrivateDirectory) throws(PrivateDirectoryError) {
            sessions = try directory.directory("sessions")
            users = try directory.directory("session-users")
        }

        /// Stores a new session.
        public func insert(_ session: Session) async throws {
            let user = UserPlace(session.userID)
            try await withLock(of: user.directory) { markers in try add(session, user, markers) }
        }

        /// The session with an identifier.
        public func find(_ id: SessionID) async throws -> Session? {
            try read(id)
        }

        /// Sets the moment of the last use.
        public func touch(_ id: SessionID, at time: Timestamp) async throws -> Bool {
            try sessions.setModified(id.path, to: time.secondsSince1970)
        }

        /// Replaces a session by another one.
        public func replace(_ old: Session, with new: Session) async throws -> Bool {
            guard old.userID == new.userID else { throw SessionError("a session cannot change its user") }
            let user = UserPlace(old.userID)
            return try await withLock(of: user.directory) { markers in
                guard let stored = try read(old.id), stored.contents == old.contents else { return false }
                if old.id == new.id {
                    guard try sessions.exchange(old.id.path, with: new.contents, isDurable: false) else { return false }
                    return try sessions.setModified(new.id.path, to: new.lastUsed.secondsSince1970)
                }
                try add(new, user, markers)
                do {
                    // Nobody removes a session without this lock, except a sweep of expired ones.
                    guard try sessions.remove(old.id.path) else {
                        try discard(new.id, user, markers)
                        return false
                    }
                } catch {
                    try discard(new.id, user, markers)
                    throw error
                }
                _ = try markers.remove(user.marker(old.id))
                return true
            }
        }

        /// All sessions of a user.
        public func sessions(of userID: String) async throws -> [Session] {
            let user = UserPlace(userID)
            let markers = try users.directory(user.directory)
            var found: [Session] = []
            for name in try markers.names() {
                guard let id = user.session(of: name) else { continue }
                do {
                    if let session = try read(id), session.userID == userID { found.append(session) }
                } catch is SessionError {
                    continue
                }
            }
            return found
        }

        /// Removes sessions of a user.
        public func remove(_ selection: SessionSelection, of userID: String) async throws {
            let user = UserPlace(userID)
            let changed = try await withLock(of: user.directory) { markers in
                var changed: Set<String> = []
                for name in try markers.names() {
                    guard let id = user.session(of: name), try isSelected(id, by: selection) else { continue }
                    if try sessions.remove(id.path) { changed.insert(String(id.text.prefix(2))) }
                    _ = try markers.remove(name)
                }
                return changed
            }
            for name in changed { try sessions.directory(name).synchronize() }
        }

        /// Removes the sessions of all users.
        public func removeAll() async throws {
            for name in UserPlace.directories {
                try await withLock(of: name) { markers in
                    for marker in try markers.names() {
                        guard let id = UserPlace.session(ofAny: marker) else { continue }
                        _ = try sessions.remove(id.path)
                        _ = try markers.remove(marker)
                    }
                }
            }
            for name in UserPlace.directories { try sessions.directory(name).synchronize() }
        }

        /// Removes unused sessions in one of 256 directories, and examines at most 64.
        ///
        /// Each sign-in adds one session and does this once, so unused sessions do not pile up.
        public func removeUnused(since moment: Timestamp, now: Timestamp) async throws {
            try sessions.removeLeftovers(before: now.secondsSince1970 - 3600)
            try removeUnused(in: UserPlace.directories.randomElement() ?? "00", since: moment, now: now)
        }

        /// Examines at most 64 sessions of one directory, unless another process has its lock.
        func removeUnused(in directory: String, since moment: Timestamp, now: Timestamp) throws {
            _ = try withFreeLock(of: directory) { markers in
                let names = try markers.names().filter { $0 != UserPlace.lock }
                let start = Int.random(in: 0...names.count)
                for name in (names[start...] + names[..<start]).prefix(64) {
                    try removeUnused(name, in: markers, since: moment, now: now)
                }
            }
        }

        /// Removes the session of a marker if it is unused, and the marker if the session does not exist.
        private func removeUnused(
            _ name: String, in markers: borrowing OwnedDirectory, since moment: Timestamp, now: Timestamp
        ) throws(SystemError) {
            guard let id = UserPlace.session(ofAny: name) else { return }
            if let lastUsed = try sessions.modified(id.path) {
                if lastUsed > now.secondsSince1970 {
                    _ = try sessions.setModified(id.path, to: now.secondsSince1970)
                }
                guard lastUsed < moment.secondsSince1970 else { return }
                _ = try sessions.remove(id.path)
            }
            _ = try markers.remove(name)
        }

        private func read(_ id: SessionID) throws -> Session? {
            guard let file = try file(of: id) else { return nil }
            return try Session(
                id: id, contents: file.bytes, lastUsed: Timestamp(secondsSince1970: file.modified))
        }

        private func file(of id: SessionID) throws -> (bytes: [UInt8], modified: Int64)? {
            do throws(SystemError) {
                return try sessions.contents(of: id.path, limit: Session.longestRecord)
            } catch {
                if error.isUnsuitableFile { throw SessionError("the stored session \(id) cannot be read: \(error)") }
                throw error
            }
        }

        /// Whether a session is to be removed. A damaged one is, because nobody can use it.
        private func isSelected(_ id: SessionID, by selection: SessionSelection) throws -> Bool {
            if selection == .all { return true }
            do {
                return try read(id).map(selection.contains) ?? true
            } catch is SessionError {
                return true
            }
        }

        /// Creates the marker, then the session: a session without a marker would survive the end of all sessions.
        private func add(_ session: Session, _ user: UserPlace, _ markers: borrowing OwnedDirectory) throws {
            let path = session.id.path
            try markers.create(user.marker(session.id), [], isDurable: false)
            do {
                do throws(SystemError) {
                    try sessions.create(path, session.contents, isDurable: false)
                } catch  where error.isMissing {
                    _ = try sessions.directory(String(path.prefix(2)))
                    try sessions.create(path, session.contents, isDurable: false)
                }
                _ = try sessions.setModified(path, to: session.lastUsed.secondsSince1970)
            } catch {
                try? discard(session.id, user, markers)
                throw error
            }
        }

        /// Removes a session whose secret nobody has.
        private func discard(_ id: SessionID, _ user: UserPlace, _ markers: borrowing OwnedDirectory) throws {
            _ = try sessions.remove(id.path)
            _ = try markers.remove(user.marker(id))
        }

        /// Locks a directory with markers. Waits at most five seconds, without blocking the thread.
        private func withLock<Result>(
            of name: String, _ body: (borrowing OwnedDirectory) throws -> Result
        ) async throws -> Result {
            for _ in 0..<2500 {
                if let result = try withFreeLock(of: name, body) { return result }
                try await Task.sleep(for: .milliseconds(2))
            }
            throw SessionError("another process has held a lock of the session files for five seconds")
        }

        /// Locks a directory with markers; `nil` if another process has the lock.
        private func withFreeLock<Result>(
            of name: String, _ body: (borrowing OwnedDirectory) throws -> Result
        ) throws -> Result? {
            let markers = try users.directory(name)
            let lock = try markers.tryLock(UserPlace.lock)
            if lock == nil { return nil }
            let result = try body(markers)
            _ = consume lock
            return result
        }
    }

    /// The place of a user's markers.
    struct UserPlace {
        static let lock = "lock"

        /// The names of all directories.
        static let directories: [String] = (256..<512).map { String(String($0, radix: 16).dropFirst()) }

        let directory: String
        private let prefix: String

        init(_ userID: String) {
            let hash = SessionID(hashing: Array(userID.utf8)).text
            directory = String(hash.prefix(2))
            prefix = hash.dropFirst(2) + "."
        }

        /// The name of the marker of a session.
        func marker(_ id: SessionID) -> String { prefix + id.text }

        /// The session of a marker of this user; `nil` for another name.
        func session(of name: String) -> SessionID? {
            name.hasPrefix(prefix) ? Self.session(ofAny: name) : nil
        }

        /// The session of a marker; `nil` for another name.
        static func session(ofAny name: String) -> SessionID? {
            name.utf8.count == 62 + 1 + 64 ? SessionID(String(name.suffix(64))) : nil
        }
    }
#endif
