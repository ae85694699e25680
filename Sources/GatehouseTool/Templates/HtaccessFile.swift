#if Tool
    internal import FastCGI
    internal import Glibc

    /// The .htaccess of a site, with the values of its template's placeholders.
    struct HtaccessFile: Sendable {
        /// The content.
        let text: String
        /// The template that its first line names.
        let template: Template?
        /// The public directory, as Apache knows it.
        private(set) var directory: String?
        /// The directory of the program, for a template with the program outside the public directory.
        private(set) var privateDirectory: String?
        /// The URL path of the public directory.
        private(set) var mount: String?
        /// The arguments `--host` of the program.
        private(set) var hosts: [String] = []

        /// The longest content.
        static let limit = 1_000_000

        /// Reads the file without following a symbolic link.
        ///
        /// - Returns: `nil` if it is missing, or no regular file.
        /// - Throws: The error if it cannot be read; EFBIG for a longer one.
        static func read(in directory: String) throws(SystemError) -> HtaccessFile? {
            do throws(SystemError) {
                let file = try ExaminedDirectory(path: directory).file(Array(".htaccess".utf8))
                guard file.size <= limit else { throw SystemError("larger than 1 MB", number: EFBIG) }
                var bytes: [UInt8] = []
                while bytes.count < limit {
                    let piece = try file.bytes(from: bytes.count, upTo: limit - bytes.count)
                    if piece.isEmpty { break }
                    bytes += piece
                }
                return HtaccessFile(String(decoding: bytes, as: UTF8.self))
            } catch {
                if error.isMissing || error.isUnsuitableFile && error.number != EFBIG { return nil }
                throw error
            }
        }

        init(_ text: String) {
            self.text = text
            template = Template(ofContent: text)
            for line in text.split(separator: "\n") {
                if line.hasPrefix("<IfFile !\""), directory == nil, template != nil {
                    takeDirectory(line.dropFirst("<IfFile !\"".count))
                } else if line.hasPrefix("FcgidWrapper \"'") {
                    takeCommand(line.dropFirst("FcgidWrapper \"'".count))
                } else if line.hasPrefix("FcgidAccessChecker \""),
                    let path = line.split(separator: "\"").dropFirst().first
                {
                    takeProgram(String(path))
                } else if line.hasPrefix("SetEnvIf Request_URI \"^\" GATEHOUSE_MOUNT=") {
                    mount = line.firstIndex(of: "=").map { String(line[line.index(after: $0)...]) }
                } else if line.hasPrefix("Action gatehouse \""),
                    let path = line.split(separator: "\"").dropFirst().first,
                    path.hasSuffix("/app.fcgi")
                {
                    let directory = path.dropLast("/app.fcgi".count)
                    mount = directory.isEmpty ? "/" : String(directory)
                }
            }
        }

        /// `/path/app.fcgi">` or `/path/.htaccess">`
        private mutating func takeDirectory(_ line: Substring) {
            for end in ["/app.fcgi\">", "/.htaccess\">"] where line.hasPrefix("/") && line.hasSuffix(end) {
                directory = String(line.dropLast(end.utf8.count))
            }
        }

        /// `/path/app.fcgi' --mount '/app' --host www.example.com" virtual`
        private mutating func takeCommand(_ line: Substring) {
            guard let end = line.firstIndex(of: "'"), let quote = line.lastIndex(of: "\""), end < quote else { return }
            takeProgram(String(line[..<end]))
            var rest = line[line.index(after: end)..<quote]
            hosts = []
            while let word = Self.word(&rest) {
                switch word {
                case "--mount": mount = Self.word(&rest)
                case "--host": Self.word(&rest).map { hosts.append($0) }
                default: return
                }
            }
        }

        private mutating func takeProgram(_ path: String) {
            guard path.hasPrefix("/"), path.hasSuffix("/app.fcgi"), template?.hasPrivateProgram == true else { return }
            privateDirectory = String(path.dropLast("/app.fcgi".count))
        }

        /// Takes a word, which may be in single quotation marks.
        private static func word(_ rest: inout Substring) -> String? {
            rest = rest.drop { $0 == " " }
            guard let first = rest.first else { return nil }
            let end = first == "'" ? "'" : " " as Character
            if first == "'" { rest = rest.dropFirst() }
            let word = rest.prefix { $0 != end }
            rest = rest.dropFirst(word.count + 1)
            return String(word)
        }

        /// The place for which the file was rendered; `nil` if it comes from no template.
        ///
        /// - Parameter directory: the public directory in which it is.
        func place(in directory: String) -> TemplatePlace? {
            guard let template, !template.hasPrivateProgram || privateDirectory != nil,
                let mount = mount ?? TemplatePlace.usualMount(of: directory) ?? (template.needsMount ? nil : "/")
            else { return nil }
            return TemplatePlace(directory: directory, privateDirectory: privateDirectory, mount: mount, hosts: hosts)
        }

        /// What the template renders for a place.
        func expected(in directory: String, privateDirectory: String?, mount: String) throws(ToolError) -> String? {
            guard let template else { return nil }
            return try template.rendered(
                for: TemplatePlace(
                    directory: directory, privateDirectory: template.hasPrivateProgram ? privateDirectory : nil,
                    mount: mount, hosts: template.takesHosts ? hosts : []))
        }
    }
#endif
