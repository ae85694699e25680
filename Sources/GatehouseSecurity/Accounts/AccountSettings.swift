#if Security
    /// How accounts work: names, times and paths.
    public struct AccountSettings: Sendable {
        /// The name of the site, for authenticator apps and mails.
        public var siteName: String

        /// The rules for a new password. The name of the site counts as easy to guess.
        public var passwords: PasswordPolicy

        /// Whether a new password is in a list of stolen passwords; `nil` asks no list.
        ///
        /// The argument is the SHA-1 hash of the password in 40 upper-case hexadecimal digits, as in the files of Pwned
        /// Passwords. Do not log it and do not send it to others as a whole. If the function throws, the password is not
        /// changed.
        public var isStolen: (@Sendable (_ sha1: String) async throws -> Bool)?

        /// How many passwords are hashed at the same time, in all processes together; defaults to 2. Each needs 19 MiB and
        /// one processor for a few hundredths of a second.
        public var concurrentHashes = 2

        /// How long a sign-in waits for its hash before the response is 503; defaults to five seconds.
        public var hashWait = Duration.seconds(5)

        /// The cookie and the times of sessions. The denial is replaced by the sign-in page.
        public var sessions = SessionSettings()

        /// The time for which a password or a code counts as recent; defaults to ten minutes.
        public var recent = Duration.seconds(600)

        /// The time for which a link for a new password works; defaults to one hour.
        public var resetLifetime = Duration.seconds(3600)

        /// The time for which an invitation works; defaults to seven days.
        public var invitationLifetime = Duration.seconds(7 * 86_400)

        /// The path after a sign-in without another destination; defaults to `/`.
        public var home = "/"

        /// The paths of the pages.
        public var paths = AccountPaths()

        /// Creates the default settings.
        ///
        /// - Parameter siteName: the name of the site.
        public init(siteName: String) {
            self.siteName = siteName
            passwords = PasswordPolicy(forbidding: [siteName])
        }
    }

    /// The paths of the pages, below the mount.
    public struct AccountPaths: Sendable, Hashable {
        /// The page that asks for name and password. The page for the code is below it.
        public var signIn = "/sign-in"
        /// Ends the session.
        public var signOut = "/sign-out"
        /// The page that sends a link for a new password.
        public var forgotten = "/forgotten"
        /// The page for a new password, to which the link leads.
        public var newPassword = "/new-password"
        /// The pages of a signed-in person: `/password`, `/sessions` and `/second-factor` below it.
        public var account = "/account"

        /// Creates the default paths.
        public init() {}

        var code: String { signIn + "/code" }
        var password: String { account + "/password" }
        var sessions: String { account + "/sessions" }
        var secondFactor: String { account + "/second-factor" }
    }
#endif
