#if Security
    /// The list of sessions.
    extension AccountRoutes {
        func addSessions(to gate: inout Gate) {
            // Who ends sessions has entered the password or a code a short time ago.
            gate.get(paths.sessions, as: .sessions, allow: accounts.recently) { request, recently in
                try await sessions(request, signedIn(recently))
            }
            gate.post(paths.sessions, as: .sessions, allow: accounts.recently) { request, recently in
                let signedIn = signedIn(recently)
                let form = try await form(request, for: signedIn.user.id)
                guard let text = try form["session"] else {
                    switch try await accounts.signOutElsewhere(signedIn, on: request) {
                    case .changed(let cookie): return try Redirect(to: .sessions).setting(cookie)
                    default: return try await sessions(request, signedIn, texts(request).conflict, .conflict)
                    }
                }
                // Only a session of this person ends, whatever the form contains.
                if let id = SessionID(text) {
                    try await accounts.sessions.end(id, of: signedIn.user.id, on: request)
                    await accounts.report(
                        SecurityEvent(.sessionEnded, request, userID: signedIn.user.id, session: id.text), request)
                }
                return Redirect(to: .sessions)
            }
        }

        private func signedIn(_ recently: Recently<Users.User>) -> SignedIn<Users.User> {
            SignedIn(
                user: recently.user, session: recently.session, denial: accounts.settings.sessions.denial)
        }

        private func sessions(
            _ request: Request, _ signedIn: SignedIn<Users.User>, _ error: String? = nil,
            _ status: HTTPResponse.Status = .ok
        ) async throws -> Response {
            let all = try await accounts.sessions.list(of: signedIn.user.id, on: request)
            let action = try request.url(for: .sessions)
            // The program can leave the sign-out out.
            let url = try? request.url(for: .signOut)
            return try page(request, texts(request).sessionsTitle, for: signedIn.user.id, status: status) { token in
                let items = all.map { session -> HTML in
                    let isCurrent = session.signIn == signedIn.session.signIn
                    let browser = session.userAgent.isEmpty ? texts(request).unknownBrowser : session.userAgent
                    let mark: HTML = isCurrent ? " (\(texts(request).thisSession))" : ""
                    let address: HTML = session.address.map { "<br>\($0)" } ?? ""
                    let id: HTML = "<input type=\"hidden\" name=\"session\" value=\"\(session.signIn.text)\">\n"
                    let end: HTML =
                        isCurrent ? "" : FormPieces.form(action, token, id, button: texts(request).endSession)
                    return """
                        <li>\(browser)\(mark)\(address)<br>\(texts(request).lastUsed(session.lastUsed.description))\(end)</li>

                        """
                }
                let others = FormPieces.form(action, token, "", button: texts(request).endOthers)
                let signOut = url.map { FormPieces.form($0, token, "", button: texts(request).signOut) } ?? ""
                return FormPieces.error(error) + "<ul>\n\(items)</ul>\n" + signOut + others
            }
        }
    }
#endif
