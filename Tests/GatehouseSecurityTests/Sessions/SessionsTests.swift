#if Security
    import Gatehouse
    import Synchronization
    import TestSupport
    import Testing

    @testable import GatehouseSecurity

    @Suite("Sessions in a store", .timeLimit(.minutes(5)))
    struct SessionsTests {
        private let place: SessionPlace

        init() throws {
            place = try SessionPlace()
        }

        /// A site whose sessions are in files. Two sites with one place are two processes.
        private func site(
            now: Int64 = 2_000_000_000, mount: String = "/", _ change: (inout SessionSettings) -> Void = { _ in }
        ) throws -> SessionSite {
            var settings = SessionSettings()
            change(&settings)
            let sessions = try Sessions(in: place.directory, settings: settings)
            return try SessionSite(now: now, mount: mount) { $0.addSessionRoutes(sessions) }
        }

        @Test("The cookie is __Host-, Secure, HttpOnly and SameSite=Lax, and has 128 bits")
        func cookieIsSafe() async throws {
            let reply = try await site().send(.post, "/sign-in/u1")
            #expect(reply.cookies.count == 1)
            let text = try #require(reply.cookies.first)
            #expect(text.hasPrefix("__Host-session="))
            #expect(text.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Lax"))
            #expect(reply.cookie.dropFirst("__Host-session=".count).utf8.count == 22)
            let other = try await site().send(.post, "/sign-in/u1")
            #expect(other.cookie != reply.cookie)
        }

        @Test("The store has the hash of the secret and not the secret")
        func storeHasHash() async throws {
            let reply = try await site().send(.post, "/sign-in/u1")
            let secret = String(reply.cookie.dropFirst("__Host-session=".count))
            let files = try place.files("sessions") + place.files("session-users")
            #expect(files.count == 2)
            #expect(!files.joined().contains(secret))
        }

        @Test("Below another mount, the cookie has another name and the path, and the log warns once")
        func mountChangesCookie() async throws {
            let site = try site(mount: "/sub/app")
            let reply = try await site.send(.post, "/sub/app/sign-in/u1")
            #expect(reply.cookies.first?.hasPrefix("__Secure-session=") == true)
            #expect(reply.cookies.first?.contains("; Path=/sub/app; Secure; HttpOnly; SameSite=Lax") == true)
            #expect(try await site.send(.get, "/sub/app/session", cookie: reply.cookie).status == 200)
            let removal = try await site.send(.post, "/sub/app/sign-out", cookie: reply.cookie).cookies
            #expect(removal == ["__Secure-session=; Path=/sub/app; Max-Age=0; Secure; HttpOnly; SameSite=Lax"])
            _ = try await site.send(.post, "/sub/app/sign-in/u1")
            #expect(site.log.messages.count { $0.contains("other applications on this origin can receive") } == 1)
            let root = try self.site()
            _ = try await root.send(.post, "/sign-in/u1")
            #expect(!root.log.has("other applications"))
        }

        @Test("Without a session, a request leads to the sign-in page")
        func missingSessionIsDenied() async throws {
            let reply = try await site().send(.get, "/session")
            #expect(reply.status == 303)
            #expect(reply.location == "/sign-in?return=%2Fsession")
        }

        @Test("A sign-in makes a new identifier, and ends the session of the old cookie")
        func signInMakesNewIdentifier() async throws {
            let site = try site()
            let first = try await site.send(.post, "/sign-in/u1").cookie
            let second = try await site.send(.post, "/sign-in/u2", cookie: first).cookie
            #expect(first != second)
            #expect(try await site.send(.get, "/session", cookie: first).status == 303)
            #expect(try await site.send(.get, "/session", cookie: second).text.hasPrefix("u2 password"))
            #expect(try place.files("sessions").count == 1)
        }

        @Test("An identifier that the server did not create is never adopted")
        func unknownIdentifierIsNotAdopted() async throws {
            let site = try site()
            let chosen = "__Host-session=AAAAAAAAAAAAAAAAAAAAAA"
            #expect(try await site.send(.get, "/session", cookie: chosen).status == 303)
            let reply = try await site.send(.post, "/sign-in/u1", cookie: chosen)
            #expect(reply.cookie != chosen)
            #expect(try await site.send(.get, "/session", cookie: chosen).status == 303)
        }

        @Test("A change of privileges makes a new identifier, and the old one is invalid")
        func renewalMakesNewIdentifier() async throws {
            let site = try site()
            let first = try await site.send(.post, "/sign-in/u1").cookie
            let second = try await site.send(.post, "/second-factor", cookie: first).cookie
            #expect(first != second)
            #expect(try await site.send(.get, "/session", cookie: first).status == 303)
            #expect(try await site.send(.get, "/session", cookie: second).text.hasPrefix("u1 password second"))
        }

        @Test("Sign-out ends the session in every process at once, even for a copied cookie")
        func signOutEndsSession() async throws {
            let sites = [try site(), try site()]
            let cookie = try await sites[0].send(.post, "/sign-in/u1").cookie
            #expect(try await sites[1].send(.get, "/session", cookie: cookie).status == 200)
            let reply = try await sites[0].send(.post, "/sign-out", cookie: cookie)
            #expect(reply.cookies == ["__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"])
            for site in sites { #expect(try await site.send(.get, "/session", cookie: cookie).status == 303) }
        }

        /// Requests that are being handled when the session ends must neither bring it back nor set its cookie.
        @Test("Sign-out with 100 requests in flight restores nothing")
        func lateResponsesRestoreNothing() async throws {
            let places = [try site(), try site()]
            let cookie = try await places[0].send(.post, "/sign-in/u1").cookie
            for site in places { site.now += 1000 }
            let cookies = try await withThrowingTaskGroup(of: [String].self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let site = places[number % 2]
                        switch number % 4 {
                        case 0: return try await site.send(.get, "/session", cookie: cookie).cookies
                        case 1: return try await site.send(.post, "/data/x\(number)", cookie: cookie).cookies
                        case 2: return try await site.send(.post, "/second-factor", cookie: cookie).cookies
                        default: return try await site.send(.get, "/sessions", cookie: cookie).cookies
                        }
                    }
                    if number == 50 {
                        group.addTask {
                            _ = try await places[1].send(.post, "/sign-out-everywhere", cookie: cookie)
                            return []
                        }
                    }
                }
                return try await group.reduce([]) { $0 + $1 }
            }
            // One request may have renewed the session before; then the request to sign out had no session.
            let renewed = cookies.map { String($0.prefix { $0 != ";" }) }
            #expect(renewed.count <= 1)
            if let last = renewed.first {
                _ = try await places[0].send(.post, "/sign-out-everywhere", cookie: last)
            }
            #expect(try place.files("sessions").isEmpty)
            for cookie in renewed + [cookie] {
                #expect(try await places[0].send(.get, "/session", cookie: cookie).status == 303)
            }
        }

        @Test("A user lists the own sessions, ends one, ends the others, and signs out everywhere")
        func userManagesSessions() async throws {
            let site = try site()
            var cookies: [String] = []
            for _ in 0..<4 { cookies.append(try await site.send(.post, "/sign-in/u1").cookie) }
            let other = try await site.send(.post, "/sign-in/u2").cookie
            func count() async throws -> Int {
                try await site.send(.get, "/sessions", cookie: cookies[0]).text.split(separator: "\n").count
            }
            #expect(try await count() == 4)
            let signIn = try await site.send(.get, "/session", cookie: cookies[3]).text.split(separator: " ")[2]
            // A session of another user cannot be ended.
            _ = try await site.send(.post, "/end/\(signIn)", cookie: other)
            #expect(try await count() == 4)
            _ = try await site.send(.post, "/end/\(signIn)", cookie: cookies[0])
            #expect(try await count() == 3)
            #expect(try await site.send(.get, "/session", cookie: cookies[3]).status == 303)
            _ = try await site.send(.post, "/sign-out-elsewhere", cookie: cookies[0])
            #expect(try await count() == 1)
            _ = try await site.send(.post, "/sign-out-everywhere", cookie: cookies[0])
            #expect(try await site.send(.get, "/session", cookie: cookies[0]).status == 303)
            #expect(try await site.send(.get, "/session", cookie: other).status == 200)
        }

        @Test("After a change of privileges, sign-out and the end of the others know the session by its sign-in")
        func renewedSessionIsKnown() async throws {
            let site = try site()
            let others = [
                try await site.send(.post, "/sign-in/u1").cookie, try await site.send(.post, "/sign-in/u1").cookie,
            ]
            let first = try await site.send(.post, "/sign-in/u1").cookie
            let renewed = try await site.send(.post, "/second-factor", cookie: first).cookie
            let leaving = try await site.send(.post, "/second-factor", cookie: others[0]).cookie
            _ = try await site.send(.post, "/sign-out", cookie: leaving)
            var statuses: [Int] = []
            for cookie in [leaving, others[1], renewed] {
                statuses.append(try await site.send(.get, "/session", cookie: cookie).status)
            }
            #expect(statuses == [303, 200, 200])
            #expect(try await site.send(.post, "/sign-out-elsewhere", cookie: renewed).text == "done")
            #expect(try await site.send(.get, "/session", cookie: others[1]).status == 303)
            #expect(try await site.send(.get, "/session", cookie: renewed).status == 200)
        }

        @Test("The list has the sessions that have not expired, last used first")
        func listIsCurrentAndSorted() async throws {
            let site = try site { $0.lifetime = .seconds(7200) }
            let start = site.now
            func signIn(_ second: Int64) async throws -> (cookie: String, name: String) {
                site.now = start + second
                let cookie = try await site.send(.post, "/sign-in/u1").cookie
                let text = try await site.send(.get, "/session", cookie: cookie).text
                return (cookie, String(text.split(separator: " ")[2]))
            }
            func list(_ second: Int64, _ cookie: String) async throws -> [String] {
                site.now = start + second
                return try await site.send(.get, "/sessions", cookie: cookie).text.split(separator: "\n").map {
                    String($0.split(separator: " ")[2])
                }
            }
            let (a, b, c) = (try await signIn(0), try await signIn(10), try await signIn(20))
            #expect(try await list(1000, a.cookie) == [a.name, c.name, b.name])
            // The third session is unused for an hour, and then the lifetime of the first one ends.
            #expect(try await list(3609, b.cookie) == [b.name, a.name, c.name])
            #expect(try await list(3620, b.cookie) == [b.name, a.name])
            #expect(try await list(4500, a.cookie).contains(a.name))
            let d = try await signIn(6000)
            #expect(try await list(7199, d.cookie) == [d.name, a.name, b.name])
            #expect(try await list(7200, d.cookie) == [d.name, b.name])
        }

        @Test("A user has a limited number of sessions: another sign-in ends the oldest")
        func sessionsAreLimited() async throws {
            let site = try site { $0.limitPerUser = 3 }
            var cookies: [String] = []
            for _ in 0..<5 {
                cookies.append(try await site.send(.post, "/sign-in/u1").cookie)
                site.now += 10
            }
            var statuses: [Int] = []
            for cookie in cookies { statuses.append(try await site.send(.get, "/session", cookie: cookie).status) }
            #expect(statuses == [303, 303, 200, 200, 200])
            #expect(try place.files("sessions").count == 3)
        }

        @Test("A damaged session counts as missing, and the next sign-in works")
        func damagedSessionIsMissing() async throws {
            let site = try site()
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            let secret = try #require(Base64URL.decode(cookie.dropFirst("__Host-session=".count).utf8))
            try place.damage(SessionID(hashing: secret), with: [1, 2, 3])
            #expect(try await site.send(.get, "/session", cookie: cookie).status == 303)
            #expect(site.log.has("session ignored: the stored session"))
            let next = try await site.send(.post, "/sign-in/u1", cookie: cookie).cookie
            #expect(try await site.send(.get, "/session", cookie: next).status == 200)
        }

        @Test("The data is replaced as a whole, and only if it has not changed")
        func dataIsReplaced() async throws {
            let site = try site()
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            #expect(try await site.send(.post, "/data/first", cookie: cookie).text.hasSuffix(" first"))
            #expect(try await site.send(.get, "/session", cookie: cookie).text.hasSuffix(" first"))
        }
    }
#endif
