#if Tool
    extension TemplatePlace {
        /// The place for which a .htaccess was rendered; `nil` if the text comes from no template.
        ///
        /// - Parameters:
        ///   - content: the .htaccess.
        ///   - directory: the public directory in which it is.
        init?(ofContent content: String, in directory: String) {
            guard let template = Template(ofContent: content) else { return nil }
            let lines = content.split(separator: "\n")
            let command = lines.first { $0.hasPrefix("FcgidWrapper \"'") } ?? ""
            var privateDirectory: String?
            if template.hasPrivateProgram {
                let checker = lines.first { $0.hasPrefix("FcgidAccessChecker \"") } ?? ""
                guard
                    let path = command.between("FcgidWrapper \"'", "/app.fcgi'")
                        ?? checker.between("FcgidAccessChecker \"", "/app.fcgi\"")
                else { return nil }
                privateDirectory = path
            }
            let script = lines.first { $0.hasPrefix("Action gatehouse \"") }?.between(
                "Action gatehouse \"", "/app.fcgi\"")
            let authorized = lines.first { $0.hasPrefix("SetEnvIf Request_URI \"^\" GATEHOUSE_MOUNT=") }?
                .split(separator: "=").last.map(String.init)
            guard
                let mount = command.between(" --mount '", "'") ?? authorized ?? script.map({ $0.isEmpty ? "/" : $0 })
                    ?? Self.usualMount(of: directory) ?? (template.needsMount ? nil : "/")
            else { return nil }
            self.init(
                directory: directory, privateDirectory: privateDirectory, mount: mount,
                hosts: command.split(separator: " --host ").dropFirst().map { host in
                    String(host.prefix { $0 != " " && $0 != "\"" })
                })
        }
    }

    extension Template {
        /// Whether the text depends on the mount.
        var needsMount: Bool { text.contains("@MOUNT@") || text.contains("@SCRIPT@") }
    }

    extension Substring {
        /// The text between two others; `nil` if they do not occur in this order.
        fileprivate func between(_ start: String, _ end: String) -> String? {
            let parts = split(separator: start, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            let rest = parts[1].split(separator: end, maxSplits: 1, omittingEmptySubsequences: false)
            return rest.count == 2 ? String(rest[0]) : nil
        }
    }
#endif
