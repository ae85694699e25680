#if Security
    internal import Crypto

    /// Tokens that show that a form comes from a page of this program (cross-site request forgery).
    ///
    /// The gate already refuses requests from pages of other sites, by `Sec-Fetch-Site` and `Origin`
    /// (`GateConfiguration/crossSiteRequests`). A token is a second, independent check. It is signed, and bound to a random
    /// cookie of the browser and, if a person is signed in, to that person. So it stays valid when the person signs in in
    /// another tab, and becomes invalid when somebody else does.
    ///
    /// ```swift
    /// let tokens = FormTokens(keys)
    /// gate.get("/note", allow: member) { request, member in
    ///     try notes.guarded(by: tokens.bound(to: member.id)).blank.page(for: request) { form in
    ///         Page("Note", form.html(button: "Save"))
    ///     }
    /// }
    /// ```
    ///
    /// For a form that is not a `Form`, add the field and check it:
    ///
    /// ```swift
    /// gate.get("/note", allow: member) { request, member in
    ///     try tokens.page(request, for: member.id) { field in
    ///         Page("Note", "<form method=\"post\">\(field)<textarea name=\"text\"></textarea><button>Save</button></form>")
    ///     }
    /// }
    /// gate.post("/note", allow: member) { request, member in
    ///     let form = try await request.form()
    ///     try tokens.check(form, request, for: member.id)
    ///     …
    /// }
    /// ```
    public struct FormTokens: Sendable {
        /// The name of the form field.
        public static let fieldName = "form_token"

        private static let purpose = Purpose(library: "form token")
        private let keys: Keys
        private let lifetime: Duration

        /// Creates tokens.
        ///
        /// - Parameters:
        ///   - keys: the keys of the program.
        ///   - lifetime: the time for which a form can be open; defaults to 12 hours.
        public init(_ keys: Keys, lifetime: Duration = .seconds(12 * 3600)) {
            self.keys = keys
            self.lifetime = lifetime
        }

        /// Makes a page with a token, and sets the cookie if the browser does not have it.
        ///
        /// - Parameters:
        ///   - request: the request.
        ///   - userID: the id of the signed-in person; `nil` before sign-in.
        ///   - make: makes the page. The argument is a hidden form field.
        public func page(
            _ request: Request, for userID: String? = nil, _ make: (HTML) throws -> some ResponseConvertible
        ) throws -> Response {
            let (token, cookie) = try issue(request, userID)
            let field: HTML = "<input type=\"hidden\" name=\"\(Self.fieldName)\" value=\"\(token)\">"
            var response = try make(field).response(to: request)
            if let cookie { try response.set(cookie) }
            return response
        }

        /// The tokens of one person, for `Form.guarded(by:)`.
        ///
        /// - Parameter userID: the id of the signed-in person; `nil` before sign-in.
        public func bound(to userID: String?) -> some FormTokenSource {
            BoundFormTokens(tokens: self, userID: userID)
        }

        /// Checks the token of a form.
        ///
        /// - Parameters:
        ///   - form: the fields of the form.
        ///   - request: the request.
        ///   - userID: the id of the signed-in person; `nil` before sign-in.
        /// - Throws: `HTTPError` 403 if the token is missing, expired, or of another browser or person.
        public func check(_ form: Fields, _ request: Request, for userID: String? = nil) throws(HTTPError) {
            guard isValid(try form[Self.fieldName], request, userID) else {
                throw HTTPError(.forbidden, request.texts.accounts.formExpired)
            }
        }

        /// A token, and the cookie if the browser does not have it.
        fileprivate func issue(_ request: Request, _ userID: String?) throws -> (token: String, cookie: Cookie?) {
            let known = browser(request)
            let browser = known ?? Self.random()
            let content = Self.content(browser, userID)
            let token = try keys.sign(content, for: Self.purpose, expires: request.time + lifetime)
            let cookie = AccountCookie.cookie("form", Base64URL.encode(browser), lifetime: nil, request)
            return (token, known == nil ? cookie : nil)
        }

        fileprivate func isValid(_ token: String?, _ request: Request, _ userID: String?) -> Bool {
            guard let token, let browser = browser(request),
                let content = keys.verify(token, for: Self.purpose, at: request.time)
            else { return false }
            return content == Self.content(browser, userID) || content == Self.content(browser, nil)
        }

        /// The random cookie of the browser.
        private func browser(_ request: Request) -> [UInt8]? {
            guard let text = AccountCookie.value("form", of: request), text.utf8.count == 22 else { return nil }
            return Base64URL.decode(text.utf8)
        }

        private static func random() -> [UInt8] {
            var generator = SystemRandomNumberGenerator()
            return (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        }

        /// What a token says. The cookie's value is hashed, so that a page does not show it.
        private static func content(_ browser: [UInt8], _ userID: String?) -> [UInt8] {
            Array(SHA256.hash(data: browser + [userID == nil ? 0 : 1] + Array((userID ?? "").utf8)))
        }
    }

    /// The tokens of one person.
    private struct BoundFormTokens: FormTokenSource {
        let tokens: FormTokens
        let userID: String?

        var fieldName: String { FormTokens.fieldName }

        func token(for request: Request) throws -> (text: String, cookie: Cookie?) {
            let (token, cookie) = try tokens.issue(request, userID)
            return (token, cookie)
        }

        func isValid(_ token: String?, for request: Request) -> Bool { tokens.isValid(token, request, userID) }
    }
#endif
