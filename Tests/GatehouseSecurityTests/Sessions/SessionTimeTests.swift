#if Security
    import Gatehouse
    import Synchronization
    import TestSupport
    import Testing

    @testable import GatehouseSecurity

    /// A store in memory: what a database would do.
    final class SessionTable: SessionStore {
        struct Failure: Error {}

        private struct State {
            var rows: [SessionID: Session] = [:]
            var touches = 0
            var failing = ""
            var other: (operation: String, change: @Sendable (inout [SessionID: Session]) -> Void)?
        }

        private let state = Mutex(State())

        var touches: Int { state.withLock { $0.touches } }
        var count: Int { state.withLock { $0.rows.count } }
        /// The operation that fails from now on.
        var failing: String {
            get { state.withLock { $0.failing } }
            set { state.withLock { $0.failing = newValue } }
        }

        /// Another process changes the table once, before an operation of this one.
        func before(_ operation: String, _ change: @escaping @Sendable (inout [SessionID: Session]) -> Void) {
            state.withLock { $0.other = (operation, change) }
        }

        private func change<Result>(
            _ operation: String, _ body: (inout [SessionID: Session]) throws -> Result
        ) throws -> Result {
            try state.withLock { state in
                if state.failing == operation { throw Failure() }
                if let other = state.other, other.operation == operation {
                    state.other = nil
                    other.change(&state.rows)
                }
                return try body(&state.rows)
            }
        }

        func insert(_ session: Session) async throws {
            try change("insert") { $0[session.id] = session }
        }

        func find(_ id: SessionID) async throws -> Session? {
            try change("find") { $0[id] }
        }

        func touch(_ id: SessionID, at time: Timestamp) async throws -> Bool {
            state.withLock { $0.touches += 1 }
            return try change("touch") { rows in
                guard let row = rows[id] else { return false }
                rows[id] = try Session(id: id, contents: row.contents, lastUsed: time)
                return true
            }
        }

        func replace(_ old: Session, with new: Session) async throws -> Bool {
            try change("replace") { rows in
                guard rows[old.id]?.contents == old.contents else { return false }
                rows[old.id] = nil
                rows[new.id] = new
                return true
            }
        }

        func removeAll() async throws {
            try change("remove") { $0 = [:] }
        }

        func sessions(of userID: String) async throws -> [Session] {
            try change("sessions") { $0.values.filter { $0.userID == userID } }
        }

        func remove(_ selection: SessionSelection, of userID: String) async throws {
            try change("remove") { rows in
                rows = rows.filter { $0.value.userID != userID || !selection.contains($0.value) }
            }
        }

        func removeUnused(since moment: Timestamp, now: Timestamp) async throws {
            try change("removeUnused") { rows in rows = rows.filter { $0.value.lastUsed >= moment } }
        }
    }

    @Suite("The times and the failures of sessions", .timeLimit(.minutes(5)))
    struct SessionTimeTests {
        private let table = SessionTable()

        private func site(_ change: (inout SessionSettings) -> Void = { _ in }) throws -> SessionSite {
            var settings = SessionSettings()
            change(&settings)
            let sessions = Sessions(store: table, settings: settings)
            return try SessionSite { $0.addSessionRoutes(sessions) }
        }

        @Test("An unused session ends after the idle time")
        func idleTimeEndsSession() async throws {
            let site = try site()
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            site.now += 3599
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
            site.now += 3599
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
            site.now += 3600
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 303)
            #expect(site.log.has("the session has expired: unused for too long"))
        }

        @Test("A renewal counts as a use")
        func renewalIsUse() async throws {
            let site = try site()
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            site.now += 300
            let renewed = try await site.send(.post, "/second-factor", cookie: cookie).cookie
            site.now += 3599
            #expect(try await site.send(.get, "/session", cookie: renewed).status == 200)
        }

        @Test("A session that is always in use ends after its lifetime, and a renewal does not prolong it")
        func lifetimeEndsSession() async throws {
            let site = try site()
            let start = site.now
            var cookie = try await site.send(.post, "/sign-in/u1").cookie
            while site.now + 1800 < start + 86_400 {
                site.now += 1800
                #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
            }
            cookie = try await site.send(.post, "/second-factor", cookie: cookie).cookie
            site.now = start + 86_399
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
            site.now = start + 86_400
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 303)
            #expect(site.log.has("the session has expired: its lifetime is over"))
        }

        @Test("The last use is stored at most once in a tenth of the idle time")
        func lastUseIsStoredRarely() async throws {
            let site = try site()
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            for _ in 0..<36 {
                site.now += 100
                #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
            }
            #expect(table.touches == 9)
        }

        @Test("A clock that steps back ends no session, and prolongs none beyond its lifetime")
        func clockStepsBack() async throws {
            let site = try site()
            let right = site.now
            // The clock was 30 days ahead.
            site.now += 30 * 86_400
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            site.now = right
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
            while site.now + 1800 < right + 86_400 {
                site.now += 1800
                #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
            }
            site.now = right + 86_400
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 303)
        }

        @Test("A last use in the future, from a clock that was wrong, does not prolong the session")
        func lastUseInTheFutureIsCorrected() async throws {
            let site = try site()
            let start = site.now
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            for moment in [start + 1800, start + 60] {
                site.now = moment
                #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
            }
            site.now = start + 60 + 3600
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 303)
        }

        @Test("A session that another process ends meanwhile is denied, and does not come back")
        func sessionThatEndsMeanwhileIsDenied() async throws {
            let site = try site()
            for (operation, method, path) in [
                ("touch", HTTPRequest.Method.get, "/session"), ("replace", .post, "/second-factor"),
                ("replace", .post, "/data/x"),
            ] {
                let cookie = try await site.send(.post, "/sign-in/u1").cookie
                if operation == "touch" { site.now += 1800 }
                table.before(operation) { $0 = [:] }
                let reply = try await site.send(method, path, cookie: cookie)
                #expect(reply.status == (path == "/data/x" ? 404 : 303), "\(path)")
                #expect(reply.cookies.isEmpty)
                #expect(table.count == 0)
                #expect(try await site.send(.get, "/session", cookie: cookie).status == 303)
            }
        }

        @Test("A renewal of a session that another process replaces meanwhile keeps the other change")
        func renewalKeepsAnotherChange() async throws {
            let site = try site()
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            table.before("replace") { rows in
                for (id, row) in rows {
                    rows[id] = try? row.renewed(id: id, data: Array("other".utf8), at: row.lastUsed)
                }
            }
            let renewed = try await site.send(.post, "/second-factor", cookie: cookie).cookie
            #expect(try await site.send(.get, "/session", cookie: renewed).text.hasPrefix("u1 password second "))
            #expect(try await site.send(.get, "/session", cookie: renewed).text.hasSuffix(" other"))
            #expect(table.count == 1)
        }

        @Test("A sign-in removes the unused sessions of all users, and no others")
        func signInRemovesUnusedSessions() async throws {
            let site = try site()
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            site.now += 3599
            _ = try await site.send(.post, "/sign-in/u2")
            #expect(table.count == 2)
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
            site.now += 3601
            _ = try await site.send(.post, "/sign-in/u3")
            #expect(table.count == 1)
        }

        @Test("A sign-in that cannot be stored keeps the session of the old cookie")
        func failingSignInKeepsOldSession() async throws {
            let site = try site()
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            table.failing = "insert"
            #expect(try await site.send(.post, "/sign-in/u2", cookie: cookie).status == 503)
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
        }

        @Test("After a small step back, the idle time and the lifetime count from the same moments")
        func clockStepsBackALittle() async throws {
            let site = try site()
            let start = site.now
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            site.now = start - 100
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
            #expect(table.touches == 0)
            site.now = start + 3600
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 303)
        }

        @Test(
            "A store that fails is a 503, and no session is handed out",
            arguments: ["insert", "sessions", "removeUnused"])
        func failingStoreHandsNothingOut(_ operation: String) async throws {
            let site = try site()
            table.failing = operation
            let reply = try await site.send(.post, "/sign-in/u1")
            #expect(reply.status == 503)
            #expect(reply.retryAfter == "10")
            #expect(reply.cookies.isEmpty)
            #expect(table.count == 0)
            #expect(site.log.has("the session store failed: Failure()"))
        }

        @Test("A store that cannot be read is a 503", arguments: ["find", "touch"])
        func unreadableStoreIsUnavailable(_ operation: String) async throws {
            let site = try site()
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            site.now += 1800
            table.failing = operation
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 503)
            table.failing = ""
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 200)
        }

        @Test("A sign-out that cannot be stored is a 503 and keeps the cookie", arguments: ["remove"])
        func failingSignOutIsReported(_ operation: String) async throws {
            let site = try site()
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            table.failing = operation
            let reply = try await site.send(.post, "/sign-out", cookie: cookie)
            #expect(reply.status == 503)
            #expect(reply.cookies.isEmpty)
        }

        @Test("Invalid settings are configuration errors")
        func invalidSettingsAreErrors() {
            let changes: [(inout SessionSettings) -> Void] = [
                { $0.name = "" }, { $0.name = "a b" }, { $0.name = "é" }, { $0.idleTime = .seconds(59) },
                { $0.lifetime = .seconds(3599) }, { $0.lifetime = .seconds(401 * 86_400) }, { $0.limitPerUser = 0 },
                { $0.limitPerUser = 1001 },
            ]
            for change in changes {
                #expect(throws: GateError.self) { try site(change) }
            }
        }

        @Test("A browser keeps the cookie only if the settings say so")
        func cookieLifetimeIsOptional() async throws {
            let reply = try await site { $0.isKeptByBrowser = true }.send(.post, "/sign-in/u1")
            #expect(reply.cookies.first?.contains("; Max-Age=86400;") == true)
        }

        @Test("Values that are too long are errors, and nothing is stored")
        func longValuesAreErrors() async throws {
            let sessions = Sessions(store: table)
            let site = try SessionSite { gate in
                gate.addSessionRoutes(sessions)
                gate.post("/large", allow: .everyone) { request in
                    _ = try await sessions.start(
                        for: "u1", by: .password, generation: 0, data: Array(repeating: 0, count: 4097), on: request)
                    return "started"
                }
            }
            #expect(try await site.send(.post, "/large").status == 500)
            #expect(try await site.send(.post, "/sign-in/" + String(repeating: "u", count: 257)).status == 500)
            #expect(table.count == 0)
            #expect(try await site.send(.post, "/sign-in/" + String(repeating: "u", count: 256)).status == 303)
        }

        @Test("The description of the browser is short printable ASCII")
        func userAgentIsPrintable() async throws {
            let site = try site()
            _ = try await site.send(
                .post, "/sign-in/u1", agent: "Fire\u{202E}fox é" + String(repeating: "x", count: 300))
            let agents = try await table.sessions(of: "u1").map(\.userAgent)
            #expect(agents.first?.hasPrefix("Fire???fox ??xx") == true)
            #expect(agents.first?.utf8.count == 200)
        }
    }
#endif
