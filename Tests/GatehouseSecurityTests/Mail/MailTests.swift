#if Security
    import Foundation
    import GatehouseSecurity
    import TestSupport
    import Testing

    /// Mails, and the host's sendmail.
    @Suite
    struct MailTests {
        @Test(arguments: [
            "ada@example.com", "a.b+c@sub.example.com", "x@a-b.example", "!#$%&'*+/=?^_{|}~@example.com",
        ])
        func validAddress(text: String) {
            #expect(MailAddress(text)?.description == text)
        }

        @Test(arguments: [
            "", "@", "ada", "ada@", "@example.com", "ada@example", "ada@example..com", "ada@.example.com",
            "ada@example.com.", "ada@-a.example", "ada@a-.example", "a da@example.com", "ada@exa mple.com",
            "ada@@example.com", "ada@example.com@b.example", "-f@example.com", ".a@example.com", "a.@example.com",
            "a..b@example.com", "ada@example.com\n", "ada@example.com\r\nBcc: eve@example.com",
            "ada@example.com,b@c.de",
            "\"a\"@example.com", "ada@[192.0.2.1]", "äda@example.com", "ada@exämple.com", "<ada@example.com>",
            "ada@example.com\0", String(repeating: "a", count: 65) + "@example.com",
            "a@" + String(repeating: "b.", count: 130) + "com", String(repeating: "e\u{301}", count: 65_536),
        ])
        func invalidAddress(text: String) {
            #expect(MailAddress(text) == nil)
        }

        /// A program in place of sendmail writes its arguments and its input to files.
        @Test
        func sendmailGetsTheMail() async throws {
            let directory = try TemporaryDirectory()
            let program = directory.path("sendmail")
            let script = """
                #!/bin/sh
                for argument in "$@"; do printf '%s\\n' "$argument"; done >'\(directory.path("arguments"))'
                env >'\(directory.path("environment"))'
                cat >'\(directory.path("input"))'
                """
            try script.write(toFile: program, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
            let sender = try #require(MailAddress("club@example.com"))
            let recipient = try #require(MailAddress("ada@example.com"))
            let subject = "Grüße\r\nBcc: eve@example.com " + String(repeating: "ü", count: 100)
            let text = "Hello\n.\nBcc: eve@example.com\n\n" + String(repeating: "é", count: 200)
            try await Sendmail(from: sender, path: program).send(Mail(to: recipient, subject: subject, text: text))

            let arguments = try String(contentsOfFile: directory.path("arguments"), encoding: .utf8)
            #expect(arguments == "-i\n-f\nclub@example.com\n--\nada@example.com\n")
            let environment = try String(contentsOfFile: directory.path("environment"), encoding: .utf8)
            #expect(
                environment.split(separator: "\n").allSatisfy {
                    $0.hasPrefix("PATH=") || $0.hasPrefix("PWD=")
                        || $0.hasPrefix("_=") || $0.hasPrefix("SHLVL=") || $0.hasPrefix("OLDPWD=")
                })
            let input = try String(contentsOfFile: directory.path("input"), encoding: .utf8)
            let parts = input.components(separatedBy: "\r\n\r\n")
            try #require(parts.count == 2)
            #expect(!parts[0].lowercased().contains("\nbcc"))
            #expect(input.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 76 + 9 })
            let body = Data(base64Encoded: parts[1], options: .ignoreUnknownCharacters)
            #expect(body == Data(text.utf8))
            let words = parts[0].components(separatedBy: "=?utf-8?B?").dropFirst()
                .compactMap { Data(base64Encoded: String($0.prefix { $0 != "?" })) }
            #expect(String(decoding: words.reduce(Data(), +), as: UTF8.self) == subject)
            #expect(words.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
        }

        @Test
        func failureOfSendmailIsAnError() async throws {
            let directory = try TemporaryDirectory()
            let sender = try #require(MailAddress("club@example.com"))
            let mail = Mail(to: sender, subject: "s", text: "t")
            for (name, script, expected) in [
                ("failing", "#!/bin/sh\necho 'no such user' >&2\nexit 67\n", "exited with 67: \"no such user"),
                ("killed", "#!/bin/sh\nkill -9 $$\n", "ended by a signal"),
                ("hanging", "#!/bin/sh\nsleep 60\n", "did not end within"),
            ] {
                let program = directory.path(name)
                try script.write(toFile: program, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program)
                let mailer = Sendmail(
                    from: sender, path: program, timeout: .milliseconds(name == "hanging" ? 300 : 20_000))
                let error = await #expect(throws: MailError.self) { try await mailer.send(mail) }
                #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
            }
            let missing = Sendmail(from: sender, path: directory.path("missing"))
            await #expect(throws: MailError.self) { try await missing.send(mail) }
        }
    }
#endif
