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

        /// The template that the options select; defaults to fcgid-rewrite.
        func chosenTemplate() throws(ToolError) -> Template {
            if template == .fcgidAuthorizer, privateDirectory != nil { return .fcgidAuthorizer }
            let choices = [template, privateDirectory == nil ? nil : .fcgidWrapper, assets ? .fcgidAssets : nil]
            let chosen = Set(choices.compactMap { $0 })
            guard chosen.count <= 1 else {
                throw ToolError(
                    "the options select different templates: \(chosen.map(\.rawValue).sorted().joined(separator: ", "))",
                    remedy: "pass one of --template, --private and --assets", status: .usage)
            }
            return chosen.first ?? .fcgidRewrite
        }

        /// The place for a public directory.
        func place(_ directory: String, hosts: [String]) throws(ToolError) -> TemplatePlace {
            guard let mount = mount ?? TemplatePlace.usualMount(of: directory) else {
                throw ToolError(
                    "the URL path of \(directory) is unknown, because no part of it is called public_html",
                    remedy: "pass --mount, such as --mount /app", status: .usage)
            }
            return TemplatePlace(
                directory: directory, privateDirectory: privateDirectory.map(LocalFiles.absolute), mount: mount,
                hosts: hosts)
        }
    }
#endif
