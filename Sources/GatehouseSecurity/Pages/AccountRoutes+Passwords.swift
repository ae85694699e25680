#if Security
    /// The change of a password, and a new password by a link.
    extension AccountRoutes {
        // MARK: The signed-in person

        func addPassword(to gate: inout Gate) {
            gate.get(paths.password, as: .changePassword, allow: accounts.signedIn) { request, signedIn in
                try password(request, signedIn)
            }
            gate.post(paths.password, as: .changePassword, allow: accounts.signedIn) { request, signedIn in
                let form = try await form(request, for: signedIn.user.id)
                let old = Password(try form["old"] ?? "")
                let new = Password(try form["new"] ?? "")
                switch try await accounts.changePassword(of: signedIn, from: old, to: new, on: request) {
                case .changed(let cookie):
                    return try password(request, signedIn, message: texts(request).passwordChanged).setting(cookie)
                case .refused:
                    return try password(request, signedIn, texts(request).wrongOwnPassword, .unprocessableContent)
                case .weak(let problem):
                    return try password(request, signedIn, texts(request).problem(problem), .unprocessableContent)
                case .throttled(let seconds):
                    return wait(seconds, try password(request, signedIn, tooMany(seconds, request), .tooManyRequests))
                case .conflict:
                    return try password(request, signedIn, texts(request).conflict, .conflict)
                }
            }
        }

        private func password(
            _ request: Request, _ signedIn: SignedIn<Users.User>, _ error: String? = nil,
            _ status: HTTPResponse.Status = .ok, message: String? = nil
        ) throws -> Response {
            try page(request, texts(request).changePassword, for: signedIn.user.id, status: status) { token in
                let fields =
                    FormPieces.invisibleName(signedIn.user.signInName)
                    + FormPieces.field(
                        texts(request).oldPassword, name: "old", type: "password", autocomplete: "current-password")
                    + newPasswordField("new", request)
                let form = FormPieces.form(
                    try request.url(for: .changePassword), token, fields, button: texts(request).savePassword)
                return FormPieces.error(error) + FormPieces.message(message) + form
            }
        }

        private func newPasswordField(_ name: String, _ request: Request) -> HTML {
            FormPieces.field(
                texts(request).newPassword, name: name, type: "password", autocomplete: "new-password",
                hint: texts(request).newPasswordHint)
        }

        // MARK: Links

        func addForgotten(to gate: inout Gate) {
            gate.get(paths.forgotten, as: .forgotten, allow: .everyone) { request in try forgotten(request) }
            gate.post(paths.forgotten, as: .forgotten, allow: .everyone) { request in
                let form = try await form(request)
                let name = try form["name"] ?? ""
                if let seconds = try await accounts.sendNewPasswordLink(toUserNamed: name, on: request) {
                    return wait(seconds, try forgotten(request, tooMany(seconds, request), .tooManyRequests))
                }
                return try page(request, texts(request).forgottenTitle) { _ in
                    FormPieces.message(texts(request).linkSent)
                }
            }
        }

        private func forgotten(
            _ request: Request, _ error: String? = nil, _ status: HTTPResponse.Status = .ok
        ) throws -> Response {
            try page(request, texts(request).forgottenTitle, status: status) { token in
                let field = FormPieces.field(texts(request).name, name: "name", autocomplete: "username")
                let form = FormPieces.form(
                    try request.url(for: .forgotten), token, field, button: texts(request).sendLink)
                return FormPieces.error(error) + "<p>\(texts(request).forgottenReason)</p>\n" + form
            }
        }

        /// A link leads to a redirect that moves its secret into a cookie, so that the secret leaves the address bar, the
        /// history and the Referer field at once.
        func addNewPassword(to gate: inout Gate) {
            gate.get(paths.newPassword + "/{link}", as: .openLink, allow: .everyone) { request in
                let link = try request.path["link"]
                guard try await accounts.user(ofLink: link, on: request) != nil else {
                    throw HTTPError(.notFound, texts(request).invalidLink)
                }
                let cookie = AccountCookie.cookie(
                    AccountCookie.link, link, lifetime: accounts.settings.resetLifetime, request)
                return try Redirect(to: .newPassword).setting(cookie)
            }
            gate.get(paths.newPassword, as: .newPassword, allow: .everyone) { request in
                try newPassword(request, try await user(request))
            }
            gate.post(paths.newPassword, as: .newPassword, allow: .everyone) { request in
                let user = try await user(request)
                let form = try await form(request)
                let link = AccountCookie.value(AccountCookie.link, of: request) ?? ""
                let password = Password(try form["password"] ?? "")
                if let problem = try await accounts.setPassword(password, byLink: link, on: request) {
                    return try newPassword(request, user, texts(request).problem(problem), .unprocessableContent)
                }
                return try page(request, texts(request).newPasswordTitle) { _ in
                    FormPieces.message(texts(request).passwordSet)
                        + "<p><a href=\"\(url: try request.url(for: .signIn))\">\(texts(request).signIn)</a></p>\n"
                }
                .setting(AccountCookie.removing(AccountCookie.link, request))
            }
        }

        /// The person of the link in the cookie.
        private func user(_ request: Request) async throws -> Users.User {
            guard let link = AccountCookie.value(AccountCookie.link, of: request),
                let user = try await accounts.user(ofLink: link, on: request)
            else { throw HTTPError(.notFound, texts(request).invalidLink) }
            return user
        }

        private func newPassword(
            _ request: Request, _ user: Users.User, _ error: String? = nil, _ status: HTTPResponse.Status = .ok
        ) throws -> Response {
            try page(request, texts(request).newPasswordTitle, status: status) { token in
                let fields = FormPieces.invisibleName(user.signInName) + newPasswordField("password", request)
                let form = FormPieces.form(
                    try request.url(for: .newPassword), token, fields, button: texts(request).savePassword)
                return FormPieces.error(error) + "<p>\(texts(request).newPasswordReason(user.signInName))</p>\n" + form
            }
        }
    }
#endif
