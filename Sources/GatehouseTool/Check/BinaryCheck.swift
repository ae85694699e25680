#if Tool
    internal import FastCGI
    internal import FoundationEssentials
    internal import GatehouseConfiguration

    /// Looks for secrets among the bytes of the program. No finding contains one.
    struct BinaryCheck {
        /// The largest file that is examined, in bytes.
        static let limit = 512 << 20
        /// Shorter secrets occur by chance.
        private static let shortest = 8

        private let site: Site
        private let secrets: [SettingsCheck.NamedSecret]

        init(_ site: Site, _ secrets: [SettingsCheck.NamedSecret]) {
            self.site = site
            self.secrets = secrets
        }

        func check(_ findings: inout Findings) {
            let path = site.program
            do throws(SystemError) {
                let file = try ExaminedDirectory(path: site.privateDirectory ?? site.directory)
                    .file(Array("app.fcgi".utf8))
                guard file.size <= Self.limit else {
                    findings.add(.binaryUnexamined, path, "it is larger than \(Self.limit) bytes")
                    return
                }
                if try Self.hasSymbols(file) { findings.add(.notStripped, path) }
                try search(file, path, &findings)
            } catch {
                // A missing program and a link are findings already.
                if !error.isMissing, !error.isUnsuitableFile { findings.add(.binaryUnexamined, path, "\(error)") }
            }
        }

        private func search(_ file: OpenFile, _ path: ShownPath, _ findings: inout Findings) throws(SystemError) {
            var needles: [(kind: FindingKind, name: String, needle: ByteSearch.Needle)] = []
            for named in secrets {
                for form in Self.forms(of: named.secret.revealed) where form.count >= Self.shortest {
                    needles.append((.secretInBinary, named.name, .init(form)))
                }
            }
            needles.append((.keyInBinary, "", Self.privateKey))
            needles.append((.debugBuild, "", .init(Array(StaticFile.debugMark.utf8))))
            needles += Self.tokens.map { (.tokenInBinary, $0.name, $0.needle) }
            var search = ByteSearch(needles.map(\.needle))
            var offset = 0
            while true {
                let piece = try file.bytes(from: offset, upTo: 1 << 18)
                if piece.isEmpty { break }
                search.append(piece)
                offset += piece.count
            }
            search.finish()
            var names: Set<String> = []
            for index in search.found.sorted() {
                let (kind, name, _) = needles[index]
                if names.insert("\(kind)\(name)").inserted { findings.add(kind, path, name.isEmpty ? nil : name) }
            }
        }

        /// The secret as text, and decoded from base64 and from hexadecimal digits.
        static func forms(of secret: String) -> [[UInt8]] {
            var forms = [Array(secret.utf8)]
            if let data = Data(base64Encoded: secret) { forms.append(Array(data)) }
            let digits = secret.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
            if digits.count == secret.utf8.count, digits.count % 2 == 0 {
                forms.append(stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
            }
            return forms
        }

        /// The header of a private key in PEM, with the key behind it. A library that reads keys has the header alone.
        private static let privateKey = ByteSearch.Needle(Array("-----BEGIN ".utf8), length: 128) { bytes, index in
            let rest = bytes[(index + 11)...].prefix(117)
            let label = rest.prefix { $0 == 0x20 || 0x41...0x5A ~= $0 }
            guard String(decoding: label, as: UTF8.self).hasSuffix("PRIVATE KEY") else { return false }
            var body = rest.dropFirst(label.count)
            guard body.starts(with: "-----".utf8) else { return false }
            body = body.dropFirst(5).drop { $0 == 0x0A || $0 == 0x0D }
            return body.prefix(32).count { $0.isLetterOrDigit || $0 == 0x2B || $0 == 0x2F } == 32
        }

        private static let tokens: [(name: String, needle: ByteSearch.Needle)] = [
            token("an access key of AWS", "AKIA", 16), token("an access key of AWS", "ASIA", 16),
            token("a token of GitHub", "ghp_", 36), token("a token of GitHub", "gho_", 36),
            token("a token of GitHub", "ghs_", 36), token("a token of GitHub", "github_pat_", 40),
            token("a token of GitLab", "glpat-", 20), token("a token of Slack", "xoxb-", 20),
            token("a token of Slack", "xoxp-", 20), token("a key of Stripe", "sk_live_", 24),
            token("a key of Stripe", "rk_live_", 24), token("a key of Google", "AIza", 35),
            token("a key of SendGrid", "SG.", 60),
            password("postgres://"), password("postgresql://"), password("mysql://"), password("redis://"),
            password("mongodb://"), password("amqp://"), password("smtps://"), password("https://"),
        ]

        /// A prefix and the least number of letters, digits, "_", "-" and "." after it.
        private static func token(_ name: String, _ prefix: String, _ count: Int) -> (String, ByteSearch.Needle) {
            let start = Array(prefix.utf8)
            let isUppercase = count == 16
            let needle = ByteSearch.Needle(start, length: start.count + count) { bytes, index in
                if index > 0, bytes[index - 1].isLetterOrDigit || bytes[index - 1] == 0x5F { return false }
                let rest = bytes[(index + start.count)...].prefix(count)
                return rest.count == count
                    && rest.allSatisfy { byte in
                        isUppercase
                            ? 0x30...0x39 ~= byte || 0x41...0x5A ~= byte
                            : byte.isLetterOrDigit || byte == 0x5F || byte == 0x2D || byte == 0x2E
                    }
            }
            return (name, needle)
        }

        /// A URL with a name and a password.
        private static func password(_ scheme: String) -> (String, ByteSearch.Needle) {
            let start = Array(scheme.utf8)
            let needle = ByteSearch.Needle(start, length: start.count + 128) { bytes, index in
                let rest = bytes[(index + start.count)...].prefix(128)
                let name = rest.prefix { $0.isLetterOrDigit || "_-.".utf8.contains($0) }
                guard !name.isEmpty, rest.dropFirst(name.count).first == UInt8(ascii: ":") else { return false }
                let afterName = rest.dropFirst(name.count + 1)
                let password = afterName.prefix {
                    0x21..<0x7F ~= $0 && $0 != UInt8(ascii: "@") && $0 != UInt8(ascii: "/")
                }
                return password.count >= 4 && afterName.dropFirst(password.count).first == UInt8(ascii: "@")
            }
            return ("a URL with a password (\(scheme))", needle)
        }

        /// Whether an ELF file of 64 bits has a table of symbols.
        private static func hasSymbols(_ file: OpenFile) throws(SystemError) -> Bool {
            let header = try file.bytes(from: 0, upTo: 64)
            guard header.count == 64, header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else { return false }
            func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> UInt64 {
                bytes[offset..<(offset + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            }
            let start = number(header, 0x28, 8)
            let (size, count) = (Int(number(header, 0x3A, 2)), Int(number(header, 0x3C, 2)))
            guard start > 0, start < UInt64(file.size), size >= 64, count > 0 else { return false }
            let table = try file.bytes(from: Int(start), upTo: size * count)
            // SHT_SYMTAB is 2.
            return stride(from: 0, to: table.count - 7, by: size).contains { number(table, $0 + 4, 4) == 2 }
        }
    }
#endif
