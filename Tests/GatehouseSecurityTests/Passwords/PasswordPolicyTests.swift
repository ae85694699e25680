#if Security
    @testable import GatehouseSecurity
    import Testing

    /// The rules for new passwords.
    @Suite
    struct PasswordPolicyTests {
        static func problem(
            _ text: String, _ policy: PasswordPolicy = PasswordPolicy(), _ words: String...
        ) -> PasswordProblem? {
            do throws(PasswordProblem) {
                try policy.check(Password(text), forbidding: words)
                return nil
            } catch {
                return error
            }
        }

        /// Text of a length that is neither common nor a name.
        static func text(_ count: Int) -> String {
            String((0..<count).map { "kzx7wq2vbnmr"[String.Index(utf16Offset: $0 * 5 % 12, in: "kzx7wq2vbnmr")] })
        }

        @Test
        func lengthIsFrom8To256CodePoints() {
            #expect(Self.problem("") == .tooShort(minimum: 8))
            #expect(Self.problem(Self.text(7)) == .tooShort(minimum: 8))
            #expect(Self.problem(Self.text(8)) == nil)
            #expect(Self.problem(Self.text(256)) == nil)
            #expect(Self.problem(Self.text(257)) == .tooLong)
            #expect(Self.problem(String(repeating: "a", count: 1_000_000)) == .tooLong)
        }

        @Test
        func codePointsAreCountedInNFC() {
            // 8 code points in NFC, 16 as typed.
            let marked = "e\u{301}a\u{301}i\u{301}o\u{301}u\u{301}n\u{301}c\u{301}z\u{301}"
            #expect(Self.problem(marked) == nil)
            #expect(Self.problem(String(marked.dropLast())) == .tooShort(minimum: 8))
            // 256 syllables, each typed as three code points.
            let syllables = String(repeating: "\u{1100}\u{1161}\u{11A8}\u{1102}\u{1161}\u{11A8}", count: 128)
            #expect(syllables.unicodeScalars.count == 768)
            #expect(Self.problem(syllables) == nil)
            #expect(Self.problem(syllables + "a") == .tooLong)
            // Characters beyond the basic plane count once.
            #expect(
                Self.problem("\u{1F98A}\u{1F433}\u{1F41D}\u{1F989}\u{1F986}\u{1F98B}\u{1F422}") == .tooShort(minimum: 8)
            )
            #expect(Self.problem("\u{1F98A}\u{1F433}\u{1F41D}\u{1F989}\u{1F986}\u{1F98B}\u{1F422}\u{1F419}") == nil)
        }

        @Test
        func minimumCanBeRaisedAndNotLowered() {
            #expect(Self.problem(Self.text(14), PasswordPolicy(minimum: 15)) == .tooShort(minimum: 15))
            #expect(Self.problem(Self.text(15), PasswordPolicy(minimum: 15)) == nil)
            #expect(PasswordPolicy(minimum: 1).minimum == 8)
            #expect(PasswordPolicy(minimum: 1000).minimum == 256)
        }

        @Test(arguments: [
            "only lower case letters", "ONLYUPPERCASE", "48151623421", "........!!", "\u{1F98A} \u{A0}  \t\0 x y z",
        ])
        func kindsOfCharactersAreNotRequired(text: String) {
            #expect(Self.problem(text) == nil)
        }

        @Test(arguments: [
            "password", "PASSWORD1", "12345678", "1qaz2wsx", "Passw0rd", "11111111", "!qaz1qaz", "zzzzzzzz",
            "qwertyuiop",
        ])
        func commonPasswordsAreRefused(text: String) {
            #expect(Self.problem(text) == .common)
        }

        @Test
        func eachPasswordOfTheListIsFound() {
            let words = [CommonPasswords.first, CommonPasswords.second, CommonPasswords.third]
                .flatMap { $0.split { $0 == " " || $0 == "\n" } }.map(String.init)
            // ASVS 6.2.4 requires 3,000 that the policy would accept.
            #expect(words.count == 8339)
            #expect(words.allSatisfy { $0.utf8.count >= 8 && $0 == $0.lowercased() })
            #expect(words.allSatisfy(CommonPasswords.contains))
            let all = Set(words)
            for word in words {
                for other in [word + "~", String(word.dropLast()), "!" + word, "" + word.dropFirst()] {
                    #expect(CommonPasswords.contains(other) == all.contains(other), "\(other)")
                }
            }
            #expect(!CommonPasswords.contains(""))
            #expect(!CommonPasswords.contains(" "))
            #expect(!CommonPasswords.contains("password 12345678"))
            #expect(!CommonPasswords.contains("\n"))
        }

        @Test(arguments: [
            "gatehouse", "GateHouse", "gatehouse1", "Gatehouse2026", "gate-house", "gatehousegatehouse",
            "gatehouse!!!!!!!!!!!!",
            "!!g.a.t.e.h.o.u.s.e!!", "ada.lovelace", "AdaLovelace", "lovelace99", "adalovelace@example.org",
            "example.org", "lovelace example", "ada@example.org", "adaadaada", "\u{FC}bergr\u{F6}\u{DF}e1",
            "U\u{308}BERGRO\u{308}\u{DF}E",
        ])
        func namesAreRefused(text: String) {
            let policy = PasswordPolicy(forbidding: ["Gatehouse", "\u{DC}bergr\u{F6}\u{DF}e"])
            #expect(Self.problem(text, policy, "Ada Lovelace", "ada.lovelace@example.org") == .resemblesName)
        }

        @Test(arguments: ["gatehouse-vexing-ruminant", "my ada likes tea", "e7#kU!pz0qL", "lovelaces blue piano"])
        func longerPasswordMayContainAName(text: String) {
            let policy = PasswordPolicy(forbidding: ["Gatehouse", "", "@", "e"])
            #expect(Self.problem(text, policy, "Ada Lovelace", "ada.lovelace@example.org", "") == nil)
        }

        @Test
        func longNamesCostLittle() {
            let long = String(repeating: "a b@", count: 100_000)
            #expect(ForbiddenWords([long]).makeUpMost(of: Self.text(256)) == false)
        }

        @Test
        func problemsSayWhatToDo() {
            #expect(PasswordProblem.tooShort(minimum: 8).description == "The password must have at least 8 characters.")
            #expect(PasswordProblem.tooLong.description == "The password must have at most 256 characters.")
            #expect(PasswordProblem.common.description.contains("Choose another"))
            #expect(PasswordProblem.resemblesName.description.contains("Choose another"))
        }
    }
#endif
