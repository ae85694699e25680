import Testing

@testable import GatehouseConfiguration

@Suite("Secrets")
struct SecretTests {
    private func problems(_ text: String, atLeast length: Int = 16, _ strength: SecretStrength = .required) -> [String]
    {
        do throws(SettingsError) {
            _ = try Settings.read(
                nil, environment: SettingsTests.environment(["GATEHOUSE_APP_KEY": text]),
                Setting.secret("KEY", atLeast: length, strength: strength))
            return []
        } catch {
            return error.problems
        }
    }

    @Test("Generated secrets are accepted: base64, hexadecimal digits, random words")
    func strongSecretsAreAccepted() {
        for text in [
            "hJ3kd93kslA0sldk", "9f86d081884c7d65", "1c8e0a7f2b93d45e", "+/+/aZ09bX81cY72",
            "correct-horse-battery-staple",
            "naïve-Übergröße-öffnen", "4815162342108151", "secret-hJ3kd93kslA0sldk", "abcdefgh8Kq2zX0w7",
        ] {
            #expect(problems(text).isEmpty, "\(text)")
        }
    }

    /// Breaks if a program starts with a secret that an attacker would guess first.
    @Test("Weak secrets are refused; the message explains how to generate one and never shows the value")
    func weakSecretsAreRefused() {
        let reasons = [
            "the secret needs at least 16 bytes": ["", "x", "hJ3kd93kslA0sld"],
            "the secret has fewer than five different characters": [
                "aaaaaaaaaaaaaaaa", "0000000000000000", "abababababababab", "1111222233334444", "                ",
            ],
            "the secret repeats a shorter text": [
                "hunter2hunter2hunter2", "12345abc12345abc", "q8Zr5q8Zr5q8Zr5q8", "geheim!!geheim!!",
            ],
            "the secret is mostly a sequence such as 1234": [
                "0123456789abcdef", "abcdefghijklmnop", "zyxwvutsrqponmlk", "ABCDEFGHIJKLM123", "x9876543210-abcdef",
            ],
            "the secret is mostly a word that many examples use": [
                "changeme-please-1", "Change-Me-Change-This", "my_secret_key_for_app", "super.secret.value",
                "PASSWORD-of-ada-1",
                "sesecretcret-secret12", "default-passphrase-7", "your-secret-key-here", "example-9f86d081",
                "P.a.s.s.w.o.r.d.1.2.3.4",
            ],
        ]
        for (reason, texts) in reasons {
            for text in texts {
                let found = problems(text)
                #expect(
                    found == ["GATEHOUSE_APP_KEY: \(reason); create one with: openssl rand -base64 24"],
                    "\(text): \(found)")
            }
        }
        #expect(problems("hJ3kd93kslA0sldk", atLeast: 17).count == 1)
        #expect(problems("secret-hJ3kd93kslA0sldk", atLeast: 17).count == 1)
    }

    @Test("An unchecked secret only needs its length, and is never empty")
    func uncheckedSecretsNeedOnlyLength() {
        #expect(problems("changeme-changeme", .notChecked).isEmpty)
        #expect(problems("0000", atLeast: 4, .notChecked).isEmpty)
        #expect(problems("000", atLeast: 4, .notChecked).count == 1)
        for length in [0, -1, 1] { #expect(problems("", atLeast: length, .notChecked).count == 1) }
    }

    private func several(_ text: String) -> Result<[String: Secret], SettingsError> {
        do throws(SettingsError) {
            let (_, secrets) = try Settings.read(
                nil, environment: SettingsTests.environment(["GATEHOUSE_APP_KEYS": text]), Setting.secrets("KEYS"))
            return .success(secrets)
        } catch {
            return .failure(error)
        }
    }

    @Test("Several secrets are parsed, each under its own name")
    func namedSecretsAreParsed() throws {
        let secrets = try several("ada:hJ3kd93kslA0sldk,grace.h-1_:a:b:c:0+/=:hJ3kd9").get()
        #expect(secrets.mapValues(\.revealed) == ["ada": "hJ3kd93kslA0sldk", "grace.h-1_": "a:b:c:0+/=:hJ3kd9"])
        #expect(!"\(secrets)".contains("hJ3"))
    }

    @Test("Weak, unnamed and duplicate entries are refused and reported by number only")
    func malformedNamedSecretsAreRefused() {
        let good = "hJ3kd93kslA0sldk"
        let long = String(repeating: "a", count: 65)
        for (text, place, reason) in [
            ("", 1, "expected NAME:SECRET"), (good, 1, "expected NAME:SECRET"), (":\(good)", 1, "expected NAME:SECRET"),
            ("ada:\(good),", 2, "expected NAME:SECRET"), ("ada:\(good),,eve:\(good)", 2, "expected NAME:SECRET"),
            ("ada:\(good), eve:\(good)", 2, "expected NAME:SECRET"), ("../x:\(good)", 1, "expected NAME:SECRET"),
            (".ada:\(good)", 1, "expected NAME:SECRET"), ("-a:\(good)", 1, "expected NAME:SECRET"),
            ("a/b:\(good)", 1, "expected NAME:SECRET"), ("ünal:\(good)", 1, "expected NAME:SECRET"),
            ("\(long):\(good)", 1, "expected NAME:SECRET"),
            ("ada:\(good),ada:\(good)x", 2, "the name is used twice"),
            ("ada:\(good),eve:short", 2, "the secret needs at least 16 bytes"),
            ("ada:", 1, "the secret needs at least 16 bytes"),
            ("ada:0123456789abcdef", 1, "the secret is mostly a sequence"),
        ] {
            guard case .failure(let error) = several(text) else {
                Issue.record("accepted: \(text)")
                continue
            }
            #expect(error.problems.count == 1)
            #expect(error.problems[0].hasPrefix("GATEHOUSE_APP_KEYS: entry \(place): \(reason)"), "\(error)")
            #expect(!error.problems[0].contains("hJ3") && !error.problems[0].contains("ada"), "\(error)")
        }
    }

    @Test("Secrets are compared byte by byte, up to the maximum length of a guess")
    func secretsMatchByteByByte() {
        let secret = Secret("Grüße hJ3kd93k")
        #expect(secret.matches("Grüße hJ3kd93k"))
        for guess in ["", "Grüße hJ3kd93", "Grüße hJ3kd93k ", "gRÜßE hJ3kd93k", "Gru\u{308}ße hJ3kd93k", "x"] {
            #expect(!secret.matches(guess), "\(guess)")
        }
        #expect(!Secret("").matches(""))
        let long = String(repeating: "ab", count: 257)
        #expect(!Secret(long).matches(long))
        #expect(Secret(String(long.prefix(512))).matches(String(long.prefix(512))))
    }
}
