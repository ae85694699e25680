#if Security
    internal import GatehouseCore
    internal import Logging
    internal import Synchronization

    /// The cookie of a session.
    final class SessionCookie: Sendable {
        /// The longest value: what browsers store.
        static let longestValue = 4096

        private let hostName: String
        private let secureName: String
        private let lifetime: Duration?
        private let hasWarned = Atomic<Bool>(false)

        init(_ settings: SessionSettings) {
            hostName = "__Host-" + settings.name
            secureName = "__Secure-" + settings.name
            lifetime = settings.isKeptByBrowser ? settings.lifetime : nil
        }

        /// The value that the client sent; `nil` for a missing one. One that cannot be ours is logged and counts as missing.
        func value(of request: Request) -> String? {
            switch request.cookieReading(name(request)) {
            case .missing: return nil
            case .several: ignore("several cookies have its name", request)
            case .invalid: ignore("it has characters that no cookie has", request)
            case .value(let value):
                if value.utf8.count <= Self.longestValue { return value }
                ignore("it is longer than \(Self.longestValue) bytes", request)
            }
            return nil
        }

        /// Writes the reason why a cookie counts as missing to the log. The value stays secret.
        func ignore(_ reason: String, _ request: Request, session: SessionID? = nil) {
            request.logger.notice(
                "session cookie ignored: \(reason)", metadata: session.map { ["session": "\($0)"] })
        }

        /// A cookie for the client.
        func setting(_ value: String, _ request: Request) -> Cookie {
            let path = request.mountPath
            if !path.isEmpty, hasWarned.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged {
                request.logger.warning(
                    """
                    the application is mounted at \(path), so other applications on this origin can receive and set its \
                    session cookie; give it a host of its own, or trust them all
                    """)
            }
            return Cookie(name(request), value, lifetime: lifetime, path: path.isEmpty ? "/" : path)
        }

        /// A cookie that removes the cookie of the client.
        func removing(_ request: Request) -> Cookie {
            Cookie(name(request), "", lifetime: .zero, path: request.mountPath.isEmpty ? "/" : request.mountPath)
        }

        private func name(_ request: Request) -> String {
            request.mountPath.isEmpty ? hostName : secureName
        }
    }
#endif
