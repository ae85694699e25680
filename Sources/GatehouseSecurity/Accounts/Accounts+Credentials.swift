#if Security
    /// The result of a change of password or second factor.
    public enum CredentialsResult: Sendable {
        /// The credentials are changed. All other sessions have ended; set the cookie for this one.
        case changed(cookie: Cookie)
        /// The password or the code is wrong.
        case refused
        /// The new password is too weak.
        case weak(PasswordProblem)
        /// Too many attempts: ask the person to wait for this number of seconds.
        case throttled(seconds: Int)
        /// Another request has changed the credentials: show the page again.
        case conflict
    }

    extension Accounts {
        /// Changes the password of a signed-in person, who enters the old one again.
        ///
        /// All other sessions of the person end. The session of this request gets a new identifier.
        ///
        /// - Parameters:
        ///   - signedIn: the person and the session.
        ///   - old: the old password.
        ///   - new: the new password.
        ///   - request: the request.
        public func changePassword(
            of signedIn: SignedIn<Users.User>, from old: Password, to new: Password, on request: Request
        ) async throws -> CredentialsResult {
            let user = signedIn.user
            let device = AccountCookie.value(AccountCookie.device, of: request)
            let attempt = try throttle.attempt(account: Self.account(user), device: device, request: request)
            if let seconds = attempt.retryAfter {
                await report(.throttled, request, user: user.id, session: signedIn.session, reason: "password change")
                return .throttled(seconds: seconds)
            }
            guard case .matches = try await hasher.verify(old, user.credentials.password) else {
                await report(
                    .confirmationFailed, request, user: user.id, session: signedIn.session, reason: "password change")
                return .refused
            }
            _ = try throttle.succeeded(attempt, at: request.time)
            if let problem = try await problem(with: new, of: user) { return .weak(problem) }
            let changed = user.credentials.settingPassword(try await hasher.hash(new))
            return try await replace(signedIn, changed, .password, request) {
                SecurityEvent(.passwordChanged, request, userID: user.id, session: $0.signIn.text)
            }
        }

        /// The problem with a new password of a person; `nil` if it is good enough.
        ///
        /// - Throws: an error of ``AccountSettings/isStolen``.
        public func problem(with password: Password, of user: Users.User) async throws -> PasswordProblem? {
            do throws(PasswordProblem) {
                try settings.passwords.check(
                    password, forbidding: [user.signInName, user.mailAddress?.description ?? user.signInName])
            } catch {
                return error
            }
            guard let isStolen = settings.isStolen else { return nil }
            guard let hash = password.sha1 else { return .tooLong }
            return try await isStolen(hash) ? .stolen : nil
        }

        /// Adds an authenticator app. The person must have entered the password a short time ago: use ``recently``.
        ///
        /// - Parameters:
        ///   - recently: the person and the session.
        ///   - secret: the secret that the app has scanned.
        ///   - code: the code that the app shows.
        ///   - request: the request.
        /// - Returns: the result, and the recovery codes, which are shown once.
        public func addSecondFactor(
            for recently: Recently<Users.User>, _ secret: TOTPSecret, confirmedBy code: String, on request: Request
        ) async throws -> (result: CredentialsResult, codes: RecoveryCodes) {
            let codes = RecoveryCodes()
            let (user, session) = (recently.user, recently.session)
            guard code.utf8.count <= 64,
                let added = try user.credentials.addingTOTP(secret, confirmedBy: code, at: request.time, keys)
            else {
                await report(.confirmationFailed, request, user: user.id, session: session, reason: "code of a new app")
                return (.refused, codes)
            }
            let complete = try await added.settingRecoveryCodes(codes, with: hasher)
            let signedIn = SignedIn(user: user, session: session, denial: settings.sessions.denial)
            let result = try await replace(signedIn, complete, .secondFactor, request) {
                SecurityEvent(.secondFactorAdded, request, userID: user.id, session: $0.signIn.text)
            }
            return (result, codes)
        }

        /// Removes the authenticator app and the recovery codes.
        public func removeSecondFactor(
            of recently: Recently<Users.User>, on request: Request
        ) async throws -> CredentialsResult {
            let (user, session) = (recently.user, recently.session)
            let signedIn = SignedIn(user: user, session: session, denial: settings.sessions.denial)
            return try await replace(signedIn, user.credentials.removingSecondFactor(), [], request) {
                SecurityEvent(.secondFactorRemoved, request, userID: user.id, session: $0.signIn.text)
            }
        }

        /// Replaces the recovery codes.
        ///
        /// - Returns: the result, and the new codes, which are shown once.
        public func replaceRecoveryCodes(
            of recently: Recently<Users.User>, on request: Request
        ) async throws -> (result: CredentialsResult, codes: RecoveryCodes) {
            let codes = RecoveryCodes()
            let (user, session) = (recently.user, recently.session)
            guard user.credentials.hasSecondFactor else { return (.refused, codes) }
            let changed = try await user.credentials.settingRecoveryCodes(codes, with: hasher)
            let signedIn = SignedIn(user: user, session: session, denial: settings.sessions.denial)
            let result = try await replace(signedIn, changed, [], request) {
                SecurityEvent(.recoveryCodesReplaced, request, userID: user.id, session: $0.signIn.text)
            }
            return (result, codes)
        }

        /// Ends all sessions of a person except this one, in every process.
        public func signOutElsewhere(
            _ signedIn: SignedIn<Users.User>, on request: Request
        ) async throws -> CredentialsResult {
            let user = signedIn.user
            return try await replace(signedIn, user.credentials.signingOutEverywhere(), [], request) {
                SecurityEvent(.signOutEverywhere, request, userID: user.id, session: $0.signIn.text)
            }
        }

        /// Replaces the credentials, ends the other sessions, and gives this one a new identifier.
        ///
        /// The new credentials have another generation, so the other sessions are invalid at once, even if their files remain.
        private func replace(
            _ signedIn: SignedIn<Users.User>, _ new: Credentials, _ factors: SessionFactors, _ request: Request,
            _ event: (Session) -> SecurityEvent
        ) async throws -> CredentialsResult {
            let (user, session) = (signedIn.user, signedIn.session)
            guard try await users.replaceCredentials(of: user.id, from: user.credentials, to: new) else {
                return .conflict
            }
            let cookie = try await sessions.renew(
                session, by: factors, generation: new.generation, data: nil, on: request)
            try await sessions.endAll(of: user.id, except: session, on: request)
            await report(event(session), request)
            return .changed(cookie: cookie)
        }
    }
#endif
