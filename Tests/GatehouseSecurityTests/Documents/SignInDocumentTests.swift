#if Security
    import Foundation
    import GatehouseConfiguration
    import GatehouseTesting
    import TestSupport
    import Testing

    @testable import GatehouseSecurity

    /// docs/sign-in.md: its code is compiled and runs, and its statements are SQL.
    @Suite("docs/sign-in.md", .timeLimit(.minutes(5)))
    final class SignInDocumentTests {
        private typealias Browser = DocumentBrowser
        private typealias Code = SignInDocumentCode

        private let directory: TemporaryDirectory
        private let password = "a few unrelated words"

        init() throws {
            directory = try TemporaryDirectory()
        }

        private static func text(_ path: String) throws -> String {
            try String(contentsOf: Products.root.appendingPathComponent(path), encoding: .utf8)
        }

        /// The directory of a user with a public directory, settings and a key.
        private func home() throws -> String {
            let home = directory.path("home")
            let files = FileManager.default
            try files.createDirectory(atPath: home + "/public_html", withIntermediateDirectories: true)
            try files.createDirectory(
                atPath: home + "/private", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            let key = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString()
            let settings = "GATEHOUSE_HOSTS=club.example.com\nGATEHOUSE_APP_KEYS=\(key)\n"
            let isCreated = files.createFile(
                atPath: home + "/private/app.conf", contents: Data(settings.utf8),
                attributes: [.posixPermissions: 0o600])
            try #require(isCreated)
            return home
        }

        /// A site with one person, ada, and a client of the routes.
        private func site(
            _ add: (inout Gate, AccountFiles, Accounts<AccountFiles>, Keys, PrivateDirectory) throws -> Void
        ) async throws -> (Browser, AccountFiles, Accounts<AccountFiles>) {
            let site = try PrivateDirectory(directory.path("site"))
            let keys = try Keys([
                Secret(Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString())
            ])
            let people = try AccountFiles(in: site)
            let accounts = try Accounts(people, keys: keys, in: site, settings: AccountSettings(siteName: "Tea Club"))
            let hash = try await accounts.hasher.hash(Password(password))
            try await people.add(
                "ada", mailAddress: MailAddress("ada@example.com"), credentials: Credentials(password: hash))
            var gate = Gate()
            gate.configuration.hosts = .only("club.example.com")
            try add(&gate, people, accounts, keys, site)
            return (Browser(try InMemoryClient(gate)), people, accounts)
        }

        /// A site with the library's pages and one more block of the document.
        private func siteWithPages(
            _ add: (inout Gate, AccountFiles, Accounts<AccountFiles>, Keys, PrivateDirectory) throws -> Void
        ) async throws -> (Browser, AccountFiles, Accounts<AccountFiles>) {
            try await site { gate, people, accounts, keys, site in
                accounts.addPages(to: &gate) { Page($0.title, $0.body) }
                try add(&gate, people, accounts, keys, site)
            }
        }

        // MARK: The document

        /// The blocks of a text between a first and a last line, without white space.
        private static func blocks(_ text: String, from first: String, to last: String) -> [String] {
            var blocks: [String] = []
            var open: String?
            for line in text.split(separator: "\n") {
                let line = line.trimmingCharacters(in: .whitespaces)
                if let block = open, line == last {
                    blocks.append(block)
                    open = nil
                } else if let block = open {
                    open = line.hasPrefix("import ") ? block : block + line.filter { $0 != " " }
                } else if line.hasPrefix(first) {
                    open = ""
                }
            }
            return blocks
        }

        @Test("Each block is compiled here")
        func codeIsThatOfTheDocument() throws {
            let path = "Tests/GatehouseSecurityTests/Documents/SignInDocumentCode.swift"
            let source = try Self.text(path).replacing("\"\\(home)/", with: "\"/home/me/")
            let compiled = Self.blocks(source, from: "// BEGIN ", to: "// END")
            var numbers = source.matches(of: /\/\/ BEGIN (\d+)/).compactMap { Int($0.1) }
            let documented = Self.blocks(try Self.text("docs/sign-in.md") + "\n", from: "```swift", to: "```")
                .filter { !$0.hasPrefix(".package(") }
            try #require(compiled.count == documented.count && numbers.count == compiled.count)
            for (block, number) in zip(compiled, numbers) {
                let expected = documented[number].replacing("awaitgate.serve()", with: "returngate")
                #expect(block == expected, "block \(number)")
            }
            numbers.sort()
            #expect(numbers == Array(documented.indices))
        }

        /// All blocks and all statements in the text, against SQLite.
        @Test("The statements are SQL")
        func statementsAreSQL() throws {
            let script = #"""
                import re, sqlite3, sys
                text = open(sys.argv[1], encoding="utf-8").read()
                database = sqlite3.connect(":memory:")
                for block in re.findall(r"```sql\n(.*?)```", text, re.S):
                    database.executescript(block)
                keyword = "(?:INSERT|SELECT|UPDATE|DELETE)"
                named = re.findall("`(" + keyword + " [^`]*)`", text)
                for statement in named:
                    database.execute(statement, {name: 1 for name in re.findall(r":(\w+)", statement)})
                plain = re.findall('"(' + keyword + ' [^"]*)"', text)
                for statement in plain:
                    database.execute(statement, ["1"] * statement.count("?"))
                print(len(named), len(plain))
                """#
            let document = Products.root.appendingPathComponent("docs/sign-in.md").path
            let end = try Program("/usr/bin/python3", ["-c", script, document]).end()
            #expect(end.status == 0, "\(end.errors)")
            #expect(String(decoding: end.output, as: UTF8.self) == "11 3\n")
        }

        // MARK: The program

        @Test("The program signs people in, and opens nothing else")
        func programSignsPeopleIn() async throws {
            let home = try home()
            let gate = await Code.program(home: home)
            let people = try AccountFiles(in: PrivateDirectory(home + "/private/app"))
            let hasher = try PasswordHasher(in: PrivateDirectory(home + "/private/app"))
            let hash = try await hasher.hash(Password(password))
            try await people.add("ada", credentials: Credentials(password: hash))
            try await Code.test(gate)

            let browser = Browser(try InMemoryClient(gate))
            #expect(try await browser.get("/").text.contains("Your desk"))
            let denied = try await browser.get("/desk")
            #expect(denied.status == .seeOther && denied.headers[.location] == "/sign-in?return=%2Fdesk")
            #expect(try await browser.signIn(password, at: "/sign-in?return=%2Fdesk").headers[.location] == "/desk")
            #expect(try await browser.get("/desk").text.contains("Good morning, ada"))
            #expect(try await browser.post("/sign-out").status == .seeOther)
            #expect(try await browser.get("/desk").status == .seeOther)
        }

        // MARK: Claims of docs/security.md

        @Test("Fields for passwords are masked and named for password managers")
        func fieldsSuitPasswordManagers() async throws {
            let (browser, _, _) = try await siteWithPages { _, _, _, _, _ in }
            let page = try await browser.get("/sign-in").text
            #expect(page.contains("type=\"password\" value=\"\" autocomplete=\"current-password\""))
            #expect(page.contains("autocomplete=\"username\""))
            _ = try await browser.signIn(password)
            let change = try await browser.get("/account/password").text
            #expect(change.contains("type=\"password\" value=\"\" autocomplete=\"current-password\""))
            #expect(change.contains("type=\"password\" value=\"\" autocomplete=\"new-password\""))
            // Browsers overlook names in fields of the type "hidden".
            let name = "<input name=\"name\" value=\"ada\" autocomplete=\"username\" hidden readonly>"
            #expect(change.contains(name))
            #expect(try await browser.get("/sign-in").text.contains(name))
            for page in [page, change] {
                #expect(!page.contains("<script") && !page.contains("onpaste") && !page.contains("maxlength"))
            }
        }

        @Test("A new password by a link keeps the second factor")
        func linkKeepsTheSecondFactor() async throws {
            let (browser, people, accounts) = try await siteWithPages { gate, people, accounts, _, _ in
                gate.post("/link/{name}", allow: .everyone) { request in
                    let person = try #require(try await people.user(named: request.path["name"]))
                    return try accounts.newPasswordLink(for: person, lifetime: .seconds(60), on: request)
                }
            }
            let codes = RecoveryCodes()
            let person = try #require(await people.user(named: "ada"))
            let secret = TOTPSecret()
            let step: Int64 = 50_000_000
            let time = Timestamp(secondsSince1970: step * 30)
            let code = String("000000\(OneTimeCode.code(secret.bytes, step: step))".suffix(6))
            let added = try #require(
                try person.credentials.addingTOTP(secret, confirmedBy: code, at: time, accounts.keys))
            let complete = try await added.settingRecoveryCodes(codes, with: accounts.hasher)
            #expect(try await people.replaceCredentials(of: person.id, from: person.credentials, to: complete))

            let link = try await browser.post("/link/ada").text
            _ = try await browser.get(String(link.dropFirst("https://club.example.com".count)))
            let words = "my very own words"
            #expect(try await browser.submit("/new-password", [("password", words)]).status == .ok)
            #expect(try await browser.signIn(words, at: "/sign-in?return=%2Faccount%2Fsessions").status == .seeOther)
            #expect(try await browser.get("/account/sessions").status == .seeOther)
            let response = try await browser.submit("/sign-in/code", [("code", codes.texts[0])])
            #expect(response.status == .seeOther)
            #expect(try await browser.get("/account/sessions").status == .ok)
        }

        // MARK: The other blocks

        @Test("Accounts work with a store of the application")
        func accountsWorkWithADatabase() async throws {
            let site = try PrivateDirectory(directory.path("site"))
            let hash = try await PasswordHasher(in: site).hash(Password(password))
            let database = SignInDocumentStore.Database([
                ["1", "ada", "ada@example.com", Credentials(password: hash).text]
            ])
            let members = SignInDocumentStore.Members(database: database)
            let key = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString()
            let accounts = try Accounts(
                members, keys: try Keys([Secret(key)]), in: site, settings: AccountSettings(siteName: "Tea Club"))
            var gate = Gate()
            accounts.addPages(to: &gate) { Page($0.title, $0.body) }
            gate.get("/desk", allow: accounts.member) { _, member in "\(member.mailAddress?.description ?? "")\n" }
            let browser = Browser(try InMemoryClient(gate))
            #expect(try await browser.signIn(password, as: "ADA").status == .seeOther)
            #expect(try await browser.get("/desk").text == "ada@example.com\n")
            let fields = [("old", password), ("new", "some other unrelated words")]
            #expect(try await browser.submit("/account/password", fields).status == .ok)
            #expect(try await browser.get("/desk").text == "ada@example.com\n")
            #expect(try await Browser(browser.client).signIn(password).status == .unprocessableContent)
            let old = Credentials(password: hash)
            #expect(try await !members.replaceCredentials(of: "1", from: old, to: old.signingOutEverywhere()))
        }

        @Test("A recent password or code is required")
        func recentProofIsRequired() async throws {
            let (browser, people, _) = try await siteWithPages { gate, people, accounts, _, _ in
                let lastMinute = Code.confirmation(&gate, people, accounts)
                gate.get("/minute", allow: lastMinute) { _, _ in "now\n" }
            }
            #expect(try await browser.post("/account/delete").status == .seeOther)
            #expect(try await people.all().count == 1)
            _ = try await browser.signIn(password)
            #expect(try await browser.get("/minute").text == "now\n")
            #expect(try await browser.get("/account/delete").text.contains("Delete the account of ada?"))
            #expect(try await browser.post("/account/delete").headers[.location] == "/")
            #expect(try await people.all().isEmpty)
        }

        @Test("Members without a second factor are led to its page")
        func secondFactorIsRequired() async throws {
            let (browser, _, _) = try await siteWithPages { gate, _, accounts, _, _ in
                Code.secondFactor(&gate, accounts)
            }
            _ = try await browser.signIn(password)
            let response = try await browser.get("/accounting")
            #expect(response.headers[.location] == "/account/second-factor?return=%2Faccounting")
        }

        @Test("Clients, members and wrong tokens are limited")
        func requestsAreLimited() async throws {
            let token = "mq8Zr1vTn5Xw9Lk3Hb7Dc2Jf6Gs4Pa0Y"
            let (browser, _, _) = try await siteWithPages { gate, _, accounts, _, site in
                try Code.limits(&gate, accounts, site, token: token)
            }
            for _ in 0..<20 { #expect(try await browser.get("/search").status == .ok) }
            #expect(try await browser.get("/search").status == .tooManyRequests)
            _ = try await browser.signIn(password)
            for _ in 0..<100 { #expect(try await browser.post("/orders").status == .noContent) }
            #expect(try await browser.post("/orders").status == .tooManyRequests)
            let guess = TestIdentity.bearer("guess")
            for _ in 0..<10 { #expect(try await browser.client.get("/feed", as: guess).status == .unauthorized) }
            #expect(try await browser.client.get("/feed", as: .bearer(token)).status == .tooManyRequests)
        }

        @Test("A member invites a person, who chooses a password")
        func invitationIsSent() async throws {
            let (browser, _, _) = try await site { gate, people, _, keys, site in
                try Code.mail(&gate, people, keys, site)
            }
            _ = try await browser.signIn(password)
            let address = "grace\(UInt32.random(in: 0 ... .max))@example.com"
            #expect(try await browser.post("/invitations", [("mail", "no address")]).status == .unprocessableContent)
            #expect(try await browser.post("/invitations", [("mail", address)]).status == .seeOther)
            let mail = try #require(Code.Sendmail.mails.all.first { $0.recipient.description == address })
            let link = try #require(mail.text.firstMatch(of: /https:\/\/club\.example\.com(\/new-password\/\S+)/)).1
            let guest = Browser(browser.client)
            #expect(try await guest.get(String(link)).headers[.location] == "/new-password")
            let response = try await guest.submit("/new-password", [("password", "my very own words")])
            #expect(response.text.contains("The password is set"))
            #expect(try await guest.signIn("my very own words", as: address).status == .seeOther)
        }

        @Test("A link of the application works once, and only by POST")
        func linkWorksOnce() async throws {
            let mails = CollectedMails()
            let (browser, _, _) = try await siteWithPages { gate, _, accounts, _, _ in
                Code.links(&gate, accounts, mails)
            }
            _ = try await browser.signIn(password)
            #expect(try await browser.post("/mail-address").status == .noContent)
            let mail = try #require(mails.all.first)
            let link = String(mail.text.dropFirst("https://club.example.com".count))
            for _ in 0..<2 { #expect(try await browser.get(link).text.contains("Confirm ada@example.com")) }
            #expect(try await browser.post(link).text == "ada@example.com is confirmed.\n")
            #expect(try await browser.post(link).status == .notFound)
        }

        @Test("A form needs its token")
        func formNeedsItsToken() async throws {
            let (browser, _, _) = try await siteWithPages { gate, _, accounts, _, _ in
                Code.formToken(&gate, accounts)
            }
            _ = try await browser.signIn(password)
            #expect(try await browser.post("/note", [("text", "tea")]).status == .forbidden)
            #expect(try await browser.submit("/note", [("text", "tea")]).text == "Saved: tea\n")
        }

        @Test("A message appears once after a form")
        func messageAppearsOnce() async throws {
            let (browser, _, _) = try await siteWithPages { gate, _, accounts, keys, _ in
                Code.messages(&gate, accounts, keys)
            }
            _ = try await browser.signIn(password)
            #expect(try await browser.post("/notices").headers[.location] == "/notices")
            #expect(try await browser.get("/notices").text.contains("The notice is published."))
            #expect(try await browser.get("/notices").text.contains("published") == false)
        }

        @Test("A signed value verifies for its purpose")
        func signedValueVerifies() async throws {
            let (browser, people, _) = try await siteWithPages { gate, _, accounts, keys, _ in
                Code.values(&gate, accounts, keys)
            }
            _ = try await browser.signIn(password)
            let value = try await browser.get("/unsubscribe-link").text.dropLast()
            let id = try #require(await people.user(named: "ada")).id
            let anyone = Browser(browser.client)
            #expect(try await anyone.post("/unsubscribe/\(value)").text == "\(id) gets no more mails.\n")
            #expect(try await anyone.post("/unsubscribe/A\(value)").status == .notFound)
        }

        @Test("A sign-in of the application uses sealed sessions")
        func sealedSessionsSignIn() async throws {
            let (browser, _, _) = try await site { gate, people, _, keys, site in
                try Code.sealedSessions(&gate, people, keys, site)
            }
            #expect(try await browser.get("/desk").headers[.location] == "/sign-in?return=%2Fdesk")
            let wrong = [("name", "ada"), ("password", "wrong words")]
            #expect(try await browser.post("/sign-in", wrong).status == .unprocessableContent)
            let right = [("name", "ada"), ("password", password)]
            #expect(try await browser.post("/sign-in", right).status == .seeOther)
            #expect(try await browser.get("/desk").text == "Good morning, ada\n")
            let stranger = Browser(browser.client)
            for _ in 0..<5 { _ = try await stranger.post("/sign-in", wrong) }
            #expect(try await stranger.post("/sign-in", wrong).status == .tooManyRequests)
            #expect(try await browser.post("/sign-in", right).status == .seeOther)
        }

        @Test("Another site can embed what the rule allows, and nothing else")
        func otherSiteEmbedsTheBadge() async throws {
            let (browser, _, _) = try await siteWithPages { gate, _, accounts, _, _ in
                Code.crossSiteReads(&gate, accounts)
            }
            _ = try await browser.signIn(password)
            let name = try #require(HTTPField.Name("Sec-Fetch-Site"))
            #expect(try await browser.get("/badge", [name: "cross-site"]).text == "Member ada\n")
            #expect(try await browser.get("/account/sessions", [name: "cross-site"]).status == .notFound)
        }

        @Test("A person gets a mail after a change of the password")
        func changeIsReported() async throws {
            let mails = CollectedMails()
            let (browser, _, _) = try await site { gate, people, _, keys, site in
                let accounts = try Code.events(people, keys, site, mails)
                accounts.addPages(to: &gate) { Page($0.title, $0.body) }
            }
            _ = try await browser.signIn(password)
            #expect(mails.all.isEmpty)
            let fields = [("old", password), ("new", "some other unrelated words")]
            #expect(try await browser.submit("/account/password", fields).status == .ok)
            #expect(mails.all.map(\.recipient.description) == ["ada@example.com"])
            #expect(mails.all.first?.text.contains("password changed") == true)
        }

        @Test("Pages, texts and times can be changed")
        func pagesCanBeChanged() async throws {
            let (browser, _, _) = try await site { gate, people, _, keys, site in
                try Code.pages(&gate, people, keys, site)
            }
            let page = try await browser.get("/anmelden").text
            #expect(page.contains("<html lang=\"de\">") && page.contains("<header>Teeverein</header>"))
            #expect(page.contains("Name oder E-Mail-Adresse"))
            let response = try await browser.signIn(password, at: "/anmelden")
            #expect(response.headers[.location] == "/desk")
            let list = try await browser.get("/account/sessions").text
            #expect(list.hasPrefix("Browser, ") && list.split(separator: "\n").count == 1)
            let short = [("old", password), ("new", "a new secret")]
            #expect(try await browser.submit("/account/password", short).text.contains("at least 15 characters"))
        }
    }
#endif
