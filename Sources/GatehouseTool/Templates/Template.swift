#if Tool
    internal import FastCGI

    /// One of the .htaccess templates.
    public enum Template: String, Sendable, CaseIterable {
        /// mod_fcgid; the program is outside the public directory.
        case fcgidWrapper = "fcgid-wrapper"
        /// mod_fcgid and mod_rewrite; the program is in the public directory.
        case fcgidRewrite = "fcgid-rewrite"
        /// As `fcgidRewrite`, and Apache sends the files in `assets`.
        case fcgidAssets = "fcgid-assets"
        /// mod_fcgid and mod_actions; the program is in the public directory.
        case fcgidAction = "fcgid-action"
        /// CGI and mod_rewrite.
        case cgiRewrite = "cgi-rewrite"
        /// CGI and mod_actions.
        case cgiAction = "cgi-action"
        /// mod_fcgid; Apache sends the files, and the program decides about each request.
        case fcgidAuthorizer = "fcgid-authorizer"

        /// The text with its placeholders.
        var text: String { EmbeddedFiles.templates["\(rawValue).htaccess"] ?? "" }

        /// Whether the program is in a directory of its own, outside the public one.
        public var hasPrivateProgram: Bool { text.contains("@PRIVATE@") }

        /// Whether the text depends on the mount.
        var needsMount: Bool { text.contains("@MOUNT@") || text.contains("@SCRIPT@") }

        /// Whether Apache starts the program with a command that can have `--host`.
        public var takesHosts: Bool { text.contains("\nFcgidWrapper ") }

        /// The first line, without the "#": it tells a template apart from other files.
        var title: String { String(text.prefix { $0 != "\n" }.dropFirst(2)) }

        /// The template from which a .htaccess was made, as its first line says; `nil` for any other text.
        init?(ofContent content: String) {
            guard let template = Self.allCases.first(where: { content.hasPrefix("# \($0.title)\n") }) else {
                return nil
            }
            self = template
        }
    }

    /// The place for which a template is rendered.
    public struct TemplatePlace: Sendable, Hashable {
        /// The absolute path of the public directory, as Apache knows it.
        public var directory: String
        /// The absolute path of the directory that contains `app.fcgi`, for templates with the program outside.
        public var privateDirectory: String?
        /// The URL path of the public directory: `/app`, or `/` for a whole site.
        public var mount: String
        /// The hosts that the program serves, if it does not name them itself.
        public var hosts: [String]

        /// Creates a place.
        public init(directory: String, privateDirectory: String? = nil, mount: String, hosts: [String] = []) {
            self.directory = directory
            self.privateDirectory = privateDirectory
            self.mount = mount
            self.hosts = hosts
        }

        /// The mount of a directory below a directory with a usual name, such as `/app` for `/home/me/public_html/app`.
        public static func usualMount(of directory: String) -> String? {
            let names = directory.split(separator: "/")
            let roots: Set<Substring> = ["public_html", "htdocs", "www", "html", "httpdocs", "web"]
            guard let index = names.lastIndex(where: roots.contains) else { return nil }
            return "/" + names[(index + 1)...].joined(separator: "/")
        }
    }

    extension Template {
        /// The .htaccess for a place.
        ///
        /// - Throws: ``ToolError`` if a path, the mount or a host needs escaping in Apache's syntax, or if the place does not
        ///   fit the template.
        public func rendered(for place: TemplatePlace) throws(ToolError) -> String {
            try Self.check(path: place.directory, "the public directory")
            try Self.check(path: place.mount, "the mount")
            var text = self.text
            if hasPrivateProgram {
                guard let program = place.privateDirectory else {
                    throw ToolError(
                        "the template \(rawValue) needs the directory of the program", remedy: "pass --private PATH",
                        status: .usage)
                }
                try Self.check(path: program, "the directory of the program")
                guard !Self.isInside(program, place.directory) else {
                    throw ToolError(
                        "the directory of the program, \(program), is in the public directory \(place.directory)",
                        remedy: "choose a directory outside, such as ~/program", status: .usage)
                }
                text = text.replacing("@PRIVATE@", with: program)
            } else if place.privateDirectory != nil {
                throw ToolError(
                    "the template \(rawValue) expects the program in the public directory",
                    remedy: "leave --private out, or use --template fcgid-wrapper", status: .usage)
            }
            if !place.hosts.isEmpty {
                guard takesHosts else {
                    throw ToolError(
                        "the template \(rawValue) cannot name hosts, because Apache starts the program without arguments",
                        remedy: "name the host in the settings: GATEHOUSE_HOSTS=\(place.hosts.joined(separator: ","))",
                        status: .usage)
                }
                text = try Self.adding(place.hosts, to: text)
            }
            let script = (place.mount == "/" ? "" : place.mount) + "/app.fcgi"
            return text.replacing("@DIRECTORY@", with: place.directory).replacing("@MOUNT@", with: place.mount)
                .replacing("@SCRIPT@", with: script)
        }

        /// Refuses a host with characters that a command line or a line of a settings file would read differently.
        static func checkHosts(_ hosts: [String]) throws(ToolError) {
            for host in hosts {
                guard !host.isEmpty, host.utf8.count <= 253,
                    host.utf8.allSatisfy({ isPlain($0) || $0 == UInt8(ascii: ":") }), !host.hasPrefix("-")
                else {
                    throw ToolError(
                        "the host \(host.debugDescription) is invalid",
                        remedy: "use a name or an address, such as www.example.com or www.example.com:8443",
                        status: .usage)
                }
            }
        }

        /// Adds `--host` after the path in each FcgidWrapper line.
        private static func adding(_ hosts: [String], to text: String) throws(ToolError) -> String {
            try checkHosts(hosts)
            let arguments = hosts.map { " --host \($0)" }.joined()
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                guard line.hasPrefix("FcgidWrapper \""), let end = line.lastIndex(of: "\"") else { return String(line) }
                return line[..<end] + arguments + line[end...]
            }
            .joined(separator: "\n")
        }

        /// Refuses a path that would need escaping: the templates have paths in quotes, in conditions and in commands.
        private static func check(path: String, _ name: String) throws(ToolError) {
            let bytes = path.utf8
            guard bytes.first == UInt8(ascii: "/") else {
                throw ToolError(
                    "\(name), \(path.debugDescription), is not an absolute path", remedy: "begin it with a slash",
                    status: .usage)
            }
            let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            guard path == "/" || segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
                throw ToolError(
                    "\(name), \(path.debugDescription), has an empty segment, \".\" or \"..\"",
                    remedy: "write the path without them, and without a slash at the end", status: .usage)
            }
            let isAllowed: (UInt8) -> Bool = { byte in
                isPlain(byte) || byte >= 0x80 || "/ @~+,=:".utf8.contains(byte)
            }
            guard bytes.allSatisfy(isAllowed), !path.contains("@DIRECTORY@"), !path.contains("@MOUNT@"),
                !path.contains("@PRIVATE@"), !path.contains("@SCRIPT@")
            else {
                throw ToolError(
                    "\(name), \(path.debugDescription), has a character that would need escaping in Apache's syntax",
                    remedy: "rename the directory; use letters, digits, blanks and / - _ . @ ~ + , = :", status: .usage)
            }
        }

        private static func isPlain(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }

        static func isInside(_ path: String, _ directory: String) -> Bool {
            path == directory || path.hasPrefix(directory == "/" ? "/" : directory + "/")
        }
    }
#endif
