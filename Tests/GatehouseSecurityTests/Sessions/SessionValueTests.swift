#if Security
    import GatehouseCore
    import Testing

    @testable import GatehouseSecurity

    @Suite("The values of a changed session", .timeLimit(.minutes(5)))
    struct SessionValueTests {
        private static func moment(_ seconds: Int64) -> Timestamp { Timestamp(secondsSince1970: seconds) }

        private static func session(passwordAt: Int64?, secondFactorAt: Int64?) -> Session {
            Session(
                id: SessionID(hashing: [1]), signIn: SessionID(hashing: [0]), userID: "u1", created: moment(100),
                lastUsed: moment(200), passwordAt: passwordAt.map(moment), secondFactorAt: secondFactorAt.map(moment),
                generation: 7, userAgent: "Firefox", address: "::1", data: [1, 2])
        }

        @Test("A renewal changes what it is given, and keeps the rest")
        func renewalKeepsTheRest() throws {
            let old = Self.session(passwordAt: 110, secondFactorAt: 120)
            let id = SessionID(hashing: [2])
            func expect(
                _ new: Session, passwordAt: Int64 = 110, secondFactorAt: Int64 = 120, generation: Int64 = 7,
                data: [UInt8] = [1, 2]
            ) {
                let expected = Session(
                    id: id, signIn: old.signIn, userID: "u1", created: Self.moment(100), lastUsed: Self.moment(300),
                    passwordAt: Self.moment(passwordAt), secondFactorAt: Self.moment(secondFactorAt),
                    generation: generation, userAgent: "Firefox", address: "::1", data: data)
                #expect(new == expected)
            }
            expect(try old.renewed(id: id, at: Self.moment(300)))
            expect(try old.renewed(id: id, by: .password, at: Self.moment(300)), passwordAt: 300)
            expect(try old.renewed(id: id, by: .secondFactor, at: Self.moment(300)), secondFactorAt: 300)
            expect(try old.renewed(id: id, generation: 8, at: Self.moment(300)), generation: 8)
            expect(try old.renewed(id: id, data: [], at: Self.moment(300)), data: [])
            #expect(throws: SessionError.self) {
                try old.renewed(id: id, data: Array(repeating: 0, count: 4097), at: Self.moment(300))
            }
        }

        @Test("A corrected sign-in moves proofs of the future to the present, and keeps the rest")
        func correctionKeepsTheRest() {
            let old = Self.session(passwordAt: 110, secondFactorAt: 20)
            let new = old.created(at: Self.moment(50))
            let expected = Session(
                id: old.id, signIn: old.signIn, userID: "u1", created: Self.moment(50), lastUsed: Self.moment(50),
                passwordAt: Self.moment(50), secondFactorAt: Self.moment(20), generation: 7, userAgent: "Firefox",
                address: "::1", data: [1, 2])
            #expect(new == expected)
        }
    }
#endif
