#if Security
    /// Sign-in with name and password, the code, and the sign-out.
    extension AccountRoutes {
        func addSignIn(to gate: inout Gate) {
            gate.get(paths.signIn, as: .signIn, allow: .everyone) { request in
                if let signedIn = try await current(request) { return try confirmation(request, signedIn) }
                return try signIn(request)
            }
            gate.post(paths.signIn, as: .signIn, allow: .everyone) { request in
                if let signedIn = try await current(request) { return try await confirm(request, signedIn) }
                let form = try await form(request)
                let (name, password) = (try form["name"] ?? "", Password(try form["password"] ?? ""))
                switch try await accounts.signIn(name, password, on: request) {
                case .signedIn(_, let cookies):
                    return try redirect(request, cookies)
                case .needsCode(let cookie):
                    let location = try url(.signInCode, returning: request)
                    return try Response(status: .seeOther, headers: [.location: location]).setting(cookie)
                case .throttled(let seconds):
                    return wait(seconds, try signIn(request, name, tooMany(seconds, request), .tooManyRequests))
                case .refused, .expired:
                    return try signIn(request, name, texts(request).wrongPassword, .unprocessableContent)
                }
            }
            gate.get(paths.code, as: .signInCode, allow: .everyone) { request in
                guard AccountCookie.value(AccountCookie.pending, of: request) != nil else {
                    return try restart(request)
                }
                return try code(request)
            }
            gate.post(paths.code, as: .signInCode, allow: .everyone) { request in
                let form = try await form(request)
                switch try await accounts.signIn(code: try form["code"] ?? "", on: request) {
                case .signedIn(_, let cookies): return try redirect(request, cookies)
                case .throttled(let seconds):
                    return wait(seconds, try code(request, tooMany(seconds, request), .tooManyRequests))
                case .refused, .needsCode: return try code(request, texts(request).wrongCode, .unprocessableContent)
                case .expired: return try signIn(request, "", texts(request).signInExpired, .unprocessableContent)
                }
            }
        }

        func addSignOut(to gate: inout Gate) {
            gate.post(paths.signOut, as: .signOut, allow: accounts.signedIn) { request, signedIn in
                let cookies = try await accounts.signOut(signedIn, on: request)
                var redirect = Redirect(to: accounts.settings.home)
                for cookie in cookies { redirect = try redirect.setting(cookie) }
                if let name = HTTPField.Name("Clear-Site-Data") {
                    redirect.headers[name] = Accounts<Users>.clearSiteData
                }
                return redirect
            }
        }

        /// The signed-in person of a public page; `nil` if nobody is signed in.
        private func current(_ request: Request) async throws -> SignedIn<Users.User>? {
            guard let session = try await accounts.sessions.session(of: request),
                let user = try await accounts.users.user(id: session.userID),
                user.credentials.generation == session.generation
            else { return nil }
            return SignedIn(user: user, session: session, denial: accounts.settings.sessions.denial)
        }

        private func signIn(
            _ request: Request, _ name: String = "", _ error: String? = nil, _ status: HTTPResponse.Status = .ok
        ) throws -> Response {
            try page(request, texts(request).signIn, status: status) { token in
                let forgotten: HTML =
                    accounts.mailer == nil
                    ? ""
                    : "<p><a href=\"\(url: try request.url(for: .forgotten))\">\(texts(request).forgotten)</a></p>\n"
                let fields =
                    FormPieces.field(texts(request).name, name: "name", value: name, autocomplete: "username")
                    + FormPieces.field(
                        texts(request).password, name: "password", type: "password", autocomplete: "current-password")
                let form = FormPieces.form(
                    try url(.signIn, returning: request), token, fields, button: texts(request).signIn)
                return FormPieces.error(error) + form + forgotten
            }
        }

        private func code(
            _ request: Request, _ error: String? = nil, _ status: HTTPResponse.Status = .ok
        ) throws -> Response {
            try page(request, texts(request).codeTitle, status: status) { token in
                let field = FormPieces.field(texts(request).code, name: "code", autocomplete: "one-time-code")
                let form = FormPieces.form(
                    try url(.signInCode, returning: request), token, field, button: texts(request).continueButton)
                return FormPieces.error(error) + "<p>\(texts(request).codeReason)</p>\n" + form
            }
        }

        private func restart(_ request: Request) throws -> Response {
            Response(
                status: .seeOther,
                headers: [.location: try url(.signIn, returning: request), .cacheControl: "no-store"])
        }

        // MARK: Confirmation

        private func confirmation(
            _ request: Request, _ signedIn: SignedIn<Users.User>, _ error: String? = nil,
            _ status: HTTPResponse.Status = .ok
        ) throws -> Response {
            let user = signedIn.user
            return try page(request, texts(request).confirm, for: user.id, status: status) { token in
                var fields =
                    FormPieces.invisibleName(user.signInName)
                    + FormPieces.field(
                        texts(request).password, name: "password", type: "password", autocomplete: "current-password")
                if user.credentials.hasSecondFactor {
                    fields = fields + FormPieces.field(texts(request).code, name: "code", autocomplete: "one-time-code")
                }
                let form = FormPieces.form(
                    try url(.signIn, returning: request), token, fields, button: texts(request).continueButton)
                let other = FormPieces.form(try request.url(for: .signOut), token, "", button: texts(request).signOut)
                return FormPieces.error(error) + "<p>\(texts(request).confirmReason(user.signInName))</p>\n" + form
                    + other
            }
        }

        private func confirm(
            _ request: Request, _ signedIn: SignedIn<Users.User>
        ) async throws -> any ResponseConvertible {
            let form = try await form(request, for: signedIn.user.id)
            let password = Password(try form["password"] ?? "")
            switch try await accounts.confirm(signedIn, password, code: try form["code"] ?? "", on: request) {
            case .signedIn(_, let cookies): return try redirect(request, cookies)
            case .throttled(let seconds):
                return wait(seconds, try confirmation(request, signedIn, tooMany(seconds, request), .tooManyRequests))
            default:
                let error =
                    signedIn.user.credentials.hasSecondFactor
                    ? texts(request).wrongPasswordOrCode : texts(request).wrongOwnPassword
                return try confirmation(request, signedIn, error, .unprocessableContent)
            }
        }
    }
#endif
