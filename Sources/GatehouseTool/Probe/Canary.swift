#if Tool
    /// A file with a random name and random content, which no web server may give away.
    struct Canary: Sendable {
        /// What the file imitates, for the report.
        let kind: String
        /// The path below the public directory.
        let path: String
        let content: String
        let mode: UInt32
        /// The random word in its content. A response that contains it gives the file away.
        let token: String
        /// The word that only a run of the file produces.
        let trace: String?

        /// Whether it is requested in every spelling. The others differ only in how a web server handles their extension.
        var isThorough: Bool {
            let ends = [".txt", ".php"]
            return ends.contains { path.hasSuffix($0) } || mode == 0o755
                || !path.dropFirst().contains { "./".contains($0) }
        }

        /// The beginning of every name. Nothing else in the directory may be named so.
        static let prefix = "gatehouse-probe-"

        /// The random beginning of every ``token`` of this process. One search finds them all.
        static let mark = word(12)

        /// Whether a name in the public directory is one of a canary, of this run or of another.
        static func isName(_ name: String) -> Bool {
            let plain = name.hasPrefix(".") ? name.dropFirst() : name[...]
            guard plain.hasPrefix(prefix) else { return false }
            let id = plain.dropFirst(prefix.count).utf8.prefix(idLength)
            return id.count == idLength && id.allSatisfy { (0x61...0x7A).contains($0) }
        }

        /// The length of the random part of a name.
        static let idLength = 16

        /// A random word of lower-case letters, which no encoding changes.
        static func word(_ length: Int = idLength) -> String {
            String((0..<length).map { _ in Character(UnicodeScalar(UInt8.random(in: 0x61...0x7A))) })
        }

        private init(
            _ kind: String, _ path: String, mode: UInt32 = 0o644, trace: String? = nil,
            content: (String) -> String = { $0 + "\n" }
        ) {
            let token = Self.mark + Self.word(20)
            self.kind = kind
            self.path = path
            self.content = content(token)
            self.mode = mode
            self.token = token
            self.trace = trace
        }

        private static func name() -> String { prefix + word() }
    }

    /// The canaries of one run.
    struct CanarySet: Sendable {
        /// The directories to create, from the highest to the lowest.
        let directories: [String]
        let canaries: [Canary]
        /// The .htaccess files in the subdirectories.
        let rules: [(path: String, text: String)]
        /// The subdirectory whose own .htaccess responds with ``proof``.
        let proofDirectory: String
        /// The random word that proves that the URL leads to the directory.
        let proof: String
        /// The canary that leaves a file if the web server runs it.
        let program: Canary
        /// The file that ``program`` creates if the web server runs it.
        let traceFile: String

        /// - Parameter directory: the public directory.
        init(directory: String) {
            let (plain, own, proof) = (Canary.newName(), Canary.newName(), Canary.newName())
            let hidden = "." + Canary.newName()
            let proofWord = Canary.word(24)
            self.proof = proofWord
            proofDirectory = proof
            directories = [plain, own, proof, hidden]
            let name = Canary.newName()
            traceFile = "\(name)-ran"
            program = Canary.program(name, traceFile: "\(directory)/\(name)-ran")
            let nested = Canary.nested(plain: plain, own: own, proof: proof, hidden: hidden)
            canaries = Canary.top() + [program] + nested
            rules = [
                // One harmless line, as many packages bring it. It cancels the rewrite rules of the directory above.
                ("\(own)/.htaccess", "RewriteEngine On\n"),
                // These lines only close: every request for this subdirectory gets 403, with a text that nobody else knows.
                (
                    "\(proof)/.htaccess",
                    """
                    <IfModule mod_rewrite.c>
                    RewriteEngine Off
                    </IfModule>
                    ErrorDocument 403 "\(proofWord) address=%{REMOTE_ADDR} authorization=%{req:Authorization} end"
                    RedirectMatch 403 "^"

                    """
                ),
            ]
        }
    }

    extension Canary {
        fileprivate static func newName() -> String { name() }

        /// Files directly in the directory.
        fileprivate static func top() -> [Canary] {
            let (php, cgi) = (word(24), word(24))
            return [
                Canary("a text file", name() + ".txt"),
                Canary("a hidden file, like .env", "." + name()),
                Canary("a page", name() + ".html") { "<!DOCTYPE html><title>\($0)</title>\n" },
                Canary("a PHP script", name() + ".php", trace: php) { token in
                    "\(token) <?php echo strrev('\(String(php.reversed()))'); ?>\n"
                },
                Canary("a database", name() + ".sqlite3"),
                Canary("a backup of the program", name() + ".fcgi.bak"),
                Canary("an editor's backup", name() + ".conf~"),
                Canary("a CGI script", name() + ".cgi", mode: 0o755, trace: cgi) { token in
                    """
                    #!/bin/sh
                    # \(token)
                    printf 'Content-Type: text/plain\\r\\n\\r\\n%s%s\\n' \(cgi.prefix(12)) \(cgi.suffix(12))

                    """
                },
            ]
        }

        /// A program that leaves a file if the web server starts it, whatever protocol it expects.
        fileprivate static func program(_ name: String, traceFile: String) -> Canary {
            Canary("an executable file", name, mode: 0o755) { token in
                """
                #!/bin/sh
                # \(token)
                : >'\(traceFile.replacing("'", with: "'\\''"))'

                """
            }
        }

        /// Files in subdirectories.
        fileprivate static func nested(plain: String, own: String, proof: String, hidden: String) -> [Canary] {
            [
                Canary("a file in a subdirectory", "\(plain)/\(name()).txt"),
                Canary("an index page in a subdirectory", "\(plain)/index.html"),
                Canary("a file in a subdirectory with its own .htaccess", "\(own)/\(name()).txt"),
                Canary("an index page in a subdirectory with its own .htaccess", "\(own)/index.html"),
                Canary("a file in a subdirectory that an .htaccess closes", "\(proof)/\(name()).txt"),
                Canary("a file in a hidden directory, like .git", "\(hidden)/config"),
            ]
        }
    }
#endif
