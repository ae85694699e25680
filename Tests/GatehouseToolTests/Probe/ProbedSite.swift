#if Tool
    import Foundation
    import TestSupport

    @testable import GatehouseTool

    /// A private Apache, started by scripts/apache-site, with a program that has only error pages. It ends with its owner.
    final class ProbedSite {
        struct DidNotStart: Error {
            let messages: String
        }

        let directory: String
        let url: String
        private let apache: Program
        private let home: TemporaryDirectory

        /// - Parameters:
        ///   - template: one of htaccess-templates.
        ///   - fixture: a .htaccess of Tests/Fixtures, instead of a template.
        ///   - hostConfiguration: lines of the server's configuration. @DIRECTORY@ is the public directory.
        init(template: String = "", fixture: String = "", hostConfiguration: String = "") throws {
            home = try TemporaryDirectory()
            let program = home.path("error-pages")
            let source = Products.root.appendingPathComponent("Tests/Fixtures/error-pages.c").path
            let path = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
            let compiler = try Program("/usr/bin/cc", ["-o", program, source, "-lfcgi"], environment: path).end()
            guard compiler.status == 0 else { throw DidNotStart(messages: compiler.errors) }
            let configuration = home.path("host.conf")
            try hostConfiguration.write(toFile: configuration, atomically: false, encoding: .utf8)
            let rules =
                fixture.isEmpty
                ? ["--template", template]
                : ["--htaccess", Products.root.appendingPathComponent("Tests/Fixtures/\(fixture)").path]
            apache = try Program(
                Products.root.appendingPathComponent("scripts/apache-site").path,
                ["--binary", program, "--mount", "/sub/app", "--while-stdin", "--host-config", configuration] + rules,
                environment: path, input: nil)
            guard let directory = apache.line(beginningWith: "public "),
                let ready = apache.line(beginningWith: "ready ")
            else { throw DidNotStart(messages: apache.end().errors) }
            self.directory = String(directory.dropFirst("public ".count))
            url = String(ready.dropFirst("ready ".count))
        }

        /// What is in the public directory.
        func names() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        }

        /// Probes the site, or another URL with the site's directory. Nothing may remain in the directory.
        func probe(
            _ url: String? = nil, directory: String? = nil, more: [String] = []
        ) async throws -> (status: Int32, report: ProbeReport) {
            let before = try names()
            let result = try await TemporaryHome().run(
                ["probe", url ?? self.url, "--dir", directory ?? self.directory, "--json", "--timeout", "4"] + more)
            guard try names() == before else { throw DidNotStart(messages: "canaries remain: \(try names())") }
            let report = try? JSONDecoder().decode(ProbeReport.self, from: Data(result.output.utf8))
            guard let report else { throw DidNotStart(messages: result.error + result.output) }
            return (result.status, report)
        }
    }
#endif
