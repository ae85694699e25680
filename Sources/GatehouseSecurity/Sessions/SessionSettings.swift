#if Security
    internal import GatewayInterface

    /// How sessions work: their cookie, their times and their limits.
    public struct SessionSettings: Sendable {
        /// The name of the cookie, after the prefix `__Host-`. Applications that share an origin need different names.
        ///
        /// If the mount is not "/", the prefix is `__Secure-` and the cookie has the mount as its path. Then the browser
        /// also sends it to other applications on the origin whose path begins with the mount, and all of them can set it.
        public var name = "session"

        /// The time after which an unused session ends. Defaults to one hour, the limit that NIST SP 800-63B-4 recommends
        /// for its second level. Sealed sessions do not have it.
        public var idleTime = Duration.seconds(3600)

        /// The time after which every session ends. Defaults to 24 hours, from the same document.
        public var lifetime = Duration.seconds(24 * 3600)

        /// The number of sessions that a user can have. Another sign-in ends the session that was not used for the longest
        /// time. Sealed sessions cannot be counted.
        public var limitPerUser = 20

        /// Whether the browser keeps the cookie when it closes.
        public var isKeptByBrowser = false

        /// The denial for requests without a session. Defaults to the page `/sign-in`.
        public var denial = Denial.signIn(at: "/sign-in")

        /// Creates the default settings.
        public init() {}

        /// The configuration errors. A gate with a rule of these settings does not open.
        var problems: [String] {
            var problems: [String] = []
            let isName =
                (1...64).contains(name.utf8.count)
                && name.utf8.allSatisfy {
                    $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                }
            if !isName {
                problems.append(
                    "SessionSettings: invalid name \(LogText.quoted(name.utf8)); use 1 to 64 letters, digits, \"-\" and \"_\""
                )
            }
            if idleTime < .seconds(60) { problems.append("SessionSettings: idleTime is shorter than 60 seconds") }
            if lifetime < idleTime { problems.append("SessionSettings: lifetime is shorter than idleTime") }
            if lifetime > .seconds(400 * 86_400) {
                problems.append("SessionSettings: lifetime is longer than 400 days")
            }
            if !(1...1000).contains(limitPerUser) {
                problems.append("SessionSettings: limitPerUser must be 1 to 1000")
            }
            return problems
        }

        var idleSeconds: Int64 { max(1, idleTime.components.seconds) }
        var lifetimeSeconds: Int64 { max(1, lifetime.components.seconds) }
    }
#endif
