#if Security
    import Gatehouse
    import GatehouseSecurity
    import TestSupport
    import Testing

    @Suite("Rules about users and recent proofs", .timeLimit(.minutes(5)))
    struct SignedInTests {
        private struct Account: Sendable {
            let name: String
            var generation: Int64 = 3
        }

        /// A site with the rules as an application writes them.
        private static func site() throws -> SessionSite {
            let sessions = Sessions(store: SessionTable())
            let member = sessions.user { session in session.userID == "gone" ? nil : Account(name: session.userID) }
            let current = sessions.user(generation: \.generation) { Account(name: $0.userID) }
            let signedIn = sessions.signedIn { session in Account(name: session.userID) }
            return try SessionSite { gate in
                gate.addSessionRoutes(sessions)
                gate.get("/member", allow: member) { _, account in account.name }
                gate.get("/generation", allow: current) { _, account in account.name }
                gate.get("/recently", allow: signedIn.recently(within: .seconds(600))) { _, recent in
                    "\(recent.user.name) \(recent.provedAt.secondsSince1970) \(recent.session.userID)"
                }
                gate.post("/recently", allow: signedIn.recently(within: .seconds(600), else: .forbidden)) { _, recent in
                    recent.user.name
                }
                gate.post("/start/{generation:int}/{factors:int}", allow: .everyone) { request in
                    let factors = SessionFactors(rawValue: try request.path["factors", as: UInt8.self])
                    let generation = try request.path["generation", as: Int64.self]
                    return try Redirect(to: "/").setting(
                        try await sessions.start(for: "u1", by: factors, generation: generation, on: request))
                }
            }
        }

        @Test("The rule yields the user of the lookup, and nil leads to the sign-in page")
        func lookupDecides() async throws {
            let site = try Self.site()
            let known = try await site.send(.post, "/sign-in/u1").cookie
            #expect(try await site.send(.get, "/member", cookie: known).text == "u1")
            let gone = try await site.send(.post, "/sign-in/gone").cookie
            #expect(try await site.send(.get, "/member", cookie: gone).location == "/sign-in?return=%2Fmember")
            #expect(try await site.send(.get, "/member").location == "/sign-in?return=%2Fmember")
        }

        @Test("A session of another generation of the credentials does not count", arguments: [2, 3, 4])
        func generationIsCompared(_ generation: Int) async throws {
            let site = try Self.site()
            let cookie = try await site.send(.post, "/start/\(generation)/1").cookie
            #expect(try await site.send(.get, "/generation", cookie: cookie).status == (generation == 3 ? 200 : 303))
        }

        @Test("An old proof leads to the sign-in page with the path; a new factor renews it")
        func recentProofIsRequired() async throws {
            let site = try Self.site()
            let start = site.now
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            site.now = start + 600
            #expect(try await site.send(.get, "/recently", cookie: cookie).text == "u1 \(start) u1")
            site.now = start + 601
            let reply = try await site.send(.get, "/recently", cookie: cookie)
            #expect(reply.status == 303)
            #expect(reply.location == "/sign-in?return=%2Frecently")
            #expect(try await site.send(.post, "/recently", cookie: cookie).status == 403)
            #expect(try await site.send(.get, "/member", cookie: cookie).status == 200)
            let renewed = try await site.send(.post, "/second-factor", cookie: cookie).cookie
            #expect(try await site.send(.get, "/recently", cookie: renewed).text == "u1 \(start + 601) u1")
            #expect(try await site.send(.post, "/recently", cookie: renewed).status == 200)
        }

        @Test("Of two recent proofs, the last one counts")
        func lastProofCounts() async throws {
            let site = try Self.site()
            let start = site.now
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            site.now = start + 300
            let renewed = try await site.send(.post, "/second-factor", cookie: cookie).cookie
            #expect(try await site.send(.get, "/recently", cookie: renewed).text == "u1 \(start + 300) u1")
            site.now = start + 900
            #expect(try await site.send(.get, "/recently", cookie: renewed).text == "u1 \(start + 300) u1")
        }

        @Test("A sign-in without password and second factor does not count as a recent proof")
        func otherSignInIsNoProof() async throws {
            let site = try Self.site()
            let cookie = try await site.send(.post, "/start/3/0").cookie
            #expect(try await site.send(.get, "/member", cookie: cookie).status == 200)
            #expect(try await site.send(.get, "/recently", cookie: cookie).status == 303)
        }

        @Test("A proof in the future, from a clock that was wrong, does not count")
        func futureProofDoesNotCount() async throws {
            let site = try Self.site()
            let start = site.now
            let cookie = try await site.send(.post, "/sign-in/u1").cookie
            site.now = start - 61
            #expect(try await site.send(.get, "/member", cookie: cookie).status == 200)
            #expect(try await site.send(.get, "/recently", cookie: cookie).status == 303)
            site.now = start - 60
            #expect(try await site.send(.get, "/recently", cookie: cookie).status == 200)
        }
    }
#endif
