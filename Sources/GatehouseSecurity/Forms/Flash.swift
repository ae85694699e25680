#if Security
    /// Messages for the next page of a client, such as "The notice is published." after a form.
    ///
    /// ```swift
    /// let flash = Flash(keys)
    /// gate.post("/notices", allow: member) { request, member in
    ///     …
    ///     return try flash.redirect(to: "/notices", saying: "The notice is published.", on: request)
    /// }
    /// gate.get("/notices", allow: member) { request, member in
    ///     try flash.page(request) { message in Page("Notices", "\(message)…") }
    /// }
    /// ```
    ///
    /// The message is in a signed cookie, so it needs no session and no store, and every process can show it. The page that shows
    /// it removes the cookie. A message that no page shows is gone after five minutes.
    public struct Flash: Sendable {
        /// The longest text, in bytes. A longer one is an error of the program.
        public static let longestText = 1000

        private static let cookie = "flash"
        private static let purpose = Purpose(library: "flash message")
        private static let lifetime = Duration.seconds(300)

        private let keys: Keys

        /// Creates messages that are signed with the newest key.
        public init(_ keys: Keys) {
            self.keys = keys
        }

        /// Redirects a client to a path of this gate, where it sees a message.
        ///
        /// - Parameters:
        ///   - path: a path below the mount, as in `Redirect(to:_:)`.
        ///   - text: plain text of at most ``longestText`` bytes.
        ///   - request: the request.
        public func redirect(to path: String, saying text: String, on request: Request) throws -> Redirect {
            try Redirect(to: path).setting(cookie(text, on: request))
        }

        /// Redirects a client to a named route, where it sees a message.
        ///
        /// - Parameters:
        ///   - name: the name of the route.
        ///   - values: the values of the parameters in its path.
        ///   - query: the query items, in this order.
        ///   - text: plain text of at most ``longestText`` bytes.
        ///   - request: the request.
        public func redirect(
            to name: RouteName, _ values: [String: String] = [:], query: KeyValuePairs<String, String> = [:],
            saying text: String, on request: Request
        ) throws -> Redirect {
            try Redirect(to: name, values, query: query).setting(cookie(text, on: request))
        }

        /// The cookie with a message, for a response of any kind.
        public func cookie(_ text: String, on request: Request) throws -> Cookie {
            guard text.utf8.count <= Self.longestText else {
                throw ValueError(
                    "a flash message has at most \(Self.longestText) bytes; this one has \(text.utf8.count)")
            }
            let value = try keys.sign(Array(text.utf8), for: Self.purpose, expires: request.time + Self.lifetime)
            return AccountCookie.cookie(Self.cookie, value, lifetime: Self.lifetime, request)
        }

        /// The message for a client; `nil` if there is none, or if its cookie is invalid. The message stays: ``page(_:_:)``
        /// shows it once.
        public func message(for request: Request) -> String? {
            AccountCookie.value(Self.cookie, of: request)
                .flatMap { keys.verify($0, for: Self.purpose, at: request.time) }
                .flatMap { String(validating: $0, as: UTF8.self) }
        }

        /// Makes a page with the message for a client, and removes the message.
        ///
        /// - Parameters:
        ///   - request: the request.
        ///   - make: makes the page. The argument is a paragraph with the class `flash` that screen readers read at once; empty
        ///     if there is no message.
        public func page(
            _ request: Request, _ make: (HTML) throws -> some ResponseConvertible
        ) throws -> Response {
            guard AccountCookie.value(Self.cookie, of: request) != nil else {
                return try make(HTML()).response(to: request)
            }
            let paragraph: HTML = message(for: request).map { "<p class=\"flash\" role=\"status\">\($0)</p>\n" } ?? ""
            var response = try make(paragraph).response(to: request)
            try response.set(AccountCookie.removing(Self.cookie, request))
            // The page is for this client and this moment.
            response.headers[.cacheControl] = "no-store"
            return response
        }
    }
#endif
