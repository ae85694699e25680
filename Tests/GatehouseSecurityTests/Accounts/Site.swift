#if Security
    import Foundation
    import GatehouseConfiguration
    import GatehouseTesting
    import Synchronization
    import TestSupport
    import Testing

    @testable import GatehouseSecurity

    /// A site with accounts in a private directory, and a browser.
    ///
    /// Password hashes are cheap, so that a test takes milliseconds.
    final class Site: Sendable {
        let directory: String
        let people: AccountFiles
        let accounts: Accounts<SitePeople>
        let mails = CollectedMails()
        let events: Events
        let client: InMemoryClient
        private let temporary: Holder

        final class Events: Sendable {
            private let storage = Mutex<[SecurityEvent]>([])
            var all: [SecurityEvent] { storage.withLock { $0 } }
            var kinds: [SecurityEvent.Kind] { all.map(\.kind) }
            func add(_ event: SecurityEvent) { storage.withLock { $0.append(event) } }
        }

        private final class Holder: Sendable {
            let directory: TemporaryDirectory
            init() throws { directory = try TemporaryDirectory() }
        }

        /// Another process of the same site if `other` is given.
        init(
            with other: Site? = nil, keys: Keys? = nil, sessionStore: (any SessionStore)? = nil,
            mount: Mount = .automatic,
            settings change: (inout AccountSettings) -> Void = { _ in },
            routes: (inout Gate, Accounts<SitePeople>) -> Void = { _, _ in }
        ) throws {
            temporary = try other?.temporary ?? Holder()
            directory = temporary.directory.path("site")
            let site = try PrivateDirectory(directory)
            people = try AccountFiles(in: site)
            var settings = AccountSettings(siteName: "Tea Club")
            change(&settings)
            let events = Events()
            self.events = events
            accounts = try Accounts(
                SitePeople(people), keys: try keys ?? KeysTests.keys(KeysTests.new), in: site, settings: settings,
                sessionStore: sessionStore, mailer: mails,
                cost: #require(PasswordCost(checking: 64, passes: 1, lanes: 1))
            ) { events.add($0) }
            var gate = Gate()
            gate.configuration.hosts = .only("tea.example")
            accounts.addPages(to: &gate) { Page($0.title, $0.body) }
            gate.get("/", allow: .everyone) { _ in "home\n" }
            gate.get("/desk", allow: accounts.member) { _, member in "desk of \(member.signInName)\n" }
            gate.get("/vault", allow: accounts.recently) { _, recently in "vault of \(recently.user.signInName)\n" }
            gate.get("/safe", allow: accounts.memberWithSecondFactor) { _, member in "safe of \(member.signInName)\n" }
            let accounts = self.accounts
            gate.post("/invitations/{name}", allow: accounts.member) { request, _ in
                guard let user = try await accounts.users.user(named: try request.path["name"]) else { return nil }
                try await accounts.invite(user, on: request)
                return .noContent
            }
            routes(&gate, accounts)
            client = try InMemoryClient(gate, mount: mount)
        }

        /// Adds a person with a password.
        @discardableResult
        func add(_ name: String, password: String = "correct horse") async throws -> Account {
            let hash = try await accounts.hasher.hash(Password(password))
            return try await people.add(
                name, mailAddress: MailAddress("\(name)@example.com"), credentials: Credentials(password: hash))
        }
    }

    /// The people of a site. A test can put another request between the reading and the replacement of credentials.
    final class SitePeople: UserStore {
        private let files: AccountFiles
        private let other = Mutex<(@Sendable () async throws -> Void)?>(nil)

        init(_ files: AccountFiles) {
            self.files = files
        }

        /// Runs a closure before the next replacement of credentials.
        func beforeReplacement(_ body: @escaping @Sendable () async throws -> Void) {
            other.withLock { $0 = body }
        }

        func user(id: String) async throws -> Account? { try await files.user(id: id) }
        func user(named name: String) async throws -> Account? { try await files.user(named: name) }

        func replaceCredentials(of id: String, from old: Credentials, to new: Credentials) async throws -> Bool {
            let body = other.withLock { other in
                defer { other = nil }
                return other
            }
            try await body?()
            return try await files.replaceCredentials(of: id, from: old, to: new)
        }
    }

    /// A browser: it keeps cookies and sends the forms of pages.
    final class Browser: Sendable {
        let site: Site
        let address: String
        private let state = Mutex<[String: String]>([:])

        init(_ site: Site, address: String = "192.0.2.1", cookies: [String: String] = [:]) {
            self.site = site
            self.address = address
            state.withLock { $0 = cookies }
        }

        var cookies: [String: String] { state.withLock { $0 } }

        func send(
            _ method: HTTPRequest.Method, _ target: String, _ fields: [(String, String)] = [], on other: Site? = nil
        ) async throws -> TestResponse {
            var headers: HTTPFields = [.userAgent: "Browser \(address)"]
            let cookies = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            if !cookies.isEmpty { headers[.cookie] = cookies }
            var body = ""
            if method == .post {
                headers[.contentType] = "application/x-www-form-urlencoded"
                body = fields.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
            }
            let response = try await (other ?? site).client.send(
                TestRequest(
                    method, target, headers: headers, body: Array(body.utf8), parameters: ["REMOTE_ADDR": address]))
            for field in response.headers where field.name == .setCookie {
                let parts = field.value.split(separator: ";")
                guard let pair = parts.first, let equals = pair.firstIndex(of: "=") else { continue }
                let (name, value) = (String(pair[..<equals]), String(pair[pair.index(after: equals)...]))
                let isRemoved = parts.contains { $0.trimmingCharacters(in: .whitespaces) == "Max-Age=0" }
                state.withLock { $0[name] = isRemoved ? nil : value }
            }
            return response
        }

        func get(_ target: String, on other: Site? = nil) async throws -> TestResponse {
            try await send(.get, target, on: other)
        }

        /// Loads a page and sends its first form with these fields.
        func submit(
            _ target: String, _ fields: [(String, String)], form number: Int = 0, on other: Site? = nil
        ) async throws -> TestResponse {
            let page = try await get(target, on: other)
            let forms = page.text.components(separatedBy: "<form").dropFirst()
            let form = try #require(forms.dropFirst(number).first, "no form: \(page.status) \(page.text)")
            let action = try #require(Self.attribute("action", in: form)).replacing("&amp;", with: "&")
            var all: [(String, String)] = []
            for input in form.components(separatedBy: "</form>")[0].components(separatedBy: "<input").dropFirst() {
                let tag = String(input.prefix { $0 != ">" })
                guard let name = Self.attribute("name", in: tag) else { continue }
                let value = Self.attribute("value", in: tag) ?? ""
                if !fields.contains(where: { $0.0 == name }) { all.append((name, value)) }
            }
            return try await send(.post, action, all + fields, on: other)
        }

        func signIn(
            _ name: String, _ password: String = "correct horse", at target: String = "/sign-in", on other: Site? = nil
        ) async throws -> TestResponse {
            try await submit(target, [("name", name), ("password", password)], on: other)
        }

        static func attribute(_ name: String, in text: String) -> String? {
            guard let start = text.range(of: " \(name)=\"")?.upperBound else { return nil }
            return String(text[start...].prefix { $0 != "\"" })
        }

        private static func encoded(_ text: String) -> String {
            text.utf8.map { byte in
                let character = Character(UnicodeScalar(byte))
                return byte < 128 && (character.isLetter || character.isNumber)
                    ? String(character) : "%" + String(format: "%02X", byte)
            }
            .joined()
        }
    }
#endif
