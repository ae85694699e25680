#if Security
    extension Purpose {
        fileprivate static let enrolment = Purpose(library: "new authenticator app")
    }

    /// The second factor: an authenticator app and recovery codes.
    extension AccountRoutes {
        func addSecondFactor(to gate: inout Gate) {
            gate.get(paths.secondFactor, as: .secondFactor, allow: accounts.recently) { request, recently in
                try secondFactor(request, recently)
            }
            gate.post(paths.secondFactor, as: .secondFactor, allow: accounts.recently) { request, recently in
                let form = try await form(request, for: recently.user.id)
                switch try form["action"] {
                case "add": return try await add(request, recently, form)
                case "codes":
                    let (result, codes) = try await accounts.replaceRecoveryCodes(of: recently, on: request)
                    return try show(codes, result, request, recently)
                case "remove":
                    switch try await accounts.removeSecondFactor(of: recently, on: request) {
                    case .changed(let cookie): return try Redirect(to: .secondFactor).setting(cookie)
                    default: return try secondFactor(request, recently, texts(request).conflict, .conflict)
                    }
                default: throw HTTPError(.unprocessableContent, "unknown action", field: "action")
                }
            }
        }

        private func add(
            _ request: Request, _ recently: Recently<Users.User>, _ form: Fields
        ) async throws -> Response {
            // The sealed value names the person, so the secret of another person's page is of no use.
            guard !recently.user.credentials.hasSecondFactor, let sealed = try form["secret"],
                let content = accounts.keys.open(sealed, decoding: [String].self, for: .enrolment, at: request.time),
                content.count == 2, content[0] == recently.user.id, let secret = TOTPSecret(base32: content[1])
            else { return try secondFactor(request, recently, texts(request).signInExpired, .unprocessableContent) }
            let (result, codes) = try await accounts.addSecondFactor(
                for: recently, secret, confirmedBy: try form["code"] ?? "", on: request)
            if case .refused = result {
                return try secondFactor(
                    request, recently, texts(request).wrongCode, .unprocessableContent, secret: secret)
            }
            return try show(codes, result, request, recently)
        }

        /// The page with new recovery codes, which appear only here.
        private func show(
            _ codes: RecoveryCodes, _ result: CredentialsResult, _ request: Request, _ recently: Recently<Users.User>
        ) throws -> Response {
            guard case .changed(let cookie) = result else {
                return try secondFactor(request, recently, texts(request).conflict, .conflict)
            }
            return try page(request, texts(request).recoveryTitle, for: recently.user.id) { _ in
                let items = codes.texts.map { "<li><code>\($0)</code></li>\n" as HTML }
                let done: HTML =
                    "<p><a href=\"\(url: try request.url(for: .secondFactor))\">\(texts(request).continueButton)</a></p>\n"
                return "<p>\(texts(request).recoveryReason)</p>\n<ul>\n\(items)</ul>\n" + done
            }
            .setting(cookie)
        }

        private func secondFactor(
            _ request: Request, _ recently: Recently<Users.User>, _ error: String? = nil,
            _ status: HTTPResponse.Status = .ok, secret: TOTPSecret? = nil
        ) throws -> Response {
            let user = recently.user
            let action = try request.url(for: .secondFactor)
            return try page(request, texts(request).secondFactor, for: user.id, status: status) { token in
                guard !user.credentials.hasSecondFactor else {
                    func button(_ action: HTML, _ text: String, _ url: String) -> HTML {
                        FormPieces.form(
                            url, token, "<input type=\"hidden\" name=\"action\" value=\"\(action)\">\n", button: text)
                    }
                    return FormPieces.error(error)
                        + "<p>\(texts(request).secondFactorOn(user.credentials.recoveryCodesLeft))</p>\n"
                        + button("codes", texts(request).replaceCodes, action)
                        + button("remove", texts(request).removeSecondFactor, action)
                }
                let secret = secret ?? TOTPSecret()
                let sealed = try accounts.keys.seal(
                    encoding: [user.id, secret.base32], for: .enrolment, expires: request.time + .seconds(900))
                let code = secret.qrCode(
                    issuer: accounts.settings.siteName, account: user.signInName, label: texts(request).qrCode)
                let fields: HTML = """
                    <input type="hidden" name="action" value="add">
                    <input type="hidden" name="secret" value="\(sealed)">
                    \(FormPieces.field(texts(request).code, name: "code", autocomplete: "one-time-code"))
                    """
                return FormPieces.error(error) + "<p>\(texts(request).secondFactorOff)</p>\n<p>\(code)</p>\n"
                    + "<p>\(texts(request).key): <code>\(secret.base32)</code></p>\n"
                    + FormPieces.form(action, token, fields, button: texts(request).addSecondFactor)
            }
        }
    }
#endif
