#if Security
    @testable import GatehouseSecurity
    import Testing

    /// The PHC strings of stored passwords.
    @Suite
    struct PasswordHashTests {
        static let text =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

        @Test
        func canonicalTextIsRead() throws {
            let hash = try #require(PasswordHash(Self.text))
            #expect(hash.text == Self.text)
            #expect(hash.salt == Array("somesalt".utf8))
            #expect(hash.cost == PasswordCost(checking: 65536, passes: 2, lanes: 1))
            #expect(hash.output.count == 32)
            #expect(
                "\(hash) \(String(reflecting: hash)) \([hash])" == "<password hash> <password hash> [<password hash>]")
            var dumped = ""
            dump(hash, to: &dumped)
            #expect(!dumped.contains("65536"))
        }

        /// The defaults of other programs: argon2-cffi, Django, PHP, Spring, Keycloak.
        @Test(arguments: [
            "m=65536,t=3,p=4", "m=102400,t=2,p=8", "m=65536,t=4,p=1", "m=16384,t=2,p=1", "m=7168,t=5,p=1",
        ])
        func parametersOfOtherProgramsAreRead(parameters: String) {
            #expect(PasswordHash(Self.with(parameters)) != nil)
        }

        static func with(_ parameters: String) -> String {
            "$argon2id$v=19$\(parameters)$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        }

        @Test(arguments: [
            // Memory, passes and lanes above the limits, and below the minimum.
            "m=131073,t=1,p=1", "m=131072,t=9,p=1", "m=65536,t=17,p=1", "m=65536,t=2,p=17", "m=7,t=1,p=1",
            "m=15,t=1,p=2",
            "m=4294967295,t=1,p=1", "m=99999999999999999999,t=1,p=1", "m=0,t=0,p=0", "m=65536,t=0,p=1",
            "m=65536,t=2,p=0",
            // Other texts for the same numbers, other orders, and more or fewer parameters.
            "m=065536,t=2,p=1", "m=+65536,t=2,p=1", "m=65536 ,t=2,p=1", "m=0x10000,t=2,p=1", "m=65536,p=1,t=2",
            "m=65536,t=2", "m=65536,t=2,p=1,keyid=AA", "m=65536,t=2,p=1,", ",m=65536,t=2,p=1", "M=65536,t=2,p=1",
            "m=,t=,p=",
            "m=\u{661},t=2,p=1", "m=65536,t=2,p=1,p=1", "",
        ])
        func otherParametersAreInvalid(parameters: String) {
            #expect(PasswordHash(Self.with(parameters)) == nil)
        }

        @Test(arguments: [
            "", "$", "$$$$$", "password", "$2y$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ012345", " " + text,
            text + " ",
            text + "\n", text + "$", text + "=", text.replacing("argon2id", with: "argon2i"),
            text.replacing("argon2id", with: "argon2d"), text.replacing("argon2id", with: "Argon2id"),
            text.replacing("v=19", with: "v=16"), text.replacing("v=19$", with: ""), text.replacing("$v", with: "$$v"),
            // A salt of 7 bytes and one of 65, an output of 15 bytes and one of 65.
            text.replacing("c29tZXNhbHQ", with: "c29tZXNhbA"),
            text.replacing("c29tZXNhbHQ", with: String(repeating: "AAAA", count: 21) + "AAA"),
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$" + String(repeating: "AAAA", count: 5),
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$" + String(repeating: "AAAA", count: 21) + "AAA",
            // Another alphabet, padding, and bits after the last byte.
            text.replacing("PPc", with: "P-_"), text.replacing("c29tZXNhbHQ", with: "c29tZXNhbHQ="),
            text.replacing("c29tZXNhbHQ", with: "c29tZXNhbHR"), text.replacing("c29tZXNhbHQ", with: "c29tZXNhbHQAA"),
            text.replacing("PPc", with: "PP\u{E9}"), text.replacing("PPc", with: "PP\0"),
        ])
        func otherTextsAreInvalid(text: String) {
            #expect(PasswordHash(text) == nil)
        }

        @Test
        func changedTextIsInvalidOrAnotherHash() throws {
            let original = try #require(PasswordHash(Self.text))
            for text in Hostile.variants(of: Self.text) {
                guard let hash = PasswordHash(text) else { continue }
                #expect(Array(hash.text.utf8) == Array(text.utf8))
                #expect(hash != original)
            }
        }

        @Test
        func longestHashHas256Bytes() throws {
            let cost = try #require(PasswordCost(checking: 131072, passes: 8, lanes: 16))
            let hash = PasswordHash(
                cost: cost, salt: [UInt8](repeating: 255, count: 64), output: [UInt8](repeating: 255, count: 64))
            #expect(hash.text.utf8.count <= 256)
            #expect(PasswordHash(hash.text) == hash)
            #expect(PasswordHash(Self.text + String(repeating: "A", count: 10_000_000)) == nil)
        }

        @Test
        func costBelowTheMinimumIsAnError() throws {
            #expect(try PasswordCost(kibibytes: 19456, passes: 2) == .standard)
            #expect(try PasswordCost(kibibytes: 7168, passes: 5).kibibytes == 7168)
            for (kibibytes, passes) in [
                (19456, 1), (7167, 16), (7168, 4), (131073, 1), (131072, 9), (65536, 0), (7168, 17),
            ] {
                let error = #expect(throws: PasswordCostError.self) {
                    try PasswordCost(kibibytes: kibibytes, passes: passes)
                }
                #expect(error?.description.contains("use 7168 to 131072 KiB") == true)
            }
        }
    }
#endif
