#if Tool
    internal import ArgumentParser

    /// Writes the .htaccess of a public directory.
    struct HtaccessCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "htaccess",
            abstract: "Writes the .htaccess of a public directory.",
            discussion: """
                It renders a template for exactly this directory, shows the difference from the .htaccess that is there, and \
                replaces it in one step. A directory without a program is closed: every request gets 500 or 403.

                  gatehouse htaccess --for ~/public_html/app --host www.example.com
                  gatehouse htaccess --for ~/public_html/app --private ~/program --host www.example.com

                The second form keeps the program outside the public directory, which is better if the host allows it.
                """
        )

        @Option(name: .customLong("for"), help: "The public directory, as Apache knows it.")
        var directory: String

        @Option(
            name: .customLong("private"),
            help: "The directory of the program, outside the public one. Selects fcgid-wrapper.")
        var privateDirectory: String?

        @Option(
            help: .init(
                "The template: \(Template.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "template"),
            transform: { text in
                guard let template = Template(rawValue: text) else {
                    throw ValidationError("there is no template of this name")
                }
                return template
            })
        var template: Template?

        @Flag(help: "Apache sends the files in assets/. Selects fcgid-assets.")
        var assets = false

        @Option(
            help:
                "The URL path of the directory, such as /app, or / for a whole site. Defaults to the path below public_html."
        )
        var mount: String?

        @Option(help: "A host that the program serves. Can be repeated.")
        var host: [String] = []

        @Flag(help: "Prints the file and writes nothing.")
        var print = false

        @Flag(help: "Shows the difference and writes nothing.")
        var dryRun = false

        @Flag(help: "Replaces a .htaccess that was not made from a template.")
        var replace = false

        func run() throws {
            let console = Console.current
            let directory = LocalFiles.absolute(directory)
            let template = try chosenTemplate()
            guard let mount = mount ?? TemplatePlace.usualMount(of: directory) else {
                throw ToolError(
                    "the URL path of \(directory) is unknown, because no part of it is called public_html",
                    remedy: "pass --mount, such as --mount /app", status: .usage)
            }
            let text = try template.rendered(
                for: TemplatePlace(
                    directory: directory, privateDirectory: privateDirectory.map(LocalFiles.absolute), mount: mount,
                    hosts: host))
            if print {
                console.print(String(text.dropLast(text.hasSuffix("\n") ? 1 : 0)))
                return
            }
            guard LocalFiles.isDirectory(directory) else {
                throw ToolError(
                    "there is no directory \(directory)",
                    remedy: "create it, or pass --print to see the file for a directory on another machine",
                    status: .missingInput)
            }
            let path = directory + "/.htaccess"
            let old = try LocalFiles.text(path)
            if old == text {
                console.print("\(path) is unchanged.")
                return
            }
            LineDifference(from: old ?? "", to: text).print(to: console)
            if dryRun { return }
            if let old, Template(ofContent: old) == nil, !replace {
                throw ToolError(
                    "\(path) has rules that come from no template, and they would be lost",
                    remedy: "read it, and pass --replace if nobody needs it", status: .cannotCreate)
            }
            try LocalFiles.replace(path, with: text, mode: 0o644)
            console.print("\(path) is written (\(template.rawValue)).", .green)
        }

        private func chosenTemplate() throws -> Template {
            let choices = [template, privateDirectory == nil ? nil : .fcgidWrapper, assets ? .fcgidAssets : nil]
            if let template, template == .fcgidAuthorizer, privateDirectory != nil { return template }
            let chosen = Set(choices.compactMap { $0 })
            guard chosen.count <= 1 else {
                throw ToolError(
                    "the options select different templates: \(chosen.map(\.rawValue).sorted().joined(separator: ", "))",
                    remedy: "pass one of --template, --private and --assets", status: .usage)
            }
            return chosen.first ?? .fcgidRewrite
        }
    }
#endif
