#if Tool
    /// The Content Security Policy of a page to which the reload script is added.
    enum PagePolicy {
        /// Allows one script and one connection more, and nothing else.
        ///
        /// - Parameters:
        ///   - value: the field value: policies with a comma between them. All of them apply.
        ///   - nonce: the nonce of the script.
        ///   - url: the complete URL of the event stream.
        static func allowing(_ value: String, nonce: String, url: String) -> String {
            value.split(separator: ",", omittingEmptySubsequences: true).map { policy in
                var directives = policy.split(separator: ";").map { text in
                    text.split(whereSeparator: { $0.isASCII && $0.isWhitespace }).map(String.init)
                }
                .filter { !$0.isEmpty }
                allowScript(&directives, nonce)
                allowConnection(&directives, url)
                return directives.map { $0.joined(separator: " ") }.joined(separator: "; ")
            }
            .joined(separator: ", ")
        }

        private static func allowScript(_ directives: inout [[String]], _ nonce: String) {
            guard let index = first(["script-src-elem", "script-src", "default-src"], in: directives) else { return }
            let sources = directives[index].dropFirst()
            // A nonce would disable 'unsafe-inline', and break other scripts of the page.
            let allowsInline = sources.contains { $0.lowercased() == "'unsafe-inline'" }
            if allowsInline, !sources.contains(where: disablesInline) { return }
            add("'nonce-\(nonce)'", at: index, name: "script-src-elem", to: &directives)
        }

        private static func allowConnection(_ directives: inout [[String]], _ url: String) {
            guard let index = first(["connect-src", "default-src"], in: directives) else { return }
            let sources = directives[index].dropFirst().map { $0.lowercased() }
            if sources.contains("'self'") || sources.contains("*") { return }
            add(url, at: index, name: "connect-src", to: &directives)
        }

        /// Adds a source to a directive. Where `default-src` stands in for the directive, a new one gets its sources.
        private static func add(_ source: String, at index: Int, name: String, to directives: inout [[String]]) {
            let sources = directives[index].dropFirst().filter { $0.lowercased() != "'none'" } + [source]
            if directives[index][0].lowercased() == "default-src" {
                directives.append([name] + sources)
            } else {
                directives[index] = [directives[index][0]] + sources
            }
        }

        /// The directive that applies: the first name that the policy has. Of two with one name, the first applies.
        private static func first(_ names: [String], in directives: [[String]]) -> Int? {
            for name in names {
                if let index = directives.firstIndex(where: { $0[0].lowercased() == name }) { return index }
            }
            return nil
        }

        /// Whether a source makes browsers ignore 'unsafe-inline'.
        private static func disablesInline(_ source: String) -> Bool {
            let source = source.lowercased()
            return source == "'strict-dynamic'"
                || ["'nonce-", "'sha256-", "'sha384-", "'sha512-"].contains(where: source.hasPrefix)
        }
    }
#endif
