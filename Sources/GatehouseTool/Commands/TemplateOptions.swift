#if Tool
    internal import ArgumentParser

    /// The options that select a template and its place.
    struct TemplateOptions: ParsableArguments {
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

        /// The options as they were given, for the same command on a host.
        var arguments: [String] {
            (privateDirectory.map { ["--private", $0] } ?? []) + (template.map { ["--template", $0.rawValue] } ?? [])
                + (assets ? ["--assets"] : []) + (mount.map { ["--mount", $0] } ?? [])
        }

        /// The template and the place for a public directory of this machine.
        ///
        /// - Parameters:
        ///   - directory: the absolute path of the public directory.
        ///   - hosts: the hosts for the command line of the program.
        func place(_ directory: String, hosts: [String] = []) throws(ToolError) -> (Template, TemplatePlace) {
            try place(
                directory, privateDirectory: privateDirectory.map(LocalFiles.absolute), hosts: hosts,
                rules: LocalFiles.text(directory + "/.htaccess"))
        }

        /// The template and the place for a public directory. What no option says stays as in the .htaccess that is there.
        ///
        /// - Parameters:
        ///   - directory: the absolute path of the public directory.
        ///   - privateDirectory: the absolute path of `--private`.
        ///   - hosts: the hosts for the command line of the program.
        ///   - rules: the .htaccess that is there.
        func place(
            _ directory: String, privateDirectory: String?, hosts: [String] = [], rules: String?
        ) throws(ToolError) -> (Template, TemplatePlace) {
            let file = HtaccessFile(rules ?? "")
            let old = file.place(in: directory)
            let selected = try selectedTemplate()
            let template = selected ?? file.template ?? .fcgidRewrite
            let isSame = file.template == template
            guard let mount = mount ?? (isSame ? old?.mount : nil) ?? TemplatePlace.usualMount(of: directory) else {
                throw ToolError(
                    "the URL path of \(directory) is unknown, because no part of it is called public_html",
                    remedy: "pass --mount, such as --mount /app", status: .usage)
            }
            let place = TemplatePlace(
                directory: directory,
                privateDirectory: privateDirectory ?? (isSame ? old?.privateDirectory : nil),
                mount: mount, hosts: hosts.isEmpty && isSame ? old?.hosts ?? [] : hosts)
            return (template, place)
        }

        /// The template that the options select; `nil` if they select none.
        private func selectedTemplate() throws(ToolError) -> Template? {
            if template == .fcgidAuthorizer, privateDirectory != nil { return .fcgidAuthorizer }
            let choices = [template, privateDirectory == nil ? nil : .fcgidWrapper, assets ? .fcgidAssets : nil]
            let chosen = Set(choices.compactMap { $0 })
            guard chosen.count <= 1 else {
                throw ToolError(
                    "the options select different templates: \(chosen.map(\.rawValue).sorted().joined(separator: ", "))",
                    remedy: "pass one of --template, --private and --assets", status: .usage)
            }
            return chosen.first
        }
    }
#endif
