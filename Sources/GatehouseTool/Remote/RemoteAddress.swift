#if Tool
    /// A directory on another machine: `user@host:public_html/app`.
    struct RemoteAddress: Sendable, Equatable {
        /// The destination for ssh: `user@host`, `host`, or a name from ~/.ssh/config.
        let destination: String
        /// The path, absolute or below the home directory.
        let path: String

        /// `nil` for a path on this machine, which has a "/" before the first ":" or no ":".
        ///
        /// - Throws: ``ToolError`` for a destination that ssh would read as an option, or without a path.
        init?(_ text: String) throws(ToolError) {
            guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else { return nil }
            let destination = String(text[..<colon])
            guard !destination.isEmpty, !destination.hasPrefix("-"),
                destination.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
            else {
                throw ToolError(
                    "\(text.debugDescription) names no host", remedy: "write it as user@host:public_html",
                    status: .usage)
            }
            let path = text[text.index(after: colon)...].drop { $0 == "~" }
            guard !path.isEmpty, path != "/" else {
                throw ToolError(
                    "\(text.debugDescription) names no directory", remedy: "write it as \(destination):public_html",
                    status: .usage)
            }
            self.destination = destination
            self.path = text[text.index(after: colon)...].hasPrefix("~/") ? String(path.dropFirst()) : String(path)
        }
    }
#endif
