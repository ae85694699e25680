#if Security
    import Foundation
    import TestSupport
    import Testing

    @testable import GatehouseSecurity

    /// The whole sign-in as a person does it: Debian's Chromium in front of Debian's Apache.
    @Suite(.serialized, .timeLimit(.minutes(5)))
    final class SignInBrowserTests {
        /// How Apache runs the program.
        enum Gateway: String, CaseIterable {
            case fastCGI = "fcgid-wrapper"
            case cgi = "cgi-action"
        }

        private static let keys = "vEbyJSKUjDMdJZTDWRmRgyRm5nDT1B5c6gx4bTQ4C2k="

        /// Starts Apache with the program, and adds a person.
        private static func site(_ gateway: Gateway) throws -> ApacheSite {
            let setting = gateway == .fastCGI ? "FcgidInitialEnv" : "SetEnv"
            let site = try ApacheSite(
                .template(gateway.rawValue),
                mount: "/",
                binary: Products.program("SignInApp"),
                hostConfiguration: """
                    \(setting) GATEHOUSE_APP_SITE @PRIVATE@/site
                    \(setting) GATEHOUSE_APP_PUBLIC_DIRECTORY /usr
                    \(setting) GATEHOUSE_APP_KEYS \(keys)
                    """
            )
            let directory = site.privateDirectory.appendingPathComponent("site").path
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            var command = [Products.program("SignInApp"), "add-person", "ada"]
            if geteuid() == 0 {
                // The user of the web server, who runs the program.
                try FileManager.default.setAttributes([.ownerAccountName: "www-data"], ofItemAtPath: directory)
                command =
                    ["/usr/bin/setpriv", "--reuid", "www-data", "--regid", "www-data", "--clear-groups"] + command
            }
            let program = try Program(
                command[0], Array(command.dropFirst()),
                environment: [
                    "GATEHOUSE_APP_SITE": directory, "GATEHOUSE_APP_PUBLIC_DIRECTORY": "/usr",
                    "GATEHOUSE_APP_KEYS": keys,
                ],
                input: Array("correct horse\n".utf8))
            let end = program.end()
            try #require(end.status == 0, "\(end.errors)")
            return site
        }

        private static func code(_ key: String, steps: Int64 = 0) throws -> String {
            let secret = try #require(TOTPSecret(base32: key))
            let step = Int64(Date.now.timeIntervalSince1970) / 30 + steps
            return String(format: "%06u", OneTimeCode.code(secret.bytes, step: step))
        }

        @Test(arguments: Gateway.allCases)
        func signInWithSecondFactor(gateway: Gateway) throws {
            let site = try Self.site(gateway)
            let browser = try Chromium()
            let address = "http://127.0.0.1:\(site.port)"
            func heading() throws -> String {
                try browser.run("return document.querySelector('h1').textContent;")
            }
            /// Fills in a form by its labels, and sends it.
            func send(_ fields: [String: String], form: Int = 0) throws {
                let values = fields.map { "'\($0)': '\($1)'" }.joined(separator: ", ")
                try browser.go(
                    """
                    const form = document.forms[\(form)];
                    for (const [label, value] of Object.entries({\(values)})) {
                        const found = [...form.querySelectorAll("label")].find(item => item.textContent === label);
                        form.querySelector("#" + found.htmlFor).value = value;
                    }
                    form.querySelector("button").click();
                    """)
            }

            // A private page leads to the sign-in, a wrong password back to it, and the right one to the page.
            try browser.open("\(address)/desk")
            #expect(try heading() == "Sign in")
            try send(["Name": "ada", "Password": "wrong horse"])
            let error: String = try browser.run("return document.querySelector('[role=alert]').textContent;")
            #expect(error == "The name or the password is wrong.")
            let typed: String = try browser.run("return document.querySelector('#name').value;")
            #expect(typed == "ada")
            try send(["Password": "correct horse"])
            #expect(try heading() == "Desk of ada")

            // The second factor is added.
            try browser.open("\(address)/safe")
            #expect(try heading() == "Second factor")
            let key: String = try browser.run("return document.querySelector('code').textContent;")
            let image: Bool = try browser.run(
                "return document.querySelector('svg').getBoundingClientRect().width > 100;")
            #expect(image)
            try send(["Code": try Self.code(key)])
            #expect(try heading() == "Recovery codes")
            let codes: [String] = try browser.run(
                "return [...document.querySelectorAll('code')].map(c => c.textContent);")
            #expect(codes.count == 10)
            try browser.open("\(address)/safe")
            #expect(try heading() == "Safe of ada")

            // The session is signed out, and its cookie is gone.
            try browser.open("\(address)/sign-in")
            #expect(try heading() == "Confirm that it is you")
            try send([:], form: 1)
            #expect(try heading() == "Tea Club")
            try browser.open("\(address)/desk")
            #expect(try heading() == "Sign in")

            // Now the password alone is not enough.
            try send(["Name": "ada", "Password": "correct horse"])
            #expect(try heading() == "Enter your code")
            try send(["Code": codes[0]])
            #expect(try heading() == "Desk of ada")
            #expect(browser.warnings.isEmpty)

            // A script cannot read the cookies.
            let cookies: String = try browser.run("return document.cookie;")
            #expect(cookies.isEmpty)
        }
    }
#endif
