#if Tool
    import FastCGI
    import FoundationEssentials
    import Testing

    @testable import GatehouseTool

    /// A fault that a test plants in a site, and the findings that it causes.
    struct Fault: Sendable, CustomTestStringConvertible {
        let kind: FindingKind
        /// Further findings with the same cause.
        let others: Set<FindingKind>
        let name: String
        let template: Template
        /// Whether only root can plant it.
        let needsRoot: Bool
        let plant: @Sendable (TestSite) async throws -> Void

        init(
            _ kind: FindingKind, _ name: String, also others: Set<FindingKind> = [],
            in template: Template = .fcgidRewrite,
            needsRoot: Bool = false, _ plant: @escaping @Sendable (TestSite) async throws -> Void
        ) {
            self.kind = kind
            self.others = others
            self.name = name
            self.template = template
            self.needsRoot = needsRoot
            self.plant = plant
        }

        var testDescription: String { "\(kind.id): \(name)" }

        /// All faults that this user can plant.
        static let all = (files + access + data + secrets + rules + program).filter {
            !$0.needsRoot || FileStatus.ownUser == 0
        }

        private static func file(
            _ kind: FindingKind, _ name: String, _ text: String = "text\n", mode: Int = 0o644
        ) -> Fault {
            Fault(kind, name) { try $0.publish(name, text, mode) }
        }

        private static let files: [Fault] = [
            file(.backup, "app.fcgi.bak"), file(.backup, ".htaccess~"), file(.backup, ".app.conf.swp"),
            file(.backup, "app.fcgi.1"), file(.backup, "#notes#"), file(.source, "main.swift"),
            file(.source, "Package.resolved"), file(.source, "index.php"), file(.database, "app.db"),
            file(.database, "app.sqlite3-wal"), file(.database, "cache", "SQLite format 3\u{0}"),
            file(.key, "server.pem"), file(.key, "id_ed25519"), file(.key, ".htpasswd"),
            file(.key, "notes", "x\n-----BEGIN EC PRIVATE KEY-----\n"), file(.dump, "dump.sql"),
            file(.dump, "site.tar.gz"), file(.dump, "core.4711"), file(.dump, "all", "-- MySQL dump 10.13\n"),
            file(.settingsFile, ".env"), file(.settingsFile, "app.conf"),
            file(.settingsFile, "x", "# settings\nGATEHOUSE_HOSTS=a.example\n"), file(.logFile, "error_log"),
            file(.logFile, ".bash_history"), file(.program, "helper", "#!/bin/sh\n", mode: 0o711),
            file(.program, "old", "\u{7F}ELF"), file(.program, "run", "text", mode: 0o755),
            file(.unexpected, "robots.txt"),
            Fault(.versionControl, ".git") {
                try $0.publishDirectory(".git")
                try $0.publish(".git/config")
            },
            Fault(.directory, "a subdirectory") { try $0.publishDirectory("uploads") },
            Fault(.nestedHtaccess, "rules in a subdirectory", also: [.directory]) {
                try $0.publishDirectory("uploads")
                try $0.publish("uploads/.htaccess", "RewriteEngine On\n")
            },
            Fault(.database, "deep", also: [.directory]) {
                try $0.publishDirectory("a/b/c")
                try $0.publish("a/b/c/app.db")
            },
            Fault(.link, "a link to the data") { try $0.home.link("public_html/app/notes", to: "private/app.db") },
            Fault(.link, "a link to a directory outside is not followed") {
                try $0.home.link("public_html/app/all", to: "private")
            },
            Fault(.hardLink, "a second name of the database", also: [.unexpected, .dataLink]) {
                try $0.write("private/data", "text", 0o600)
                try FileManager.default.linkItem(atPath: $0.path("private/data"), toPath: $0.directory + "/data")
            },
            Fault(.special, "a FIFO") { try $0.execute("mkfifo", $0.directory + "/pipe") },
            Fault(.tooMany, "many files", also: [.unexpected]) {
                for index in 0..<20 { try $0.publish("file\(index)") }
                $0.entryLimit = 10
            },
            Fault(.tooMany, "many directories", also: [.directory]) {
                try $0.publishDirectory(Array(repeating: "d", count: 40).joined(separator: "/"))
            },
            Fault(.unexamined, "a directory that its owner cannot list", also: [.directory]) {
                try $0.publishDirectory("uploads")
                try $0.chmod("public_html/app/uploads", 0o311)
            },
            Fault(.unexamined, "a file that its owner cannot read", also: [.unexpected]) {
                try $0.publish("x", "", 0o044)
            },
            Fault(.unexpected, "a file with an unusual name in assets", in: .fcgidAssets) {
                try $0.publish("assets/a.b.css")
            },
            Fault(.key, "a key with the name of a text in assets", in: .fcgidAssets) {
                try $0.publish("assets/a.txt", "-----BEGIN PRIVATE KEY-----\n")
            },
        ]

        private static let access: [Fault] = [
            Fault(.parentWritable, "public_html 0777") { try $0.chmod("public_html", 0o777) },
            Fault(.parentWritable, "the home 0775") { try $0.chmod("", 0o775) },
            Fault(.parentOwner, "public_html of another user", needsRoot: true) {
                try $0.chown("public_html", owner: 12_345)
            },
            Fault(.closedPath, "public_html 0700") { try $0.chmod("public_html", 0o700) },
            Fault(.closedPath, "the directory of the program 0700", in: .fcgidWrapper) {
                try $0.chmod("program", 0o700)
            },
            Fault(.linkedPath, "a link in the path") { site in
                try site.home.link("www", to: "public_html")
                site.directory = site.path("www/app")
                try await site.writeHtaccess()
            },
            Fault(.directoryWritable, "the public directory 0733") { try $0.chmod("public_html/app", 0o733) },
            Fault(.directoryWritable, "the directory of the program 0731", in: .fcgidWrapper) {
                try $0.chmod("program", 0o731)
            },
            Fault(.fileWritable, "the .htaccess 0664") { try $0.chmod("public_html/app/.htaccess", 0o664) },
            Fault(.fileWritable, "a style sheet 0646", in: .fcgidAssets) {
                try $0.chmod("public_html/app/assets/style.css", 0o646)
            },
            Fault(.owner, "the .htaccess of another user", needsRoot: true) {
                try $0.chown("public_html/app/.htaccess", owner: 12_345)
            },
            Fault(.owner, "the program of another user is not run", also: [.programUnexamined], needsRoot: true) {
                try $0.writeProgram("printf x > '\($0.path("ran"))'")
                try $0.chown("public_html/app/app.fcgi", owner: 12_345)
            },
            Fault(.group, "the program of another group", needsRoot: true) {
                try $0.chown("public_html/app/app.fcgi", group: 12_345)
            },
            Fault(.htaccessUnreadable, "the .htaccess 0600") { try $0.chmod("public_html/app/.htaccess", 0o600) },
            Fault(.programReadable, "the program 0755") { try $0.writeProgram(mode: 0o755) },
            Fault(.programWritable, "the program 0731", also: [.programUnexamined]) {
                try $0.writeProgram(mode: 0o731)
            },
            Fault(.programNotExecutable, "the program 0700") { try $0.writeProgram(mode: 0o700) },
            Fault(.programSetID, "the program 04711") { try $0.writeProgram(mode: 0o4711) },
        ]

        private static let data: [Fault] = [
            Fault(.dataMode, "the data 0755") { try $0.chmod("private", 0o755) },
            Fault(.dataReadable, "a database 0640 in a directory 0711", also: [.dataMode]) {
                try $0.chmod("private", 0o711)
                try $0.chmod("private/app.db", 0o640)
            },
            Fault(.dataOwner, "a database of another user", needsRoot: true) {
                try $0.chown("private/app.db", owner: 12_345)
            },
            Fault(
                .dataPublic, "the data in the public directory",
                also: [.directory, .settingsFile, .database, .dataMode]
            ) {
                try $0.publishDirectory("private")
                try $0.publish("private/app.conf", "GATEHOUSE_HOSTS=a.example\n", 0o600)
                try $0.publish("private/app.db", "", 0o600)
                try $0.publish("private/routes.json", #"[{"method": "GET", "path": "/", "rule": "everyone"}]"#, 0o600)
                $0.data = $0.directory + "/private"
            },
            Fault(.dataLink, "a link in the data") { try $0.home.link("private/link", to: "public_html") },
            Fault(.dataExposed, "a file that the program names") { try $0.report("data.exposed", place: "/x/app.db") },
            Fault(.networkFileSystem, "NFS") { $0.networkFileSystem = "NFS" },
            Fault(.settingsMode, "settings 0640") { try $0.chmod("private/app.conf", 0o640) },
            Fault(.settingsMode, "settings with two names", also: [.dataLink]) {
                try FileManager.default.linkItem(atPath: $0.path("private/app.conf"), toPath: $0.path("private/b"))
            },
            Fault(.settingsSyntax, "an invalid line") {
                try $0.write("private/app.conf", "export GATEHOUSE_HOSTS=a.example\n", 0o600)
            },
        ]

        private static func settings(_ lines: String...) -> @Sendable (TestSite) throws -> Void {
            { try $0.write("private/app.conf", lines.joined(separator: "\n") + "\n", 0o600) }
        }

        private static let secrets: [Fault] = [
            Fault(.weakSecret, "changeme", settings("GATEHOUSE_APP_KEY=changemechangemechangeme")),
            Fault(.weakSecret, "a short password", settings("GATEHOUSE_APP_MAIL_PASSWORD=hunter2")),
            Fault(
                .weakSecret, "one of several",
                settings("GATEHOUSE_APP_KEYS=ada:q8Zr1Vw5Lk3Tn7Yb2Xc9,grace:aaaaaaaaaaaaaaaaaaaa")),
            Fault(
                .reusedSecret, "two keys",
                settings("GATEHOUSE_APP_KEY=q8Zr1Vw5Lk3Tn7Yb2Xc9", "GATEHOUSE_APP_OTHER_KEY=q8Zr1Vw5Lk3Tn7Yb2Xc9")),
            Fault(.secretInHtaccess, "a comment", also: [.htaccessDiffers]) { try $0.addRule("# \(TestSite.key)") },
            Fault(.secretInBinary, "the text") { try $0.embed("# \(TestSite.key)") },
            Fault(.secretInBinary, "decoded from hexadecimal digits") {
                let secret = Array("ten bytes of a secret".utf8)
                let digits = secret.map { String($0, radix: 16) }.joined()
                try $0.write("private/app.conf", "GATEHOUSE_APP_KEY=\(digits)\n", 0o600)
                try $0.embed("# ten bytes of a secret")
            },
            Fault(.secretInBinary, "decoded from base64") {
                let encoded = Data("another secret text".utf8).base64EncodedString()
                try $0.write("private/app.conf", "GATEHOUSE_APP_KEY=\(encoded)\n", 0o600)
                try $0.embed("# another secret text")
            },
            Fault(.keyInBinary, "PEM") {
                try $0.embed(
                    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v0VpguoRK9JLsLMREScVpezJpGXA7rAMc\n")
            },
            Fault(.tokenInBinary, "AWS") { try $0.embed("# AKIAIOSFODNN7EXAMPLE") },
            Fault(.tokenInBinary, "GitHub") { try $0.embed("# ghp_" + String(repeating: "aB3d", count: 9)) },
            Fault(.tokenInBinary, "a URL with a password") { try $0.embed("# postgres://me:opensesame@db.example/x") },
            Fault(.notStripped, "an ELF file with symbols", also: [.programUnexamined]) { site in
                var bytes = [UInt8](repeating: 0, count: 128)
                bytes.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
                // One section at byte 64 with type SHT_SYMTAB.
                bytes[0x28] = 64
                bytes[0x3A] = 64
                bytes[0x3C] = 1
                bytes[64 + 4] = 2
                try Data(bytes).write(to: URL(filePath: site.directory + "/app.fcgi"))
                try site.chmod("public_html/app/app.fcgi", 0o711)
            },
            Fault(.binaryUnexamined, "a program of 600 MB") {
                try $0.execute("truncate", "-s", "600M", $0.directory + "/app.fcgi")
            },
        ]
    }
#endif
