#if Tool
    /// What a file is, by its name and its first bytes.
    enum FileNames {
        /// The kind of finding for a file that does not belong in a public directory; `nil` for an unknown name.
        static func kind(of name: [UInt8]) -> FindingKind? {
            let name = String(decoding: name, as: UTF8.self).lowercased()
            let endings = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().map(String.init)
            if isBackup(name, endings) { return .backup }
            if keyNames.contains(name) || name.hasPrefix("id_rsa") || name.hasPrefix("id_ed25519") { return .key }
            if versionControl.contains(name) { return .versionControl }
            if name == ".env" || name.hasPrefix(".env.") || settingsNames.contains(name) { return .settingsFile }
            if logNames.contains(name) || name.hasSuffix("_history") || name.hasSuffix("_log") { return .logFile }
            if name == "core" || (name.hasPrefix("core.") && endings.allSatisfy(isNumber)) { return .dump }
            if sourceNames.contains(name) { return .source }
            // "app.db-wal" and "app.sqlite3-journal" belong to a database.
            for ending in endings.reversed() {
                let ending = String(ending.prefix { $0 != "-" })
                if let kind = kinds[ending] { return kind }
            }
            return nil
        }

        /// The kind of finding by the first bytes of a file.
        static func kind(ofContent bytes: [UInt8]) -> FindingKind? {
            if bytes.starts(with: "SQLite format 3\u{0}".utf8) { return .database }
            if bytes.starts(with: [0x7F] + Array("ELF".utf8)) {
                // The type of a core file is 4.
                return bytes.count > 17 && bytes[16] == 4 ? .dump : .program
            }
            if bytes.starts(with: [0x1F, 0x8B]) || bytes.starts(with: "PK\u{3}\u{4}".utf8) { return .dump }
            let text = String(decoding: bytes, as: UTF8.self)
            if text.contains("-----BEGIN "), text.contains("PRIVATE KEY") || text.contains("CERTIFICATE") {
                return .key
            }
            if text.hasPrefix("-- MySQL dump") || text.hasPrefix("-- PostgreSQL database dump")
                || text.contains("\nCREATE TABLE ") || text.contains("\nINSERT INTO ")
            {
                return .dump
            }
            if text.hasPrefix("#!") { return .program }
            if text.hasPrefix("<?php") { return .source }
            if text.split(separator: "\n").contains(where: { $0.hasPrefix("GATEHOUSE_") && $0.contains("=") }) {
                return .settingsFile
            }
            return nil
        }

        /// Whether Apache sends a file of this name from `assets`, as the template fcgid-assets says.
        static func isAsset(_ name: [UInt8]) -> Bool {
            guard let dot = name.firstIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
            let ending = String(decoding: name[(dot + 1)...], as: UTF8.self)
            return ["css", "js", "png", "jpg", "svg", "webp", "woff2", "ico", "txt"].contains(ending)
                && name[..<dot].allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
        }

        private static func isBackup(_ name: String, _ endings: [String]) -> Bool {
            let last = endings.last ?? ""
            return name.hasSuffix("~") || (name.hasPrefix("#") && name.hasSuffix("#")) || name.hasPrefix(".#")
                || ["bak", "backup", "old", "orig", "rej", "save", "sav", "swp", "swo", "tmp", "copy", "dist"].contains(
                    last)
                || last.hasPrefix("new") || last.hasPrefix("bak")
                || (endings.count > 0 && isNumber(last) && !name.hasPrefix("core."))
                || name.hasPrefix("copy of ") || name.hasPrefix("backup")
        }

        private static func isNumber(_ text: String) -> Bool {
            !text.isEmpty && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        }

        private static let versionControl: Set<String> = [
            ".git", ".gitignore", ".gitattributes", ".gitmodules", ".github", ".svn", ".hg", ".hgignore", ".bzr", "cvs",
        ]
        private static let keyNames: Set<String> = ["authorized_keys", "known_hosts", ".ssh", ".gnupg", ".htpasswd"]
        private static let settingsNames: Set<String> = [
            ".my.cnf", ".pgpass", ".netrc", ".npmrc", ".git-credentials", "wp-config.php", ".user.ini", ".ftpconfig",
        ]
        private static let logNames: Set<String> = ["error_log", "access_log", ".lesshst", ".viminfo", "nohup.out"]
        private static let sourceNames: Set<String> = [
            "makefile", "dockerfile", "readme", "license", ".build", ".swiftpm", "sources", "tests", "node_modules",
        ]
        private static let kinds: [String: FindingKind] = {
            let endings: [(FindingKind, String)] = [
                (.database, "db sqlite sqlite3 db3 mdb accdb kdbx lmdb rdb dbf"),
                (.key, "pem key p12 pfx jks keystore ppk asc gpg crt cer csr der pub"),
                (.dump, "sql dump dmp tar gz tgz bz2 xz zst zip 7z rar cpio core pcap"),
                (.settingsFile, "env conf cfg cnf ini yaml yml toml properties plist secret secrets"),
                (.logFile, "log trace"),
                (
                    .source,
                    "swift c h cpp cc m py pyc rb pl pm php php5 phtml java class go rs ts tsx jsx sh bash lua sum "
                        + "resolved md patch diff map lock o a so"
                ),
                (.program, "fcgi cgi exe bin"),
            ]
            return Dictionary(
                endings.flatMap { kind, names in names.split(separator: " ").map { (String($0), kind) } }
            ) { first, _ in first }
        }()
    }
#endif
