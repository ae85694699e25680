#if Tool
    import Foundation
    import TestSupport
    import Testing

    @testable import GatehouseTool

    @Suite("gatehouse probe, with a real Apache", .serialized, .timeLimit(.minutes(5)))
    struct ProbeApacheTests {
        /// What leaked, and how.
        private func leaks(_ report: ProbeReport) -> Set<String> {
            Set(report.leaks.map { "\($0.what): \($0.form.rawValue)" })
        }

        private func state(_ report: ProbeReport, _ id: String) -> ProbeReport.Check.State? {
            report.checks.first { $0.id == id }?.state
        }

        @Test("It finds what the well-known recipe gives away")
        func wellKnownRecipe() async throws {
            let (status, report) = try await ProbedSite(fixture: "well-known-recipe.htaccess").probe()
            #expect(status == 1 && report.result == .open)
            #expect(
                leaks(report).isSuperset(of: [
                    "a hidden file, like .env: content", "a database: content", "a text file: content",
                    "a file in a subdirectory: content", "a file in a hidden directory, like .git: content",
                ]))
            #expect(state(report, ".htaccess") == .good)
            #expect(report.remedy?.contains("gatehouse htaccess --for") == true)
        }

        @Test("It finds that a subdirectory with its own .htaccess cancels the repaired recipe")
        func repairedRecipe() async throws {
            let (status, report) = try await ProbedSite(fixture: "repaired-recipe.htaccess").probe()
            #expect(status == 1 && report.result == .open)
            #expect(
                leaks(report) == [
                    "a file in a subdirectory with its own .htaccess: content",
                    "an index page in a subdirectory with its own .htaccess: content",
                ])
            #expect(state(report, "Authorization") == .note)
        }

        @Test("It finds that an outdated template runs files")
        func outdatedTemplate() async throws {
            let (status, report) = try await ProbedSite(fixture: "outdated-assets.htaccess").probe()
            #expect(status == 1 && report.result == .open)
            #expect(leaks(report) == ["an executable file: ran"])
            #expect(report.leaks.first?.request.hasSuffix("/assets/x.css") == true)
        }

        @Test("It finds that the host reads no .htaccess, and that the program can be downloaded")
        func allowOverrideNone() async throws {
            let site = try ProbedSite(
                template: "fcgid-rewrite",
                hostConfiguration: "<Directory \"@DIRECTORY@\">\nAllowOverride None\n</Directory>\n")
            let (status, report) = try await site.probe()
            #expect(status == 1 && report.result == .open)
            #expect(
                leaks(report).isSuperset(of: ["the program: content", "the .htaccess: content", "a text file: content"])
            )
            #expect(state(report, ".htaccess") == .problem)
            #expect(report.remedy?.hasPrefix("Move everything") == true)
        }

        @Test(
            "Error pages are no leaks: with each template, and with five kinds of pages",
            arguments: [
                ("fcgid-wrapper", "host"), ("fcgid-rewrite", "custom"), ("fcgid-assets", "spa"),
                ("fcgid-action", "redirect"),
                ("cgi-rewrite", "plain"), ("cgi-action", "spa"),
            ])
        func errorPages(template: String, pages: String) async throws {
            let ofHost = [403, 404, 500].map { "ErrorDocument \($0) /index.html\n" }.joined()
            let site = try ProbedSite(
                template: template,
                hostConfiguration: "SetEnv GATEHOUSE_PAGES \(pages)\n" + (pages == "host" ? ofHost : ""))
            let root = URL(fileURLWithPath: site.directory).deletingLastPathComponent().deletingLastPathComponent()
            try "<title>Everything is here</title>\n".write(
                to: root.appendingPathComponent("index.html"), atomically: false, encoding: .utf8)
            let (status, report) = try await site.probe()
            #expect(report.leaks.isEmpty, "\(report.leaks)")
            #expect(status == 0 && report.result == .closed, "\(report.checks)")
            #expect(report.requests > 400)
            #expect(state(report, ".htaccess") == .good)
            #expect(state(report, "Authorization") == .good)
            #expect(report.checks.first { $0.id == "client address" }?.text.hasSuffix(" 127.0.0.1") == true)
            if template.hasPrefix("fcgid") {
                #expect(report.checks.first { $0.id == "body limit" }?.text.hasPrefix("131072 bytes") == true)
            }
        }

        @Test(
            "It sees whether a response arrives in pieces, or whether the web server holds it back",
            arguments: [
                ("fcgid-rewrite", "", ProbeReport.Check.State.note),
                ("fcgid-rewrite", "FcgidOutputBufferSize 0\n", .good),
                ("cgi-rewrite", "", .good),
            ])
        func streaming(template: String, configuration: String, expected: ProbeReport.Check.State) async throws {
            let site = try ProbedSite(template: template, hostConfiguration: configuration)
            let (status, report) = try await site.probe(more: ["--stream", "/sub/app/streamed"])
            let check = try #require(report.checks.first { $0.id == "streaming" })
            #expect(status == 0 && check.state == expected, "\(check)")
            #expect(check.text.contains(expected == .good ? "3 pieces arrive" : "18 bytes arrive at once"), "\(check)")
            let (_, other) = try await site.probe(more: ["--stream", "/sub/app/none"])
            #expect(state(other, "streaming") == .unknown)
        }

        @Test("A site that is not the directory is inconclusive, and gets few requests")
        func otherDirectory() async throws {
            let site = try ProbedSite(template: "fcgid-rewrite")
            let home = try TemporaryHome()
            let other = try home.directory("public_html")
            let (status, report) = try await site.probe(directory: other)
            #expect(status == 69 && report.result == .inconclusive)
            #expect(report.leaks.isEmpty && report.requests < 25)
            #expect(report.reason?.contains(other) == true)
            #expect(try home.names("public_html").isEmpty)
        }

        @Test("Over TLS, it finds the same, and looks at the certificate and at HTTP/2")
        func overTLS() async throws {
            let keys = try TemporaryDirectory()
            let certificate = keys.path("site.pem")
            let openssl = try Program(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "3",
                    "-keyout", certificate, "-out", keys.path("only.pem"), "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost",
                ], environment: ["PATH": "/usr/bin:/bin"]
            ).end()
            try #require(openssl.status == 0, "\(openssl.errors)")
            let both =
                try String(contentsOfFile: certificate, encoding: .utf8)
                + String(contentsOfFile: keys.path("only.pem"), encoding: .utf8)
            try both.write(toFile: certificate, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: certificate)
            let port = Int.random(in: 20000..<32000)
            let modules = "/usr/lib/apache2/modules"
            let site = try ProbedSite(
                template: "fcgid-rewrite",
                hostConfiguration: """
                    LoadModule ssl_module \(modules)/mod_ssl.so
                    LoadModule http2_module \(modules)/mod_http2.so
                    Listen 127.0.0.1:\(port) https
                    <VirtualHost 127.0.0.1:\(port)>
                    SSLEngine On
                    SSLCertificateFile "\(certificate)"
                    Protocols h2 http/1.1
                    </VirtualHost>
                    <Directory "@DIRECTORY@">
                    AllowOverride None
                    </Directory>

                    """)
            let (status, report) = try await site.probe("https://localhost:\(port)/sub/app")
            #expect(status == 1 && report.result == .open)
            #expect(leaks(report).isSuperset(of: ["the program: content", "a text file: content"]))
            #expect(report.checks.first { $0.id == "HTTP/2" }?.text == "offered (ALPN)")
            let found = report.checks.first { $0.id == "certificate" }
            #expect(found?.state == .problem && found?.text.contains("self") == true, "\(report.checks)")
        }
    }
#endif
