#if Tool
    internal import FoundationEssentials

    /// The files of a new application.
    struct NewApplication: Sendable {
        /// The name of the package, of the settings and in the titles of pages.
        var name: String
        /// The path of the library, absolute or relative to the package.
        var library: String
        /// The home directory on the host.
        var home: String
        /// Whether people sign in.
        var hasSignIn = false
        /// Whether messages are in an SQLite database.
        var hasDatabase = false

        /// The path and the content of each file, sorted by path.
        var files: [(path: String, text: String)] {
            let unused = hasDatabase ? "Sources/Site/Messages.swift" : "Sources/Site/Messages.database.swift"
            var files = EmbeddedFiles.skeleton.filter { $0.key != unused }.map { path, text in
                (path: path == "gitignore" ? ".gitignore" : path.replacing(".database.", with: "."), text: filled(text))
            }
            files.append(("Tests/SiteTests/routes.json", routes))
            return files.sorted { $0.path < $1.path }
        }

        /// Whether a name fits everywhere: a directory, a package, and a path segment of a URL.
        static func isValid(name: String) -> Bool {
            (1...64).contains(name.utf8.count) && name.utf8.first.map(isLetter) == true
                && name.utf8.allSatisfy { byte in
                    isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_".utf8.contains(byte)
                }
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }

        /// Selects the parts between `//-if`, `//-else` and `//-end`, and replaces the placeholders.
        private func filled(_ text: String) -> String {
            var lines: [Substring] = []
            var isShown = true
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                switch line.drop(while: { $0 == " " }) {
                case "//-if sign-in": isShown = hasSignIn
                case "//-if database": isShown = hasDatabase
                case "//-else": isShown.toggle()
                case "//-end": isShown = true
                default: if isShown { lines.append(line) }
                }
            }
            return lines.joined(separator: "\n").replacing("@NAME@", with: name).replacing("@LIBRARY@", with: library)
                .replacing("@HOME@", with: home).replacing("@SQLITE@", with: hasDatabase ? " libsqlite3-dev" : "")
        }

        /// The routes, as `App --routes=json` prints them, without their source locations.
        private var routes: String {
            var routes: [(method: String, path: String, rule: String, name: String?)] = [
                ("GET", "/", "everyone", "home"), ("GET", "/assets/{path...}", "everyone", "assets"),
                ("GET", "/message", "everyone", "message"), ("POST", "/message", "everyone", "message"),
                ("GET", "/messages", hasSignIn ? "member" : "HTTP Basic", "messages"),
            ]
            if hasSignIn {
                let recent = "member, password or second factor within 600 s"
                routes += [
                    ("GET", "/sign-in", "everyone", "gatehouse.sign-in"),
                    ("POST", "/sign-in", "everyone", "gatehouse.sign-in"),
                    ("GET", "/sign-in/code", "everyone", "gatehouse.code"),
                    ("POST", "/sign-in/code", "everyone", "gatehouse.code"),
                    ("POST", "/sign-out", "member", "gatehouse.sign-out"),
                    ("GET", "/new-password", "everyone", "gatehouse.new-password"),
                    ("POST", "/new-password", "everyone", "gatehouse.new-password"),
                    ("GET", "/new-password/{link}", "everyone", "gatehouse.link"),
                    ("GET", "/account/password", "member", "gatehouse.password"),
                    ("POST", "/account/password", "member", "gatehouse.password"),
                    ("GET", "/account/sessions", recent, "gatehouse.sessions"),
                    ("POST", "/account/sessions", recent, "gatehouse.sessions"),
                    ("GET", "/account/second-factor", recent, "gatehouse.second-factor"),
                    ("POST", "/account/second-factor", recent, "gatehouse.second-factor"),
                ]
            }
            let rows = routes.map { route in
                "  {\"method\": \"\(route.method)\", \"path\": \"\(route.path)\", \"rule\": \"\(route.rule)\""
                    + (route.name.map { ", \"name\": \"\($0)\"" } ?? "") + "}"
            }
            return "[\n" + rows.joined(separator: ",\n") + "\n]\n"
        }
    }
#endif
