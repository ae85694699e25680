#if Security
    internal import Logging

    extension Purpose {
        static let newPassword = Purpose(library: "new password")
    }

    extension RouteName {
        static let openLink = RouteName("gatehouse.link")
    }

    extension Accounts {
        /// Sends a link for a new password, if a person with this name exists and has a mail address.
        ///
        /// The response must be the same in all cases, so that nobody learns who has an account. The mail is sent after the
        /// response, so its time does not tell either. Each client can ask ten times an hour, and each person gets at most
        /// three mails an hour.
        ///
        /// - Parameters:
        ///   - name: what somebody typed.
        ///   - request: the request. The pages must have been added to the gate, and the gate must name its hosts.
        /// - Returns: the seconds to wait if the client has asked too often, otherwise `nil`.
        public func sendNewPasswordLink(toUserNamed name: String, on request: Request) async throws -> Int? {
            if let seconds = try mailLimit.byClient.take(request) {
                await report(.throttled, request, reason: "forgotten password")
                return seconds
            }
            let isName = (1...256).contains(name.utf8.count)
            let user = isName ? try await users.user(named: name) : nil
            guard let user, let address = user.mailAddress else { return nil }
            guard try mailLimit.byAccount.take(user.id) == nil else {
                await report(.throttled, request, user: user.id, reason: "forgotten password")
                return nil
            }
            do {
                try send(
                    user, to: address, request.texts.accounts.resetSubject, request.texts.accounts.resetMail,
                    settings.resetLifetime, request)
            } catch {
                // The response is the same as for a person who does not exist.
                request.logger.error("a mail with a link was not sent: \(error)")
            }
            return nil
        }

        /// Invites a person: sends a link with which the person chooses the first password.
        ///
        /// - Parameters:
        ///   - user: the person, whom the user store already has, usually without a password.
        ///   - request: the request of the person who invites.
        /// - Throws: ``MailError`` if the person has no mail address, or the application sends no mail; `AfterResponseError`
        ///   if too much background work waits. A mail that fails later is logged.
        public func invite(_ user: Users.User, on request: Request) async throws {
            guard let address = user.mailAddress else {
                throw MailError("the invited person has no mail address")
            }
            try send(
                user, to: address, request.texts.accounts.invitationSubject, request.texts.accounts.invitationMail,
                settings.invitationLifetime, request)
        }

        /// Creates a link with which a person chooses a new password, for example to show it to an administrator.
        ///
        /// - Parameters:
        ///   - user: the person.
        ///   - lifetime: the time for which the link works.
        ///   - request: the request.
        /// - Returns: the whole URL.
        public func newPasswordLink(
            for user: Users.User, lifetime: Duration, on request: Request
        ) throws -> String {
            let link = try link(for: user, lifetime, at: request.time)
            return try request.absoluteURL(for: .openLink, ["link": link])
        }

        /// Creates a link with which a person chooses a new password, in a command of the program, which has no request.
        ///
        /// ```swift
        /// gate.command("invite", "NAME", help: "adds a person and prints a link") { arguments in
        ///     let person = try await people.add(arguments[0])
        ///     print(try accounts.newPasswordLink(for: person, lifetime: .seconds(86_400), at: "https://club.example.com"))
        /// }
        /// ```
        ///
        /// - Parameters:
        ///   - user: the person.
        ///   - lifetime: the time for which the link works.
        ///   - site: the URL of the application, with its mount and without a "/" at the end.
        /// - Returns: the whole URL.
        public func newPasswordLink(
            for user: Users.User, lifetime: Duration, at site: String
        ) throws -> String {
            try "\(site)\(settings.paths.newPassword)/\(link(for: user, lifetime, at: .now))"
        }

        private func link(for user: Users.User, _ lifetime: Duration, at time: Timestamp) throws -> String {
            // The generation in the subject: a change of the password invalidates the links before it.
            try links.create(
                for: "\(user.credentials.generation) \(user.id)", purpose: .newPassword, expires: time + lifetime,
                at: time)
        }

        /// The person of a link for a new password; `nil` if the link is invalid. The link stays valid.
        public func user(ofLink link: String, on request: Request) async throws -> Users.User? {
            guard let subject = try links.subject(of: link, for: .newPassword, at: request.time) else { return nil }
            return try await user(ofSubject: subject)
        }

        /// Sets a new password and uses up the link. All sessions of the person end. The second factor remains.
        ///
        /// - Parameters:
        ///   - password: the new password.
        ///   - link: the secret part of the link.
        ///   - request: the request.
        /// - Returns: `nil` if the password is set; the problem with it otherwise.
        /// - Throws: an `HTTPError` with status 404 if the link is invalid or was used.
        public func setPassword(
            _ password: Password, byLink link: String, on request: Request
        ) async throws -> PasswordProblem? {
            guard let user = try await user(ofLink: link, on: request) else {
                await report(.linkRefused, request)
                throw HTTPError(.notFound, request.texts.accounts.invalidLink)
            }
            if let problem = try await problem(with: password, of: user) { return problem }
            let hash = try await hasher.hash(password)
            // Of several requests with the same link, one gets further.
            guard let subject = try links.consume(link, for: .newPassword, at: request.time),
                let current = try await self.user(ofSubject: subject),
                try await users.replaceCredentials(
                    of: current.id, from: current.credentials, to: current.credentials.settingPassword(hash))
            else {
                await report(.linkRefused, request, user: user.id)
                throw HTTPError(.notFound, request.texts.accounts.invalidLink)
            }
            try await sessions.endAll(of: user.id, on: request)
            await report(.linkUsed, request, user: user.id, reason: "new password")
            await report(.passwordChanged, request, user: user.id, reason: "by link")
            return nil
        }

        private func user(ofSubject subject: String) async throws -> Users.User? {
            guard let space = subject.utf8.firstIndex(of: UInt8(ascii: " ")),
                let generation = Int64(subject[..<space]),
                let user = try await users.user(id: String(subject[space...].dropFirst())),
                user.credentials.generation == generation
            else { return nil }
            return user
        }

        /// Creates and sends a link after the response, so that neither its time nor an error shows that the person exists.
        private func send(
            _ user: Users.User, to address: MailAddress, _ subject: String,
            _ text: @escaping @Sendable (String, String, Int) -> String, _ lifetime: Duration, _ request: Request
        ) throws {
            guard let mailer else {
                throw MailError("a link cannot be sent: Accounts was created without a mailer")
            }
            // Rounded up; a link that works for a shorter time is not worth a mail.
            let hours = Int(max(1, (lifetime.components.seconds + 3599) / 3600))
            try request.afterResponse("mail with a link", within: .seconds(60)) {
                do {
                    let link = try newPasswordLink(for: user, lifetime: lifetime, on: request)
                    try await mailer.send(
                        Mail(to: address, subject: subject, text: text(settings.siteName, link, hours)))
                    await report(.linkSent, request, user: user.id)
                } catch {
                    request.logger.error("a mail with a link was not sent: \(error)")
                }
            }
        }
    }

    /// How often links are sent: by client, and to one account.
    struct LimitCounterPair: Sendable {
        struct ByClient: Sendable {
            let counter: LimitCounter?
            /// The seconds to wait; `nil` if the request is allowed.
            func take(_ request: Request) throws -> Int? {
                // The limits are valid constants; without a counter, nothing is allowed.
                guard let counter else { return 60 }
                return try counter.take(counter.key(request, .client))
            }
        }

        struct ByAccount: Sendable {
            let counter: LimitCounter?
            func take(_ id: String) throws -> Int? {
                guard let counter else { return 60 }
                return try counter.take(Array(id.utf8))
            }
        }

        let byClient: ByClient
        let byAccount: ByAccount

        init(_ throttle: Throttle) {
            byClient = ByClient(counter: throttle.counter(5, 10, .seconds(3600), "mail client", .client))
            byAccount = ByAccount(counter: throttle.counter(5, 3, .seconds(3600), "mail account"))
        }
    }
#endif
