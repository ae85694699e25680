#if Security
    package import Logging

    /// Something that concerns the security of an account: a sign-in, a failure, a changed password.
    ///
    /// An event contains no password, no code, no cookie and no link.
    public struct SecurityEvent: Sendable, Hashable {
        /// What happened.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case signIn = "sign-in"
            case signInFailed = "sign-in failed"
            case throttled
            case signOut = "sign-out"
            case signOutEverywhere = "sign-out everywhere"
            case sessionEnded = "session ended"
            case confirmed
            case confirmationFailed = "confirmation failed"
            case passwordChanged = "password changed"
            case secondFactorAdded = "second factor added"
            case secondFactorRemoved = "second factor removed"
            case recoveryCodeUsed = "recovery code used"
            case recoveryCodesReplaced = "recovery codes replaced"
            case linkSent = "link sent"
            case linkUsed = "link used"
            case linkRefused = "link refused"
            case denied
        }

        /// What happened.
        public let kind: Kind
        /// The id of the user; `nil` if the client named no existing user.
        public let userID: String?
        /// The client's address; `nil` if it is unknown.
        public let client: String?
        /// The beginning of the hash of the session's identifier; `nil` without a session.
        public let session: String?
        /// Why it happened, in a few words of the library.
        public let reason: String
        /// When it happened.
        public let time: Timestamp
        /// A random number that is also in the log line.
        public let incident: String

        package init(
            _ kind: Kind, _ request: Request, userID: String? = nil, session: String? = nil, reason: String = ""
        ) {
            self.kind = kind
            self.userID = userID
            self.client = request.clientAddress
            self.session = session.map { String($0.prefix(12)) }
            self.reason = reason
            self.time = request.time
            self.incident = Dependencies.randomIncident()
        }

        /// Logs the event: failures at level `warning`, all others at `notice`.
        package func log(to logger: Logger) {
            var metadata: Logger.Metadata = ["incident": "\(incident)"]
            metadata["user"] = userID.map { "\($0)" }
            metadata["client"] = client.map { "\($0)" }
            metadata["session"] = session.map { "\($0)" }
            if !reason.isEmpty { metadata["reason"] = "\(reason)" }
            logger.log(level: kind.isFailure ? .warning : .notice, "security: \(kind.rawValue)", metadata: metadata)
        }
    }

    extension SecurityEvent.Kind {
        /// Whether the client was refused.
        public var isFailure: Bool {
            switch self {
            case .signInFailed, .throttled, .confirmationFailed, .linkRefused, .denied: true
            default: false
            }
        }
    }
#endif
