#if Security
    import Gatehouse
    import GatehouseConfiguration
    import GatehouseSecurity
    import TestSupport
    import Testing

    @Suite("Sealed sessions", .timeLimit(.minutes(5)))
    struct SealedSessionsTests {
        private struct Account: Sendable {
            let name: String
            let generation: Int64
        }

        private static func keys(_ secrets: String...) throws -> Keys { try Keys(secrets.map { Secret($0) }) }
        private static let first = "q3Vg0n6nV1m0b5oQ0sYk2m8yqk0nq8c3J1t9wE4rT7U="
        private static let second = "Zk8vR2wX5yB1nC4mL7pQ0sT3uF6hJ9dGaE2iO5rU8tY="

        private static func site(
            _ keys: Keys, now: Int64 = 2_000_000_000, generation: Int64 = 0,
            _ change: (inout SessionSettings) -> Void = { _ in }
        ) throws -> SessionSite {
            var settings = SessionSettings()
            change(&settings)
            let sessions = SealedSessions(keys: keys, settings: settings)
            let signedIn = sessions.signedIn(generation: \.generation) { session in
                session.userID == "gone" ? nil : Account(name: session.userID, generation: generation)
            }
            return try SessionSite(now: now) { gate in
                gate.addSessionRoutes(sessions, rule: signedIn.narrowed("session") { signedIn, _ in signedIn.session })
            }
        }

        @Test("A session works on every machine with the keys")
        func sessionWorksEverywhere() async throws {
            let cookie = try await Self.site(Self.keys(Self.first)).send(.post, "/sign-in/u1").cookie
            let other = try Self.site(Self.keys(Self.first))
            let text = try await other.send(.get, "/session", cookie: cookie).text
            #expect(text.hasPrefix("u1 password "))
            // Another sign-in is another session.
            let again = try await other.send(.post, "/sign-in/u1").cookie
            #expect(try await other.send(.get, "/session", cookie: again).text != text)
            let renewed = try await other.send(.post, "/second-factor", cookie: cookie).cookie
            #expect(try await other.send(.get, "/session", cookie: renewed).text.hasPrefix("u1 password second "))
            let removal = try await other.send(.post, "/sign-out", cookie: cookie).cookies
            #expect(removal == ["__Host-session=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"])
        }

        @Test("A higher generation ends all sessions of the user, also copied ones")
        func generationEndsSessions() async throws {
            let keys = try Self.keys(Self.first)
            let cookie = try await Self.site(keys).send(.post, "/sign-in/u1").cookie
            let later = try Self.site(keys, generation: 1)
            #expect(try await later.send(.get, "/session", cookie: cookie).status == 303)
            #expect(later.log.has("session of an older generation ignored"))
        }

        @Test("A session of a user who does not exist any more leads to the sign-in page")
        func missingUserIsDenied() async throws {
            let site = try Self.site(Self.keys(Self.first))
            let cookie = try await site.send(.post, "/sign-in/gone").cookie
            #expect(try await site.send(.get, "/session", cookie: cookie).location == "/sign-in?return=%2Fsession")
        }

        @Test("A session ends after its lifetime, and a renewal does not prolong it")
        func lifetimeEndsSession() async throws {
            let site = try Self.site(Self.keys(Self.first))
            let start = site.now
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            site.now = start + 86_399
            let renewed = try await site.send(.post, "/second-factor", cookie: cookie).cookie
            #expect(try await site.send(.get, "/session", cookie: renewed).status == 200)
            site.now = start + 86_400
            for cookie in [cookie, renewed] {
                #expect(try await site.send(.get, "/session", cookie: cookie).status == 303)
            }
        }

        @Test("A shorter lifetime counts for sessions that began before, and a longer one does not")
        func shorterLifetimeCounts() async throws {
            let keys = try Self.keys(Self.first)
            let cookie = try await Self.site(keys).send(.post, "/sign-in/u1").cookie
            for (lifetime, age, status) in [(3600, 3599, 200), (3600, 3600, 303), (200_000, 86_400, 303)] {
                let site = try Self.site(keys, now: 2_000_000_000 + Int64(age)) { $0.lifetime = .seconds(lifetime) }
                #expect(try await site.send(.get, "/session", cookie: cookie).status == status)
            }
        }

        @Test("Invalid settings are configuration errors")
        func invalidSettingsAreErrors() throws {
            let keys = try Self.keys(Self.first)
            #expect(throws: GateError.self) { try Self.site(keys) { $0.name = "a b" } }
        }

        @Test("Another key, another name of the sessions and another purpose are refused; an older key is accepted")
        func onlyOwnKeysAndPurposesCount() async throws {
            let old = try Self.keys(Self.first)
            let cookie = try await Self.site(old).send(.post, "/sign-in/u1").cookie
            let stranger = try Self.site(Self.keys(Self.second))
            #expect(try await stranger.send(.get, "/session", cookie: cookie).status == 303)
            #expect(stranger.log.has("signed with an unknown key"))
            let rotated = try Self.site(Self.keys(Self.second, Self.first))
            #expect(try await rotated.send(.get, "/session", cookie: cookie).status == 200)
            // Sessions of another name have another cookie, and do not accept the value of this one.
            let named = try Self.site(old) { $0.name = "other" }
            let value = cookie.dropFirst("__Host-session=".count)
            #expect(try await named.send(.get, "/session", cookie: "__Host-other=\(value)").status == 303)
            #expect(named.log.has("forged, or for another purpose"))
            let expires = Timestamp(secondsSince1970: 2_000_000_100)
            let foreign =
                "__Host-session=" + (try old.seal([1, 2, 3], for: Purpose("session session"), expires: expires))
            let site = try Self.site(old)
            #expect(try await site.send(.get, "/session", cookie: foreign).status == 303)
            #expect(site.log.has("forged, or for another purpose"))
        }

        @Test("The largest session fits into a cookie, and larger data is an error")
        func largestSessionFits() async throws {
            let sessions = SealedSessions(keys: try Self.keys(Self.first))
            let site = try SessionSite { gate in
                gate.post("/start/{length:int}", allow: .everyone) { request in
                    let data = Array(repeating: UInt8(0), count: try request.path["length", as: Int.self])
                    return try Redirect(to: "/").setting(
                        try await sessions.start(
                            for: String(repeating: "u", count: 256), by: [.password, .secondFactor], generation: .max,
                            data: data, on: request))
                }
            }
            let agent = String(repeating: "x", count: 300)
            #expect(try await site.send(.post, "/start/2048", agent: agent).status == 303)
            #expect(try await site.send(.post, "/start/2049", agent: agent).status == 500)
        }
    }
#endif
