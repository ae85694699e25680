#if Security
    internal import Logging

    /// Sign-in for an application: passwords, second factor, sessions, throttling and links by mail.
    ///
    /// ```swift
    /// let site = try PrivateDirectory("/home/me/private/app", outside: "/home/me/public_html")
    /// let accounts = try Accounts(users, keys: keys, in: site, settings: AccountSettings(siteName: "Tea Club"))
    /// var gate = Gate()
    /// accounts.addPages(to: &gate) { Page($0.title, $0.body) }
    /// gate.get("/desk", allow: accounts.member) { request, member in "Good morning, \(member.signInName)\n" }
    /// ```
    ///
    /// The functions of this type do what the pages do, for pages of your own.
    public struct Accounts<Users: UserStore>: Sendable {
        /// The application's people.
        public let users: Users
        /// The settings.
        public let settings: AccountSettings
        /// The sessions.
        public let sessions: Sessions
        /// Hashes and verifies passwords.
        public let hasher: PasswordHasher
        /// Links that work once.
        public let links: OneTimeLinks
        /// Tokens of the pages' forms.
        public let tokens: FormTokens

        let keys: Keys
        let mailer: (any Mailer)?
        let throttle: SignInThrottle
        let mailLimit: LimitCounterPair
        private let onEvent: (@Sendable (SecurityEvent) async -> Void)?

        /// Opens the accounts.
        ///
        /// - Parameters:
        ///   - users: the application's people.
        ///   - keys: the keys of the program.
        ///   - site: the private directory. Sessions, counters and links are in it.
        ///   - settings: names, times and paths.
        ///   - sessionStore: a table of the application for sessions, for example for several machines; `nil` keeps them in
        ///     files of the private directory.
        ///   - mailer: sends links for a new password; `nil` if the application sends no mail.
        ///   - cost: the cost of new password hashes.
        ///   - onEvent: gets each ``SecurityEvent``, after it was logged. It delays the response.
        /// - Throws: `PrivateDirectoryError` if a store cannot be opened.
        public init(
            _ users: Users, keys: Keys, in site: PrivateDirectory, settings: AccountSettings,
            sessionStore: (any SessionStore)? = nil, mailer: (any Mailer)? = nil, cost: PasswordCost = .standard,
            onEvent: (@Sendable (SecurityEvent) async -> Void)? = nil
        ) throws(PrivateDirectoryError) {
            var settings = settings
            settings.sessions.denial = .signIn(at: settings.paths.signIn)
            self.users = users
            self.settings = settings
            self.keys = keys
            self.mailer = mailer
            self.onEvent = onEvent
            if let sessionStore {
                sessions = Sessions(store: sessionStore, settings: settings.sessions)
            } else {
                sessions = try Sessions(in: site, settings: settings.sessions)
            }
            hasher = try PasswordHasher(
                in: site, cost: cost, limit: settings.concurrentHashes, wait: settings.hashWait)
            links = try OneTimeLinks(in: site)
            tokens = FormTokens(keys)
            let counters = try Throttle(in: site)
            throttle = SignInThrottle(counters, keys: keys)
            mailLimit = LimitCounterPair(counters)
        }

        // MARK: Rules

        /// Allows people who are signed in, and yields person and session. Others get the sign-in page.
        public var signedIn: Access<SignedIn<Users.User>> {
            sessions.signedIn(
                "member", generation: { $0.credentials.generation },
                lookup: { session in try await users.user(id: session.userID) })
        }

        /// Allows people who are signed in. Others get the sign-in page.
        public var member: Access<Users.User> { signedIn.user() }

        /// Allows people who have entered the password or a code within ``AccountSettings/recent``. Others get the sign-in
        /// page, which asks again and returns.
        public var recently: Access<Recently<Users.User>> { signedIn.recently(within: settings.recent) }

        /// Allows people whose session began with a second factor. A person without one gets the page that adds it.
        public var memberWithSecondFactor: Access<Users.User> {
            let page = Denial.signIn(at: settings.paths.secondFactor)
            return
                signedIn
                .requiring("second factor", else: page) {
                    $0.user.credentials.hasSecondFactor && $0.session.secondFactorAt != nil
                }
                .user()
        }

        /// Returns the same rule, which reports each denial of a signed-in person as a ``SecurityEvent``.
        ///
        /// ```swift
        /// gate.group("/admin", allow: accounts.reporting(accounts.member.requiring(role: "admin"))) { … }
        /// ```
        public func reporting<Evidence: Sendable>(_ access: Access<Evidence>) -> Access<Evidence> {
            let name = access.name
            return access.notingDenials { request, denial in
                // A client without a session is not a person yet; the request's own log line is enough.
                guard let session = try? await sessions.session(of: request) else { return }
                await report(
                    .denied, request, user: session.userID, session: session, reason: "\(denial) by the rule \(name)")
            }
        }

        // MARK: Events

        /// Logs an event, and passes it to the application.
        func report(_ event: SecurityEvent, _ request: Request) async {
            event.log(to: request.logger)
            await onEvent?(event)
        }

        func report(
            _ kind: SecurityEvent.Kind, _ request: Request, user: String? = nil, session: Session? = nil,
            reason: String = ""
        ) async {
            await report(
                SecurityEvent(kind, request, userID: user, session: session?.signIn.text, reason: reason), request)
        }
    }
#endif
