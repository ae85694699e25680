#if Security
    import Gatehouse
    import GatehouseSecurity
    import GatehouseTesting
    import Logging
    import Synchronization
    import TestSupport

    @testable import GatehouseCore

    /// A site with sessions and a clock that the test sets.
    final class SessionSite: Sendable {
        enum Problem: Error { case noDispatcher, noBytes }

        /// A response, as far as the tests look at it.
        struct Reply: Sendable {
            let status: Int
            let text: String
            let location: String?
            let retryAfter: String?
            /// The values of `Set-Cookie`.
            let cookies: [String]

            /// What a client sends as `Cookie` after this response.
            var cookie: String { cookies.first.map { String($0.prefix { $0 != ";" }) } ?? "" }
        }

        let log = CollectedLog()
        private let clock: Mutex<Int64>
        private let dispatcher: Mutex<Dispatcher?> = Mutex(nil)

        /// The current time, in seconds since 1970.
        var now: Int64 {
            get { clock.withLock { $0 } }
            set { clock.withLock { $0 = newValue } }
        }

        /// - Parameters:
        ///   - now: the time of the clock.
        ///   - mount: the mount of the gate.
        ///   - routes: adds the routes.
        init(now: Int64 = 2_000_000_000, mount: String = "/", _ routes: (inout Gate) -> Void) throws {
            clock = Mutex(now)
            var gate = Gate()
            gate.configuration.hosts = .any
            routes(&gate)
            let dispatcher = try Dispatcher(
                gate, mount: Mount(mount), logger: log.logger,
                dependencies: Dependencies(now: { [weak self] in Timestamp(secondsSince1970: self?.now ?? 0) }))
            self.dispatcher.withLock { $0 = dispatcher }
        }

        /// Sends a request with a `Cookie` field.
        func send(
            _ method: HTTPRequest.Method, _ target: String, cookie: String = "", agent: String = "Firefox"
        ) async throws -> Reply {
            var headers: HTTPFields = [.userAgent: agent]
            if !cookie.isEmpty { headers[.cookie] = cookie }
            let parameters = try Parameters(TestRequest(method, target, headers: headers).pairs())
            guard let dispatcher = dispatcher.withLock({ $0 }) else { throw Problem.noDispatcher }
            let response = await dispatcher.respond(to: parameters, body: RequestBody([]))
            guard case .bytes(let bytes) = response.body.storage else { throw Problem.noBytes }
            let headerFields = response.allHeaders
            return Reply(
                status: response.status.code, text: String(decoding: bytes, as: UTF8.self),
                location: headerFields[.location], retryAfter: headerFields[.retryAfter],
                cookies: headerFields.filter { $0.name == .setCookie }.map(\.value))
        }
    }

    extension Gate {
        /// Routes that use every function of the sessions. The name of the user is a part of the path.
        mutating func addSessionRoutes(_ sessions: some SessionProvider, rule: Access<Session>) {
            get("/session", allow: rule) { _, session in session.summary }
            post("/sign-in/{user}", allow: .everyone) { request in
                try Redirect(to: "/session").setting(
                    try await sessions.start(for: request.path["user"], by: .password, on: request))
            }
            post("/second-factor", allow: rule) { request, session in
                try Redirect(to: "/session").setting(
                    try await sessions.renew(session, by: .secondFactor, on: request))
            }
            post("/sign-out", allow: rule) { request, session in
                try Redirect(to: "/").setting(try await sessions.end(session, on: request))
            }
        }

        /// The same, and the functions of sessions in a store.
        mutating func addSessionRoutes(_ sessions: Sessions) {
            addSessionRoutes(sessions, rule: sessions.current)
            get("/sessions", allow: sessions.current) { request, session in
                try await sessions.list(of: session.userID, on: request).map(\.summary).joined(separator: "\n")
            }
            post("/data/{text}", allow: sessions.current) { request, session in
                let data = Array(try request.path["text"].utf8)
                return try await sessions.replaceData(of: session, with: data, on: request)?.summary
            }
            post("/sign-out-everywhere", allow: sessions.current) { request, session in
                try await sessions.endAll(of: session.userID, on: request)
                return "done"
            }
            post("/sign-out-elsewhere", allow: sessions.current) { request, session in
                try await sessions.endAll(of: session.userID, except: session, on: request)
                return "done"
            }
            post("/end/{session}", allow: sessions.current) { request, session in
                guard let signIn = SessionID(try request.path["session"]) else { return "invalid" }
                try await sessions.end(signIn, of: session.userID, on: request)
                return "done"
            }
        }
    }

    extension Session {
        /// One line for the comparisons of tests.
        fileprivate var summary: String {
            let factors = (passwordAt == nil ? "" : " password") + (secondFactorAt == nil ? "" : " second")
            return "\(userID)\(factors) \(signIn.text) \(String(decoding: data, as: UTF8.self))"
        }
    }
#endif
