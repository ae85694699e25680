#if Security
    /// The result of one step of a sign-in.
    public enum SignInResult: Sendable {
        /// The person is signed in. Set the cookies in the response.
        case signedIn(userID: String, cookies: [Cookie])
        /// The password is right, and a code is needed. Set the cookie, and ask for the code.
        case needsCode(cookie: Cookie)
        /// Name, password or code are wrong. Do not tell which.
        case refused
        /// Too many attempts: ask the person to wait for this number of seconds.
        case throttled(seconds: Int)
        /// The step before is too old or missing: start again.
        case expired
    }

    /// A sign-in that waits for the code.
    private struct PendingSignIn: Codable {
        var user: String
        var generation: Int64
    }

    extension Purpose {
        fileprivate static let pending = Purpose(library: "pending sign-in")
    }

    extension Accounts {
        /// The time for which the page for the code can be open.
        private static var pendingLifetime: Duration { .seconds(300) }

        /// Signs a person in with name and password.
        ///
        /// The work is the same for a name that does not exist. The attempt is counted before the password is verified.
        ///
        /// - Parameters:
        ///   - name: what the person typed.
        ///   - password: the password.
        ///   - request: the request.
        /// - Throws: an `HTTPError` with status 503, or an error of the user store.
        public func signIn(
            _ name: String, _ password: Password, on request: Request
        ) async throws -> SignInResult {
            let isName = (1...256).contains(name.utf8.count)
            let user = isName ? try await users.user(named: name) : nil
            // All spellings of a name that the store accepts are counted together.
            let account = user.map { Self.account($0) } ?? "name:" + (isName ? name.lowercased() : "")
            let device = AccountCookie.value(AccountCookie.device, of: request)
            let attempt = try throttle.attempt(account: account, device: device, request: request)
            if let seconds = attempt.retryAfter {
                await report(.throttled, request, user: user?.id, reason: "sign-in")
                return .throttled(seconds: seconds)
            }
            guard try await verify(password, of: user), let user else {
                await report(.signInFailed, request, user: user?.id, reason: user == nil ? "unknown name" : "password")
                return .refused
            }
            let known = try throttle.succeeded(attempt, at: request.time)
            if user.credentials.hasSecondFactor {
                return .needsCode(cookie: try pending(user, request))
            }
            return try await start(user, [.password], known, request)
        }

        /// Asks a signed-in person for the password again, and gives the session a new identifier. A person with a second
        /// factor enters a code too.
        ///
        /// - Parameters:
        ///   - signedIn: the person and the session.
        ///   - password: the password.
        ///   - code: a code of the authenticator app or a recovery code. It is not read if the person has no second factor.
        ///   - request: the request.
        public func confirm(
            _ signedIn: SignedIn<Users.User>, _ password: Password, code: String = "", on request: Request
        ) async throws -> SignInResult {
            let (user, session) = (signedIn.user, signedIn.session)
            let device = AccountCookie.value(AccountCookie.device, of: request)
            let attempt = try throttle.attempt(account: Self.account(user), device: device, request: request)
            if let seconds = attempt.retryAfter {
                await report(.throttled, request, user: user.id, session: session, reason: "confirmation")
                return .throttled(seconds: seconds)
            }
            guard try await verify(password, of: user) else {
                await report(.confirmationFailed, request, user: user.id, session: session, reason: "password")
                return .refused
            }
            var factors: SessionFactors = .password
            if user.credentials.hasSecondFactor {
                guard try await use(code, of: user, request) else {
                    await report(.confirmationFailed, request, user: user.id, session: session, reason: "code")
                    return .refused
                }
                factors.insert(.secondFactor)
            }
            _ = try throttle.succeeded(attempt, at: request.time)
            let cookie = try await sessions.renew(session, by: factors, on: request)
            await report(.confirmed, request, user: user.id, session: session, reason: Self.text(factors))
            return .signedIn(userID: user.id, cookies: [cookie])
        }

        /// Completes a sign-in with a code of the authenticator app or a recovery code. Each code works once.
        ///
        /// - Parameters:
        ///   - code: what the person typed.
        ///   - request: the request, with the cookie of ``SignInResult/needsCode(cookie:)``.
        public func signIn(code: String, on request: Request) async throws -> SignInResult {
            guard let text = AccountCookie.value(AccountCookie.pending, of: request),
                let pending = keys.open(text, decoding: PendingSignIn.self, for: .pending, at: request.time),
                let user = try await users.user(id: pending.user),
                user.credentials.generation == pending.generation, user.credentials.hasSecondFactor
            else { return .expired }
            let device = AccountCookie.value(AccountCookie.device, of: request)
            // Guesses of the password and of the code are counted together, so a known device is known for both.
            let attempt = try throttle.attempt(account: Self.account(user), device: device, request: request)
            if let seconds = attempt.retryAfter {
                await report(.throttled, request, user: user.id, reason: "code")
                return .throttled(seconds: seconds)
            }
            guard try await use(code, of: user, request) else {
                await report(.signInFailed, request, user: user.id, reason: "code")
                return .refused
            }
            let known = try throttle.succeeded(attempt, at: request.time)
            let result = try await start(user, [.password, .secondFactor], known, request)
            guard case .signedIn(let id, let cookies) = result else { return result }
            return .signedIn(userID: id, cookies: cookies + [AccountCookie.removing(AccountCookie.pending, request)])
        }

        /// Ends the session of a client.
        ///
        /// - Returns: cookies that remove those of the client. The response should also have ``clearSiteData``.
        public func signOut(_ signedIn: SignedIn<Users.User>, on request: Request) async throws -> [Cookie] {
            let cookie = try await sessions.end(signedIn.session, on: request)
            await report(.signOut, request, user: signedIn.user.id, session: signedIn.session)
            return [cookie, AccountCookie.removing(AccountCookie.pending, request)]
        }

        /// The value of `Clear-Site-Data` after a sign-out: cached pages and stored data. Cookies are removed one by one,
        /// because the cookie that makes the device known remains.
        public static var clearSiteData: String { "\"cache\", \"storage\"" }

        // MARK: Steps

        /// Verifies a password, and renews a hash of another cost.
        func verify(_ password: Password, of user: Users.User?) async throws -> Bool {
            guard case .matches(let needsRenewal) = try await hasher.verify(password, user?.credentials.password) else {
                return false
            }
            if needsRenewal, let user {
                let renewed = user.credentials.renewingPassword(try await hasher.hash(password))
                // If another request changed the credentials, the next sign-in renews the hash.
                _ = try await users.replaceCredentials(of: user.id, from: user.credentials, to: renewed)
            }
            return true
        }

        /// Uses up a code. Of several requests with the same code, one succeeds.
        private func use(_ code: String, of user: Users.User, _ request: Request) async throws -> Bool {
            guard code.utf8.count <= 64 else { return false }
            // The renewal of the password hash can have changed the credentials since they were read.
            guard let current = try await users.user(id: user.id)?.credentials else { return false }
            if let used = try current.usingTOTP(code, at: request.time, keys) {
                return try await users.replaceCredentials(of: user.id, from: current, to: used)
            }
            guard let used = try await current.usingRecoveryCode(code, with: hasher) else { return false }
            guard try await users.replaceCredentials(of: user.id, from: current, to: used) else { return false }
            await report(
                .recoveryCodeUsed, request, user: user.id, reason: "\(used.recoveryCodesLeft) codes are left")
            return true
        }

        private func pending(_ user: Users.User, _ request: Request) throws -> Cookie {
            let content = PendingSignIn(user: user.id, generation: user.credentials.generation)
            let text = try keys.seal(
                encoding: content, for: .pending, expires: request.time + Self.pendingLifetime)
            return AccountCookie.cookie(AccountCookie.pending, text, lifetime: Self.pendingLifetime, request)
        }

        private func start(
            _ user: Users.User, _ factors: SessionFactors, _ device: String, _ request: Request
        ) async throws -> SignInResult {
            let cookie = try await sessions.start(
                for: user.id, by: factors, generation: user.credentials.generation, on: request)
            await report(.signIn, request, user: user.id, reason: Self.text(factors))
            let known = AccountCookie.cookie(
                AccountCookie.device, device, lifetime: .seconds(SignInThrottle.deviceLifetime), request)
            return .signedIn(userID: user.id, cookies: [cookie, known])
        }

        private static func text(_ factors: SessionFactors) -> String {
            factors.contains(.secondFactor) ? "password and second factor" : "password"
        }

        /// The name of a person's counters.
        static func account(_ user: Users.User) -> String { "id:" + user.id }
    }
#endif
