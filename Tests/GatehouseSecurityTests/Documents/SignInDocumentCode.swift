#if Security
    import GatehouseConfiguration
    import GatehouseSecurity
    import GatehouseTesting
    import Synchronization
    import Testing

    /// The code of docs/sign-in.md, compiled. `SignInDocumentTests` compares it with the document, and runs it.
    ///
    /// A block begins with `// BEGIN` and its number in the document, and ends with `// END`. The program of the document
    /// has `/home/me` instead of `\(home)`, and `await gate.serve()` instead of `return gate`.
    enum SignInDocumentCode {
        typealias FileAccounts = Accounts<AccountFiles>
        private typealias Browser = GatehouseTesting.Browser

        /// In the place of the library's type in the document: starts no program, and keeps the mails of all tests.
        struct Sendmail: Mailer {
            static let mails = CollectedMails()

            private let real: GatehouseSecurity.Sendmail

            init(from sender: MailAddress) {
                real = GatehouseSecurity.Sendmail(from: sender)
            }

            func send(_ mail: Mail) async throws {
                #expect(real.sender.description == "club@example.com")
                Self.mails.send(mail)
            }
        }

        static func program(home: String) async -> Gate {
            // BEGIN 0
            let (configuration, keys) = Settings.load(
                SettingsFile("\(home)/private/app.conf", outside: "\(home)/public_html"), .keys("KEYS"))

            do {
                let site = try PrivateDirectory("\(home)/private/app", outside: "\(home)/public_html")
                let people = try AccountFiles(in: site)
                let accounts = try Accounts(
                    people, keys: keys, in: site, settings: AccountSettings(siteName: "Tea Club"))

                var gate = Gate()
                gate.configuration = configuration
                accounts.addPages(to: &gate) { page in Page(page.title, page.body) }
                gate.get("/", allow: .everyone) { _ in
                    Page("Tea Club", "<h1>Tea Club</h1><a href=\"desk\">Your desk</a>")
                }
                gate.get("/desk", allow: accounts.member) { request, member in
                    let signOut = try request.url(for: AccountPageKind.signOut.route)
                    return Page(
                        "Desk",
                        """
                        <h1>Good morning, \(member.signInName)</h1>
                        <form method="post" action="\(url: signOut)"><button>Sign out</button></form>
                        """)
                }
                gate.command("add-person", "NAME", help: "adds a person; standard input is the password") { arguments in
                    guard arguments.count == 1, let text = readLine() else {
                        throw CommandError("no name or no password")
                    }
                    let password = Password(text)
                    try accounts.settings.passwords.check(password, forbidding: arguments)
                    let hash = try await accounts.hasher.hash(password)
                    try await people.add(arguments[0], credentials: Credentials(password: hash))
                }
                return gate
            } catch {
                Settings.refuse(["\(error)"])
            }
            // END
        }

        static func confirmation(
            _ gate: inout Gate, _ people: AccountFiles, _ accounts: FileAccounts
        ) -> Access<
            Recently<Account>
        > {
            // BEGIN 2
            gate.get("/account/delete", allow: accounts.recently) { _, recently in
                Page(
                    "Delete",
                    "<form method=\"post\">Delete the account of \(recently.user.signInName)? <button>Delete</button></form>"
                )
            }
            gate.post("/account/delete", allow: accounts.recently) { _, recently in
                try await people.remove(recently.user.id)
                return Redirect(to: "/")
            }
            let lastMinute = accounts.signedIn.recently(within: .seconds(60))
            // END
            return lastMinute
        }

        static func secondFactor(_ gate: inout Gate, _ accounts: FileAccounts) {
            // BEGIN 3
            gate.group("/accounting", allow: accounts.memberWithSecondFactor) { accounting in
                accounting.get("/") { _, member in "The books, for \(member.signInName)\n" }
            }
            // END
        }

        static func limits(
            _ gate: inout Gate, _ accounts: FileAccounts, _ site: PrivateDirectory, token: String
        ) throws {
            // BEGIN 4
            let throttle = try Throttle(in: site)
            let searches = throttle.limit(20, per: .seconds(60), by: .client)
            let orders = throttle.limit(100, per: .seconds(3600))
            gate.get("/search", allow: .everyone.limited(by: searches)) { _ in "Nothing found.\n" }
            gate.post("/orders", allow: accounts.member.limited(by: orders) { $0.id }) { _, _ in .noContent }
            gate.get(
                "/feed",
                allow: .bearer(realm: "feed", token: token, failures: throttle.failures(10, per: .seconds(600)))
            ) {
                _ in "No news.\n"
            }
            // END
        }

        static func mail(_ gate: inout Gate, _ people: AccountFiles, _ keys: Keys, _ site: PrivateDirectory) throws {
            // BEGIN 5
            guard let sender = MailAddress("club@example.com") else { Settings.refuse(["invalid sender"]) }
            let accounts = try Accounts(
                people, keys: keys, in: site, settings: AccountSettings(siteName: "Tea Club"),
                mailer: Sendmail(from: sender))
            gate.post("/invitations", allow: accounts.recently) { request, _ in
                let form = try await request.form()
                guard let address = MailAddress(try form["mail"] ?? "") else {
                    throw HTTPError(.unprocessableContent, field: "mail")
                }
                let person = try await people.add(address.description, mailAddress: address)
                try await accounts.invite(person, on: request)
                return Redirect(to: "/")
            }
            // END
            accounts.addPages(to: &gate) { page in Page(page.title, page.body) }
        }

        static func links(_ gate: inout Gate, _ accounts: FileAccounts, _ mailer: any Mailer) {
            // BEGIN 6
            let confirmation = Purpose("confirm mail address")
            gate.get("/confirm/{link}", as: "confirm", allow: .everyone) { request in
                let link = try request.path["link"]
                guard let address = try accounts.links.subject(of: link, for: confirmation, at: request.time) else {
                    return nil
                }
                return Page("Confirm", "<form method=\"post\"><button>Confirm \(address)</button></form>")
            }
            gate.post("/confirm/{link}", as: "confirm", allow: .everyone) { request in
                let link = try request.path["link"]
                guard let address = try accounts.links.consume(link, for: confirmation, at: request.time) else {
                    return nil
                }
                return "\(address) is confirmed.\n"
            }
            gate.post("/mail-address", allow: accounts.member) { request, member in
                guard let address = member.mailAddress else { return nil }
                let link = try accounts.links.create(
                    for: address.description, purpose: confirmation, expires: request.time + .seconds(3600),
                    at: request.time)
                let url = try request.absoluteURL(for: "confirm", ["link": link])
                try await mailer.send(Mail(to: address, subject: "Confirm your address", text: url))
                return .noContent
            }
            // END
        }

        static func formToken(_ gate: inout Gate, _ accounts: FileAccounts) {
            // BEGIN 7
            gate.get("/note", allow: accounts.member) { request, member in
                try accounts.tokens.page(request, for: member.id) { token in
                    Page(
                        "Note",
                        "<form method=\"post\">\(token)<textarea name=\"text\"></textarea><button>Save</button></form>")
                }
            }
            gate.post("/note", allow: accounts.member) { request, member in
                let form = try await request.form()
                try accounts.tokens.check(form, request, for: member.id)
                return "Saved: \(try form["text"] ?? "")\n"
            }
            // END
        }

        static func messages(_ gate: inout Gate, _ accounts: FileAccounts, _ keys: Keys) {
            // BEGIN 8
            let flash = Flash(keys)
            gate.post("/notices", allow: accounts.member) { request, _ in
                try flash.redirect(to: "/notices", saying: "The notice is published.", on: request)
            }
            gate.get("/notices", allow: accounts.member) { request, _ in
                try flash.page(request) { message in Page("Notices", "\(message)<p>No other notices.</p>") }
            }
            // END
        }

        static func values(_ gate: inout Gate, _ accounts: FileAccounts, _ keys: Keys) {
            // BEGIN 9
            let unsubscribe = Purpose("unsubscribe")
            gate.get("/unsubscribe-link", allow: accounts.member) { request, member in
                try keys.sign(encoding: member.id, for: unsubscribe, expires: request.time + .seconds(30 * 86_400))
                    + "\n"
            }
            gate.post("/unsubscribe/{value}", allow: .everyone) { request in
                let value = try request.path["value"]
                guard let id = keys.verify(value, decoding: String.self, for: unsubscribe, at: request.time) else {
                    return nil
                }
                return "\(id) gets no more mails.\n"
            }
            // END
        }

        static func sealedSessions(
            _ gate: inout Gate, _ members: AccountFiles, _ keys: Keys, _ site: PrivateDirectory
        ) throws {
            // BEGIN 10
            let sessions = SealedSessions(keys: keys)
            let hasher = try PasswordHasher(in: site)
            let guesses = SignInThrottle(try Throttle(in: site), keys: keys)
            let member = sessions.user("member", generation: \.credentials.generation) { session in
                try await members.user(id: session.userID)
            }
            gate.post("/sign-in", allow: .everyone) { request in
                let form = try await request.form()
                let (name, password) = (try form["name"] ?? "", Password(try form["password"] ?? ""))
                let user = try await members.user(named: name)
                let attempt = try guesses.attempt(
                    account: user?.id ?? name, device: request.cookie("__Host-device"), request: request)
                if let seconds = attempt.retryAfter { throw Denial.tooManyRequests(retryAfter: seconds) }
                guard case .matches = try await hasher.verify(password, user?.credentials.password), let user else {
                    throw HTTPError(.unprocessableContent, "The name or the password is wrong.")
                }
                let device = try guesses.succeeded(attempt, at: request.time)
                let session = try await sessions.start(
                    for: user.id, by: .password, generation: user.credentials.generation, on: request)
                let known = Cookie("__Host-device", device, lifetime: .seconds(SignInThrottle.deviceLifetime))
                return try Redirect(to: request.returnPath ?? "/").setting(session).setting(known)
            }
            gate.get("/desk", allow: member) { _, member in "Good morning, \(member.signInName)\n" }
            // END
        }

        static func crossSiteReads(_ gate: inout Gate, _ accounts: FileAccounts) {
            // BEGIN 11
            gate.get("/badge", allow: accounts.member.allowingCrossSiteReads()) { _, member in
                "Member \(member.signInName)\n"
            }
            // END
        }

        static func events(
            _ people: AccountFiles, _ keys: Keys, _ site: PrivateDirectory, _ mailer: any Mailer
        ) throws -> FileAccounts {
            // BEGIN 12
            let accounts = try Accounts(people, keys: keys, in: site, settings: AccountSettings(siteName: "Tea Club")) {
                event in
                guard event.kind == .passwordChanged || event.kind == .secondFactorRemoved, let id = event.userID else {
                    return
                }
                guard let address = try? await people.user(id: id)?.mailAddress else { return }
                let text =
                    "Your account was changed at \(event.time): \(event.kind.rawValue). If it was not you, write to us."
                try? await mailer.send(Mail(to: address, subject: "Your account was changed", text: text))
            }
            // END
            return accounts
        }

        static func pages(_ gate: inout Gate, _ people: AccountFiles, _ keys: Keys, _ site: PrivateDirectory) throws {
            // BEGIN 13
            var settings = AccountSettings(siteName: "Teeverein")
            settings.paths.signIn = "/anmelden"
            settings.home = "/desk"
            settings.sessions.idleTime = .seconds(1800)
            settings.passwords = PasswordPolicy(forbidding: ["Teeverein", "Darjeeling"], minimum: 15)
            let accounts = try Accounts(people, keys: keys, in: site, settings: settings)
            accounts.addPages(to: &gate, without: [.sessions]) { page in
                Page(page.title, "<header>Teeverein</header><main>\(page.body)</main>")
            }
            var german = Texts("de")
            german.accounts.signIn = "Anmelden"
            german.accounts.name = "Name oder E-Mail-Adresse"
            gate.languages([german])
            gate.get("/account/sessions", allow: accounts.signedIn) { request, signedIn in
                let list = try await accounts.sessions.list(of: signedIn.user.id, on: request)
                return list.map { "\($0.userAgent), \($0.lastUsed)\n" }.joined()
            }
            // END
        }

        static func test(_ gate: Gate) async throws {
            // BEGIN 14
            let client = try InMemoryClient(gate)
            try await client.assertEveryRouteDenies(
                .anonymous,
                except: [
                    "GET /", "GET /sign-in", "POST /sign-in", "GET /sign-in/code", "POST /sign-in/code",
                    "GET /new-password",
                    "POST /new-password", "GET /new-password/{link}",
                ])
            let browser = Browser(client)
            let page = try await browser.signIn(
                "ada", password: "a few unrelated words", at: "/sign-in?return=%2Fdesk")
            #expect(page.target == "/desk")
            // END
        }
    }

    /// The store of the document.
    enum SignInDocumentStore {
        // BEGIN 1
        struct Member: AccountUser {
            let id: String
            let signInName: String
            let mailAddress: MailAddress?
            let credentials: Credentials
        }

        struct Members: UserStore {
            let database: Database

            func user(id: String) async throws -> Member? {
                try await member("SELECT id, name, mail, credentials FROM people WHERE id = ?", id)
            }

            func user(named name: String) async throws -> Member? {
                try await member("SELECT id, name, mail, credentials FROM people WHERE name = ?", name.lowercased())
            }

            func replaceCredentials(of id: String, from old: Credentials, to new: Credentials) async throws -> Bool {
                let statement = "UPDATE people SET credentials = ? WHERE id = ? AND credentials = ?"
                return try await database.change(statement, new.text, id, old.text) == 1
            }

            private func member(_ statement: String, _ value: String) async throws -> Member? {
                guard let row = try await database.row(statement, value), let credentials = Credentials(row[3]) else {
                    return nil
                }
                return Member(
                    id: row[0], signInName: row[1], mailAddress: MailAddress(row[2]), credentials: credentials)
            }
        }
        // END

        /// A database with one table, which understands the statements of the document.
        final class Database: Sendable {
            struct UnknownStatement: Error {}

            private let people: Mutex<[[String]]>

            init(_ people: [[String]]) {
                self.people = Mutex(people)
            }

            func row(_ statement: String, _ value: String) async throws -> [String]? {
                let column: Int
                if statement.hasSuffix(" WHERE id = ?") {
                    column = 0
                } else if statement.hasSuffix(" WHERE name = ?") {
                    column = 1
                } else {
                    throw UnknownStatement()
                }
                return people.withLock { people in people.first { $0[column] == value } }
            }

            func change(_ statement: String, _ new: String, _ id: String, _ old: String) async throws -> Int {
                guard statement.hasSuffix(" SET credentials = ? WHERE id = ? AND credentials = ?") else {
                    throw UnknownStatement()
                }
                return people.withLock { people in
                    guard let index = people.firstIndex(where: { $0[0] == id && $0[3] == old }) else { return 0 }
                    people[index][3] = new
                    return 1
                }
            }
        }
    }
#endif
