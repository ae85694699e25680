#if Security
    extension RouteName {
        static let signIn = RouteName("gatehouse.sign-in")
        static let signInCode = RouteName("gatehouse.code")
        static let signOut = RouteName("gatehouse.sign-out")
        static let forgotten = RouteName("gatehouse.forgotten")
        static let newPassword = RouteName("gatehouse.new-password")
        static let changePassword = RouteName("gatehouse.password")
        static let sessions = RouteName("gatehouse.sessions")
        static let secondFactor = RouteName("gatehouse.second-factor")
    }

    extension Accounts {
        /// Adds the pages for sign-in, sign-out, passwords, sessions and second factor.
        ///
        /// ```swift
        /// accounts.addPages(to: &gate) { page in Page(page.title, page.body, head: styles) }
        /// ```
        ///
        /// The pages need no script. Their paths are in ``AccountSettings/paths``, and their texts in
        /// ``AccountTexts``. To replace a page, leave it out and add routes of your own, which call the functions of
        /// ``Accounts``.
        ///
        /// - Parameters:
        ///   - gate: the gate.
        ///   - pages: the pages that are left out; defaults to none.
        ///   - layout: puts a page into the application's layout.
        public func addPages<Layout: ResponseConvertible>(
            to gate: inout Gate, without pages: Set<AccountPageKind> = [],
            layout: @escaping @Sendable (AccountPage) -> Layout
        ) {
            let routes = AccountRoutes(accounts: self, layout: layout)
            if !pages.contains(.signIn) { routes.addSignIn(to: &gate) }
            if !pages.contains(.signOut) { routes.addSignOut(to: &gate) }
            if !pages.contains(.forgotten), mailer != nil { routes.addForgotten(to: &gate) }
            if !pages.contains(.newPassword) { routes.addNewPassword(to: &gate) }
            if !pages.contains(.password) { routes.addPassword(to: &gate) }
            if !pages.contains(.sessions) { routes.addSessions(to: &gate) }
            if !pages.contains(.secondFactor) { routes.addSecondFactor(to: &gate) }
        }
    }

    /// The routes of the pages, in the application's layout.
    struct AccountRoutes<Users: UserStore, Layout: ResponseConvertible>: Sendable {
        let accounts: Accounts<Users>
        let layout: @Sendable (AccountPage) -> Layout

        func texts(_ request: Request) -> AccountTexts { request.texts.accounts }
        var paths: AccountPaths { accounts.settings.paths }

        /// A page with a form token, and a status.
        func page(
            _ request: Request, _ title: String, for userID: String? = nil, status: HTTPResponse.Status = .ok,
            _ body: (HTML) throws -> HTML
        ) throws -> Response {
            var response = try accounts.tokens.page(request, for: userID) { token in
                layout(
                    AccountPage(
                        title: title, body: "<h1>\(title)</h1>\n\(try body(token))", isSignedIn: userID != nil))
            }
            response.status = status
            response.headers[.cacheControl] = "no-store"
            return response
        }

        /// The fields of a form whose token is valid. Unknown fields are ignored.
        func form(_ request: Request, for userID: String? = nil) async throws -> Fields {
            let form = try await request.form(limits: FieldLimits(bytes: 64 * 1024))
            try accounts.tokens.check(form, request, for: userID)
            return form
        }

        /// A response that asks the client to wait.
        func wait(_ seconds: Int, _ response: Response) -> Response {
            var response = response
            response.headers[.retryAfter] = String(seconds)
            return response
        }

        func tooMany(_ seconds: Int, _ request: Request) -> String {
            texts(request).tooManyAttempts((seconds + 59) / 60)
        }

        /// The URL of a route that keeps the path to which a sign-in returns.
        func url(_ name: RouteName, returning request: Request) throws -> String {
            guard let path = request.returnPath else { return try request.url(for: name) }
            return try request.url(for: name, query: ["return": path])
        }

        /// The redirect after a sign-in.
        func redirect(_ request: Request, _ cookies: [Cookie]) throws -> Redirect {
            var redirect = Redirect(to: request.returnPath ?? accounts.settings.home)
            for cookie in cookies { redirect = try redirect.setting(cookie) }
            return redirect
        }
    }

    extension Response {
        /// The response with a cookie.
        func setting(_ cookie: Cookie) throws -> Response {
            try setting([cookie])
        }

        /// The response with some cookies.
        func setting(_ cookies: [Cookie]) throws -> Response {
            var response = self
            for cookie in cookies { try response.set(cookie) }
            return response
        }
    }
#endif
