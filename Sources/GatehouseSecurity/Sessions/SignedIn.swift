#if Security
    /// Evidence that the client is signed in: the user and the session.
    public struct SignedIn<User: Sendable>: Sendable {
        /// The user, as the application's lookup returned it.
        public let user: User

        /// The session.
        public let session: Session

        /// The denial that leads to the sign-in page.
        package let denial: Denial

        /// Creates evidence, for the library's own rules.
        package init(user: User, session: Session, denial: Denial) {
            self.user = user
            self.session = session
            self.denial = denial
        }
    }

    extension Access {
        /// The same rule with the user alone as its evidence.
        public func user<User: Sendable>() -> Access<User> where Evidence == SignedIn<User> {
            mapped { $0.user }
        }

        /// Requires that the user entered the password or a second factor within some time. Otherwise the client gets the
        /// sign-in page, which asks again and returns to this path.
        ///
        /// ```swift
        /// gate.post("/account/delete", allow: signedIn.recently(within: .seconds(600))) { request, recent in … }
        /// ```
        ///
        /// - Parameters:
        ///   - time: the time, for example ten minutes.
        ///   - denial: the denial for older proofs. Defaults to the one of the sessions' settings.
        public func recently<User: Sendable>(
            within time: Duration, else denial: Denial? = nil
        ) -> Access<Recently<User>> where Evidence == SignedIn<User> {
            let seconds = time.components.seconds
            return narrowed("password or second factor within \(seconds) s") { signedIn, request in
                guard let recently = Recently(signedIn, within: seconds, at: request.time) else {
                    throw denial ?? signedIn.denial
                }
                return recently
            }
        }
    }
#endif
