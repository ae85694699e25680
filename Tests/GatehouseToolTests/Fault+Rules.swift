#if Tool
    import FoundationEssentials

    @testable import GatehouseTool

    extension Fault {
        private static func rule(_ kind: FindingKind, _ line: String, also others: Set<FindingKind> = []) -> Fault {
            Fault(kind, line, also: others.union([.htaccessDiffers])) { try $0.addRule(line) }
        }

        static let rules: [Fault] = [
            Fault(.htaccessMissing, "no .htaccess") { try $0.remove("public_html/app/.htaccess") },
            Fault(.htaccessForeign, "rules of somebody else") { try $0.publish(".htaccess", "Require all denied\n") },
            Fault(.htaccessDiffers, "a changed line") {
                let text = try $0.home.text("public_html/app/.htaccess")
                try $0.publish(".htaccess", text.replacing("AcceptPathInfo On", with: "AcceptPathInfo Off"))
            },
            Fault(.htaccessDiffers, "the directory of another site") {
                let text = try $0.home.text("public_html/app/.htaccess")
                try $0.publish(".htaccess", text.replacing("/public_html/app", with: "/public_html/other"))
            },
            Fault(.htaccessProgram, "another program", also: [.programMissing], in: .fcgidWrapper) { site in
                _ = try site.home.directory("elsewhere")
                site.privateDirectory = site.path("elsewhere")
            },
            rule(.existingFiles, "RewriteCond %{REQUEST_FILENAME} !-f"),
            rule(.existingFiles, "rewritecond expr \"! -f %{REQUEST_FILENAME}\""),
            rule(.existingFiles, "FallbackResource /app.fcgi"),
            rule(.conditional, "<IfModule mod_rewrite.c>\nRewriteRule \"^x\" \"-\" [F]\n</IfModule>"),
            rule(
                .conditional, "<IfModule mod_authz_core.c>\n <If \"true\">\n  Require all denied\n </If>\n</IfModule>"),
            rule(.listing, "Options +Indexes"), rule(.listing, "options FollowSymLinks \\\n  All"),
            rule(.noEnd, "RewriteRule ^ app.fcgi/ [L]"), rule(.noEnd, "RewriteRule ^ app.fcgi/"),
            rule(.backreference, "RewriteRule ^(.*)$ app.fcgi/$1 [QSA,END]"),
            rule(.backreference, "RewriteRule ^ app.fcgi/%{REQUEST_URI} [END]"),
            rule(.byExtension, "AddHandler fcgid-script .fcgi"), rule(.opens, "Require all granted"),
            rule(.opens, "Satisfy Any"), rule(.opens, "XSendFile On"), rule(.opens, "Options +Includes"),
            rule(
                .existingFiles,
                "RewriteCond %{REQUEST_FILENAME} !-f\nRewriteRule ^(.*)$ app.fcgi/$1 [QSA,L]",
                also: [.noEnd, .backreference]),
        ]

        static let program: [Fault] = [
            Fault(.programMissing, "no program") { try $0.remove("public_html/app/app.fcgi") },
            Fault(.programMissing, "no program outside", in: .fcgidWrapper) { try $0.remove("program/app.fcgi") },
            Fault(.programUnexamined, "it refuses its settings") { try $0.writeProgram("exit 78") },
            Fault(.programUnexamined, "it prints something else") { try $0.writeProgram("printf hello") },
            Fault(.programUnexamined, "it prints without end") {
                try $0.writeProgram("while :; do printf '%01000d' 1; done")
            },
            Fault(.programUnexamined, "it does not end") {
                try $0.writeProgram("/bin/sleep 600")
                $0.timeLimit = .milliseconds(300)
            },
            Fault(.programUnexamined, "it reports what the tool does not know") { try $0.report("tea.cold") },
            Fault(.debugBuild, "reported") { try $0.report("program.debug") },
            Fault(.debugBuild, "its mark in a program that does not run", also: [.programUnexamined]) {
                try $0.embed("# \(StaticFile.debugMark)")
                try $0.writeProgram("exit 78")
            },
            Fault(.loopback, "reported") { try $0.report("hosts.loopback") },
            Fault(.anyHost, "reported") { try $0.report("hosts.any") },
            Fault(.httpsOff, "reported") { try $0.report("https.off", place: "https") },
            Fault(.httpsOff, "in the settings of a program that does not run", also: [.programUnexamined]) {
                try $0.write("private/app.conf", "GATEHOUSE_HTTPS=not-required\n", 0o600)
                try $0.writeProgram("exit 78")
            },
            Fault(.crossSite, "reported") { try $0.report("cross-site.allowed") },
            Fault(.raisedLimit, "reported") { try $0.report("limits.raised", place: "bodyLimit") },
            Fault(.openRoute, "a route that the list closes") {
                try $0.write("private/routes.json", #"[{"method": "GET", "path": "/", "rule": "member"}]"#, 0o600)
            },
            Fault(.noRoutesFile, "no list") { try $0.remove("private/routes.json") },
            Fault(.unexamined, "a list in another form", also: [.openRoute]) {
                try $0.write("private/routes.json", "GET /\n", 0o600)
            },
            Fault(.sharedOrigin, "another directory beside") { _ = try $0.home.directory("public_html/blog") },
            Fault(.sharedOrigin, "a script beside") { try $0.write("public_html/index.php", "") },
            Fault(.unknownOrigin, "an alias") { site in
                site.mount = "/elsewhere"
            },
            Fault(.unusedSilence, "a silence for nothing") {
                try $0.write("private/gatehouse-check.conf", "files.dump | it is gone\n", 0o600)
                $0.silences = $0.path("private/gatehouse-check.conf")
            },
        ]
    }
#endif
