#if Security
    import Gatehouse
    import GatehouseConfiguration
    import GatehouseSecurity
    import TestSupport
    import Testing

    @Suite("Bad session cookies", .timeLimit(.minutes(5)))
    struct SessionCookieTests {
        static let keys = try? Keys([Secret("q3Vg0n6nV1m0b5oQ0sYk2m8yqk0nq8c3J1t9wE4rT7U=")])

        /// The kinds of sessions.
        enum Kind: CaseIterable, Sendable { case stored, sealed }

        private static func site(_ kind: Kind) throws -> SessionSite {
            switch kind {
            case .stored:
                let sessions = Sessions(store: SessionTable())
                return try SessionSite { $0.addSessionRoutes(sessions) }
            case .sealed:
                let sessions = SealedSessions(keys: try #require(keys))
                let rule = Access<Session>("sealed", else: sessions.settings.denial) { request in
                    try await sessions.session(of: request)
                }
                return try SessionSite { $0.addSessionRoutes(sessions, rule: rule) }
            }
        }

        @Test(
            "A cookie that is not ours counts as missing, and the log says why without its value",
            arguments: Kind.allCases)
        func badCookiesAreMissing(_ kind: Kind) async throws {
            let site = try Self.site(kind)
            let good = try await site.send(.post, "/sign-in/u1").cookie
            let name = "__Host-session="
            let value = String(good.dropFirst(name.count))
            let malformed = kind == .stored ? "it is not the encoding of 128 bits" : "malformed"
            let cases: [(cookie: String, reason: String)] = [
                (name, malformed), (name + "x", malformed), (name + value + "=", malformed),
                (name + value.dropLast(2), kind == .stored ? malformed : "forged"),
                (name + value + "AAAA", kind == .stored ? malformed : "forged"),
                (name + value.dropLast() + "+", malformed),
                (name + String(repeating: "A", count: 8192), "it is longer than 4096 bytes"),
                ("\(good); \(good)", "several cookies have its name"),
                ("\(good); \(name)x", "several cookies have its name"),
                (name + "é" + value, "it has characters that no cookie has"),
                (name + value.dropLast() + "\u{FF21}", "it has characters that no cookie has"),
                (name + "\"" + value, "it has characters that no cookie has"),
                (name + "a b", "it has characters that no cookie has"),
            ]
            for (cookie, reason) in cases {
                let before = site.log.lines.count
                let reply = try await site.send(.get, "/session", cookie: cookie)
                #expect(reply.status == 303)
                #expect(reply.cookies.isEmpty)
                let lines = site.log.lines[before...]
                #expect(lines.contains { $0.contains("session cookie ignored: ") && $0.contains(reason) }, "\(reason)")
                #expect(!lines.contains { $0.contains(value.dropLast(3)) })
            }
            // Cookies of other names do not matter.
            for other in ["session=1; \(good)", "__host-session=1; \(good)", "\(good); __Secure-session=2"] {
                #expect(try await site.send(.get, "/session", cookie: other).status == 200)
            }
        }

        @Test("Any changed character makes the cookie invalid", arguments: Kind.allCases)
        func changedCookieIsInvalid(_ kind: Kind) async throws {
            let site = try Self.site(kind)
            let good = try await site.send(.post, "/sign-in/u1").cookie
            let name = "__Host-session="
            let value = Array(good.utf8.dropFirst(name.utf8.count))
            for index in value.indices {
                for bit in 0..<7 {
                    var changed = value
                    changed[index] ^= 1 << UInt8(bit)
                    // ";" ends the value, and then the rest of it is another cookie.
                    let cookie = name + String(decoding: changed, as: UTF8.self)
                    #expect(try await site.send(.get, "/session", cookie: cookie).status == 303, "\(index) \(bit)")
                }
            }
            #expect(try await site.send(.get, "/session", cookie: good).status == 200)
        }

        @Test("Random values never sign anybody in", arguments: Kind.allCases)
        func randomValuesAreInvalid(_ kind: Kind) async throws {
            let site = try Self.site(kind)
            _ = try await site.send(.post, "/sign-in/u1")
            let alphabet = Array("ABCdef019-_=+/%\"\\;, \t\u{1}\u{7F}é".unicodeScalars)
            for _ in 0..<3000 {
                let text = (0..<Int.random(in: 0...60)).map { _ in String(alphabet.randomElement() ?? "A") }.joined()
                let reply = try await site.send(.get, "/session", cookie: "__Host-session=" + text)
                #expect([303, 400].contains(reply.status))
            }
        }
    }
#endif
