#if Tool
    internal import FastCGI

    /// Compares the .htaccess with its template, and looks for known holes.
    struct HtaccessCheck {
        private let site: Site
        private let file: HtaccessFile?

        /// - Parameter file: the .htaccess; `nil` if there is none.
        init(_ site: Site, _ file: HtaccessFile?) {
            self.site = site
            self.file = file
        }

        private var path: ShownPath { ShownPath(site.directory + "/.htaccess") }

        func check(_ findings: inout Findings) {
            guard let file else {
                findings.add(.htaccessMissing, path, command: command(replaces: false))
                return
            }
            for (kind, numbers) in HtaccessHoles(in: file.text).lines {
                let lines = numbers.prefix(10).map(String.init).joined(separator: ", ")
                findings.add(
                    kind, path, "line \(lines)\(numbers.count > 10 ? " …" : "")",
                    command: command(replaces: file.template == nil))
            }
            guard let template = file.template else {
                findings.add(.htaccessForeign, path, command: command(replaces: true))
                return
            }
            if template.hasPrivateProgram
                ? file.privateDirectory != site.privateDirectory : site.privateDirectory != nil
            {
                let program = file.privateDirectory ?? site.directory
                findings.add(
                    .htaccessProgram, path, ShownPath(program + "/app.fcgi").text,
                    command: command(replaces: false) + " --dry-run")
            }
            checkDifference(file, &findings)
        }

        private func checkDifference(_ file: HtaccessFile, _ findings: inout Findings) {
            let detail: String
            do throws(ToolError) {
                let mount = site.mount ?? file.mount ?? "/"
                guard
                    let expected = try file.expected(
                        in: site.directory, privateDirectory: file.privateDirectory, mount: mount)
                else { return }
                if expected == file.text { return }
                let lines = zip(Self.lines(expected), Self.lines(file.text))
                let first = lines.enumerated().first { $0.element.0 != $0.element.1 }?.offset
                detail = first.map { "first in line \($0 + 1)" } ?? "in length"
            } catch {
                detail = error.problem
            }
            findings.add(.htaccessDiffers, path, detail, command: command(replaces: false) + " --dry-run")
        }

        private static func lines(_ text: String) -> [Substring] {
            text.split(separator: "\n", omittingEmptySubsequences: false)
        }

        /// The command that writes the file.
        private func command(replaces: Bool) -> String {
            var words = ["gatehouse htaccess --for", ShownPath(site.directory).shellWord]
            if let directory = site.privateDirectory { words += ["--private", ShownPath(directory).shellWord] }
            if let template = file?.template, template != .fcgidWrapper, template != .fcgidRewrite {
                words += ["--template", template.rawValue]
            }
            if let mount = site.mount ?? file?.mount, mount != TemplatePlace.usualMount(of: site.directory) {
                words += ["--mount", ShownPath(mount).shellWord]
            }
            words += (file?.hosts ?? []).flatMap { ["--host", ShownPath($0).shellWord] }
            return words.joined(separator: " ") + (replaces ? " --replace" : "")
        }
    }
#endif
