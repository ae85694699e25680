#if Security
    import Gatehouse
    import GatehouseConfiguration
    @testable import GatehouseSecurity
    import TestSupport
    import Testing

    /// The text of a user's credentials, their changes and the use of codes.
    @Suite(.timeLimit(.minutes(5)))
    final class CredentialsTests {
        private let now = Timestamp(secondsSince1970: 1_800_000_000)
        private let secret = TOTPSecret()
        private let keys: Keys
        private let directory: TemporaryDirectory
        private let hasher: PasswordHasher

        init() throws {
            keys = try Keys([Secret("vEbyJSKUjDMdJZTDWRmRgyRm5nDT1B5c6gx4bTQ4C2k=")])
            directory = try TemporaryDirectory()
            let cost = try #require(PasswordCost(checking: 64, passes: 1, lanes: 1))
            hasher = try PasswordHasher(in: PrivateDirectory(directory.path("private")), cost: cost, wait: .seconds(60))
        }

        private func code(_ offset: Int64 = 0) -> String {
            let digits = String(OneTimeCode.code(secret.bytes, step: now.secondsSince1970 / 30 + offset))
            return String(repeating: "0", count: 6 - digits.count) + digits
        }

        /// Credentials with all parts.
        private func complete() async throws -> (Credentials, RecoveryCodes) {
            let codes = RecoveryCodes()
            let credentials = try #require(
                try Credentials(password: try await hasher.hash(Password("correct horse")))
                    .addingTOTP(secret, confirmedBy: code(-1), at: now, keys))
            return (try await credentials.settingRecoveryCodes(codes, with: hasher), codes)
        }

        @Test
        func textIsReadAgain() async throws {
            let (credentials, _) = try await complete()
            for value in [
                credentials, Credentials(), Credentials(password: credentials.password),
                credentials.signingOutEverywhere(),
            ] {
                let text = value.text
                #expect(text.utf8.count < 1024)
                #expect(text.utf8.allSatisfy { (0x21...0x7E).contains($0) })
                #expect(Credentials(text) == value)
                #expect(Credentials(text)?.text == text)
            }
            #expect(Credentials().text == "1;1;;;;")
        }

        @Test
        func longestTextHasLessThan2048Bytes() throws {
            let cost = try #require(PasswordCost(checking: 131072, passes: 8, lanes: 16))
            let password = PasswordHash(cost: cost, salt: .random(64), output: .random(64))
            let recovery = RecoveryHashes(cost: cost, salt: .random(16), outputs: (0..<10).map { _ in .random(16) })
            let sealed = String(repeating: "A", count: 256)
            let text = "1;999999999999999;\(password.text);\(sealed);999999999999999;\(recovery.text)"
            #expect(text.utf8.count < 2048)
            let credentials = try #require(Credentials(text))
            #expect(credentials.text == text)
            // The greatest generation stays.
            #expect(credentials.signingOutEverywhere().generation == 999_999_999_999_999)
            #expect(Credentials(credentials.signingOutEverywhere().text) != nil)
        }

        @Test(arguments: [
            "", "1", "1;1;;;", "1;1;;;;;", "2;1;;;;", "01;1;;;;", " 1;1;;;;", "1;1;;;; ", "1;0;;;;", "1;-1;;;;",
            "1;01;;;;",
            "1;;;;;", "1;1000000000000000;;;;", "1;1;x;;;", "1;1;;x;;", "1;1;;AA;;", "1;1;;;5;", "1;1;;AA;05;",
            "1;1;;AB;5;",
            "1;1;;AA==;5;", "1;1;;;;x", "1;1;;;;$", "1;1;;;;m=64,t=1,p=1$AA", "1;1;;A\u{E9};5;", "\u{661};1;;;;",
        ])
        func otherTextsAreInvalid(text: String) {
            #expect(Credentials(text) == nil)
        }

        @Test
        func longTextIsInvalid() {
            #expect(Credentials("1;1;;\(String(repeating: "A", count: 10_000_000));1;") == nil)
            #expect(Credentials(String(repeating: ";", count: 10_000_000)) == nil)
        }

        @Test
        func changedTextIsInvalidOrOtherCredentials() async throws {
            let (original, _) = try await complete()
            for text in Hostile.variants(of: original.text) {
                guard let changed = Credentials(text) else { continue }
                #expect(Array(changed.text.utf8) == Array(text.utf8))
                #expect(changed != original)
            }
        }

        @Test
        func changedSealedSecretNeverYieldsAnother() async throws {
            let credentials = try await complete().0
            var parts = credentials.text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
            let sealed = parts[3]
            #expect(credentials.totpProblem(keys) == nil)
            var variants = Hostile.variants(of: sealed)
            let bytes = try #require(Base64URL.decode(sealed.utf8))
            for index in bytes.indices {
                for bit in 0..<8 {
                    var flipped = bytes
                    flipped[index] ^= 1 << UInt8(bit)
                    variants.append(Base64URL.encode(flipped))
                }
            }
            for variant in variants {
                parts[3] = variant
                guard let changed = Credentials(parts.joined(separator: ";")) else { continue }
                // Without a secret, there is nothing to guess codes of. A second factor is still required.
                #expect(changed.totpProblem(keys) != nil, "\(variant)")
                #expect(try changed.usingTOTP(code(), at: now, keys) == nil)
                #expect(changed.hasSecondFactor)
            }
        }

        @Test
        func nothingPrintsThem() async throws {
            let (credentials, _) = try await complete()
            var text = "\(credentials) \(String(reflecting: credentials)) \([credentials])"
            #expect(text == "<credentials> <credentials> [<credentials>]")
            dump(credentials, to: &text)
            #expect(!text.contains("argon2id"))
            #expect(!credentials.text.contains(secret.base32))
        }

        @Test
        func changesRaiseTheGeneration() async throws {
            let first = Credentials()
            #expect(first.generation == 1)
            #expect(!first.hasSecondFactor)
            let hash = try await hasher.hash(Password("correct horse"))
            let second = first.settingPassword(hash)
            #expect(second.generation == 2)
            #expect(second.password == hash)
            let renewed = second.renewingPassword(try await hasher.hash(Password("correct horse")))
            #expect(renewed.generation == 2)
            #expect(renewed.password != hash)
            #expect(renewed.signingOutEverywhere().generation == 3)
            let third = try #require(try renewed.addingTOTP(secret, confirmedBy: code(), at: now, keys))
            #expect(third.generation == 3)
            #expect(third.hasSecondFactor)
            let fourth = try await third.settingRecoveryCodes(RecoveryCodes(), with: hasher)
            #expect(fourth.generation == 4)
            #expect(fourth.recoveryCodesLeft == 10)
            let last = fourth.removingSecondFactor()
            #expect(last.generation == 5)
            #expect(!last.hasSecondFactor)
            #expect(last.recoveryCodesLeft == 0)
            #expect(last.password == renewed.password)
        }

        @Test
        func enrolmentNeedsACode() throws {
            #expect(try Credentials().addingTOTP(secret, confirmedBy: "000 00", at: now, keys) == nil)
            #expect(try Credentials().addingTOTP(secret, confirmedBy: code(5), at: now, keys) == nil)
            let enrolled = try #require(try Credentials().addingTOTP(secret, confirmedBy: code(), at: now, keys))
            // The code of the enrolment is used.
            #expect(try enrolled.usingTOTP(code(), at: now, keys) == nil)
            #expect(try enrolled.usingTOTP(code(1), at: now, keys) != nil)
        }

        @Test
        func codeIsValidOnce() async throws {
            let (credentials, _) = try await complete()
            let used = try #require(try credentials.usingTOTP(code(), at: now, keys))
            #expect(used != credentials)
            #expect(used.generation == credentials.generation)
            #expect(try used.usingTOTP(code(), at: now, keys) == nil)
            #expect(try used.usingTOTP(code(-1), at: now, keys) == nil)
            // The same after the text was stored.
            let stored = try #require(Credentials(used.text))
            #expect(try stored.usingTOTP(code(), at: now, keys) == nil)
            let next = try #require(try stored.usingTOTP(code(1), at: now, keys))
            #expect(try next.usingTOTP(code(1), at: now + .seconds(30), keys) == nil)
            #expect(try Credentials().usingTOTP(code(), at: now, keys) == nil)
        }

        @Test
        func useSealsWithTheNewestKey() async throws {
            let (credentials, _) = try await complete()
            let old = Secret("vEbyJSKUjDMdJZTDWRmRgyRm5nDT1B5c6gx4bTQ4C2k=")
            let new = Secret("8vXSdOAHXU6dDnpGcOn2eqfZ2A4gWqUMbOCDLaTeXNA=")
            let used = try #require(try credentials.usingTOTP(code(), at: now, try Keys([new, old])))
            #expect(used.totpProblem(try Keys([new])) == nil)
            #expect(try used.usingTOTP(code(1), at: now, try Keys([new])) != nil)
            // Without the old key, what was not used since is lost, and still required.
            #expect(credentials.totpProblem(try Keys([new])) == .unknownKey)
            #expect(try credentials.usingTOTP(code(), at: now, try Keys([new])) == nil)
            #expect(credentials.hasSecondFactor)
        }

        @Test
        func recoveryCodeIsValidOnce() async throws {
            let (credentials, codes) = try await complete()
            var left = credentials
            for (index, text) in codes.texts.shuffled().enumerated() {
                #expect(left.recoveryCodesLeft == 10 - index)
                let used = try #require(try await left.usingRecoveryCode(text.uppercased(), with: hasher))
                #expect(try await used.usingRecoveryCode(text, with: hasher) == nil)
                left = try #require(Credentials(used.text))
                #expect(left.generation == credentials.generation)
            }
            #expect(left.recoveryCodesLeft == 0)
            #expect(left.hasSecondFactor)
        }

        @Test
        func otherRecoveryCodesFail() async throws {
            let (credentials, codes) = try await complete()
            for text in RecoveryCodes().texts + ["", "x", code()] {
                #expect(try await credentials.usingRecoveryCode(text, with: hasher) == nil)
            }
            let replaced = try await credentials.settingRecoveryCodes(RecoveryCodes(), with: hasher)
            #expect(try await replaced.usingRecoveryCode(codes.texts[0], with: hasher) == nil)
            #expect(try await Credentials().usingRecoveryCode(codes.texts[0], with: hasher) == nil)
        }
    }
#endif
