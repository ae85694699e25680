#if Security
    /// The name and the path of the library's other cookies, which depend on the mount like those of sessions.
    enum AccountCookie {
        /// The device that is known for an account.
        static let device = "device"
        /// A sign-in that waits for the code.
        static let pending = "sign-in"
        /// The link that a person has opened.
        static let link = "link"

        static func value(_ name: String, of request: Request) -> String? {
            request.cookie(fullName(name, request))
        }

        static func cookie(_ name: String, _ value: String, lifetime: Duration?, _ request: Request) -> Cookie {
            let path = request.mountPath
            return Cookie(fullName(name, request), value, lifetime: lifetime, path: path.isEmpty ? "/" : path)
        }

        /// A cookie that removes the client's cookie.
        static func removing(_ name: String, _ request: Request) -> Cookie {
            cookie(name, "", lifetime: .zero, request)
        }

        private static func fullName(_ name: String, _ request: Request) -> String {
            (request.mountPath.isEmpty ? "__Host-" : "__Secure-") + name
        }
    }
#endif
