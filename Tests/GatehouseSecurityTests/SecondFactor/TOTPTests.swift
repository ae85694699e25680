#if Security
    import Gatehouse
    @testable import GatehouseSecurity
    import SecurityLibraries
    import Testing

    /// One-time codes, and the secret of an authenticator app.
    @Suite
    struct TOTPTests {
        /// The secret of both RFCs.
        static let secret = Array("12345678901234567890".utf8)

        /// A time in the middle of a step.
        static func time(_ step: Int64) -> Timestamp {
            Timestamp(secondsSince1970: step * 30 + 15)
        }

        /// RFC 4226, appendix D.
        @Test
        func vectorsOfHOTP() {
            let truncated: [UInt32] = [
                1_284_755_224, 1_094_287_082, 137_359_152, 1_726_969_429, 1_640_338_314, 868_254_676, 1_918_287_922,
                82_162_583, 673_399_871, 645_520_489,
            ]
            let codes: [UInt32] = [
                755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489,
            ]
            for (step, (number, code)) in zip(truncated, codes).enumerated() {
                #expect(OneTimeCode.truncated(Self.secret, Int64(step)) == number)
                #expect(OneTimeCode.code(Self.secret, step: Int64(step)) == code)
            }
        }

        /// RFC 6238, appendix B, for SHA-1. Its codes have eight digits.
        @Test(
            arguments: [
                (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
                (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
            ] as [(Int64, String)])
        func vectorsOfTOTP(seconds: Int64, code: String) throws {
            let step = seconds / 30
            #expect(String(OneTimeCode.truncated(Self.secret, step) % 100_000_000) == code.drop { $0 == "0" })
            let secret = try #require(TOTPSecret(Self.secret))
            let time = Timestamp(secondsSince1970: seconds)
            #expect(secret.step(of: String(code.suffix(6)), at: time, after: 0) == step)
        }

        @Test
        func codesOfTheNeighbouringStepsAreValid() throws {
            let secret = try #require(TOTPSecret(Self.secret))
            let now: Int64 = 37_037_036
            for step in now - 3...now + 3 {
                let code = Self.code(step)
                let found = secret.step(of: code, at: Self.time(now), after: 0)
                #expect(found == (abs(step - now) <= 1 ? step : nil))
            }
            // The first and the last second of a step.
            #expect(
                secret.step(of: Self.code(now), at: Timestamp(secondsSince1970: (now - 1) * 30 - 1), after: 0) == nil)
            #expect(secret.step(of: Self.code(now), at: Timestamp(secondsSince1970: (now - 1) * 30), after: 0) == now)
            #expect(
                secret.step(of: Self.code(now), at: Timestamp(secondsSince1970: (now + 2) * 30 - 1), after: 0) == now)
            #expect(secret.step(of: Self.code(now), at: Timestamp(secondsSince1970: (now + 2) * 30), after: 0) == nil)
        }

        static func code(_ step: Int64) -> String {
            let digits = String(OneTimeCode.code(secret, step: step))
            return String(repeating: "0", count: 6 - digits.count) + digits
        }

        @Test
        func usedCodeAndOlderOnesFail() throws {
            let secret = try #require(TOTPSecret(Self.secret))
            let now: Int64 = 37_037_036
            #expect(secret.step(of: Self.code(now), at: Self.time(now), after: now - 1) == now)
            #expect(secret.step(of: Self.code(now), at: Self.time(now), after: now) == nil)
            #expect(secret.step(of: Self.code(now - 1), at: Self.time(now), after: now) == nil)
            #expect(secret.step(of: Self.code(now + 1), at: Self.time(now), after: now) == now + 1)
        }

        @Test
        func codeOfTwoStepsCountsAsTheLater() throws {
            // The first such step of this secret, found by a search.
            let step: Int64 = 3_260_260
            try #require(OneTimeCode.code([1], step: step) == 921924)
            try #require(OneTimeCode.code([1], step: step + 1) == 921924)
            #expect(OneTimeCode.step(of: 921924, [1], at: Self.time(step)) == step + 1)
        }

        @Test(arguments: [
            "", "28708", "2870822", "28708a", "-28708", "+28708", "28.082", "287082\0", "287082\n", "\u{662}87082",
            "\u{FF12}87082", "287\u{A0}082", "0x2870", "2 8 7 0 8 2 2", "                 287082",
        ])
        func otherTextsAreNoCodes(text: String) throws {
            #expect(OneTimeCode.read(text) == nil)
            let secret = try #require(TOTPSecret(Self.secret))
            #expect(secret.step(of: text, at: Self.time(1), after: 0) == nil)
        }

        @Test
        func codeIsReadWithSpaces() {
            #expect(OneTimeCode.read("287 082") == 287082)
            #expect(OneTimeCode.read(" 000001 ") == 1)
            #expect(OneTimeCode.read(String(repeating: " ", count: 10_000_000) + "287082") == nil)
        }

        @Test
        func timesBeforeTheFirstStepFail() throws {
            let secret = try #require(TOTPSecret(Self.secret))
            for seconds in [Int64.min, -1, 0, 29] {
                #expect(secret.step(of: "755224", at: Timestamp(secondsSince1970: seconds), after: -10) == nil)
            }
            #expect(secret.step(of: "755224", at: Timestamp(secondsSince1970: .max), after: 0) == nil)
        }

        @Test
        func secretIsRandomAndNeverPrinted() {
            let secrets = (TOTPSecret(), TOTPSecret())
            #expect(secrets.0.bytes.count == 20)
            #expect(secrets.0.bytes != secrets.1.bytes)
            #expect(secrets.0.base32.count == 32)
            var text = "\(secrets.0) \(String(reflecting: secrets.0)) \([secrets.0])"
            #expect(text == "<TOTP secret> <TOTP secret> [<TOTP secret>]")
            dump(secrets.0, to: &text)
            #expect(!text.contains("bytes"))
        }

        @Test
        func secretIsReadFromBase32() throws {
            let text = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            #expect(try #require(TOTPSecret(base32: text)).bytes == Self.secret)
            #expect(TOTPSecret(base32: "gezd gnbv gy3t qojq gezd gnbv gy3t qojq")?.base32 == text)
            for text in [
                "", "GEZDGNBV", text + "=", text + "A", String(repeating: "A", count: 161),
                String(repeating: " ", count: 9_999_999),
            ] {
                #expect(TOTPSecret(base32: text) == nil)
            }
            #expect(TOTPSecret(base32: String(repeating: "A", count: 104)) == nil)
        }

        @Test
        func uriHasTheFormThatAppsRead() throws {
            let secret = try #require(TOTPSecret(Self.secret))
            #expect(
                secret.uri(issuer: "Caf\u{E9}: & more", account: "ada@example.org")
                    == "otpauth://totp/Caf%C3%A9%20%26%20more:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                    + "&issuer=Caf%C3%A9%20%26%20more&algorithm=SHA1&digits=6&period=30")
            let long = secret.uri(
                issuer: String(repeating: "\u{1F98A}", count: 1000), account: String(repeating: "&", count: 1000))
            #expect(long.utf8.count < 720)
        }

        @Test
        func qrCodeShowsTheURI() throws {
            let secret = try #require(TOTPSecret(Self.secret))
            let code = try #require(QRCode(secret.uri(issuer: "Site", account: "ada")))
            let svg = secret.qrCode(issuer: "Site", account: "ada", label: "\"><b>").text
            #expect(
                svg.hasPrefix(
                    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(code.size + 8) \(code.size + 8)\""))
            #expect(svg.contains("aria-label=\"&quot;&gt;&lt;b&gt;\""))
            // The rectangles of the path, drawn again.
            var modules = [Bool](repeating: false, count: code.modules.count)
            let path = try #require(svg.split(separator: "<path d=\"").last?.prefix { $0 != "\"" })
            for rectangle in path.split(separator: "z") {
                let numbers = rectangle.split { !"0123456789".contains($0) }.compactMap { Int($0) }
                try #require(numbers.count == 5 && numbers[3] == 1 && numbers[4] == numbers[0])
                for column in 0..<numbers[2] {
                    modules[(numbers[1] - 4) * code.size + numbers[0] - 4 + column] = true
                }
            }
            #expect(modules == code.modules)
            let long = secret.qrCode(
                issuer: String(repeating: "\u{1F98A}", count: 1000), account: String(repeating: "&", count: 1000),
                label: "")
            #expect(long.text.contains("<path d=\"M4 4h7"))
        }
    }
#endif
