#if Tool
    internal import ArgumentParser
    internal import FastCGI

    /// The private directory of an application.
    struct DataOption: ParsableArguments {
        @Option(
            name: .customLong("data"),
            help: """
                The private directory with settings, data and releases. Defaults to ~/private/NAME, where NAME is that of the \
                public directory, or of the current one for a whole site.
                """)
        var directory: String?

        /// The name of the application.
        func name(for publicDirectory: String) -> String {
            let isSite = TemplatePlace.usualMount(of: publicDirectory) == "/"
            let path = isSite ? LocalFiles.absolute(".") : publicDirectory
            return path.split(separator: "/").last.map(String.init) ?? "app"
        }

        /// The path on a host, absolute or below the home directory there.
        func remotePath(for publicDirectory: String) -> String {
            directory ?? "private/\(name(for: publicDirectory))"
        }

        func path(for publicDirectory: String) throws(ToolError) -> String {
            if let directory { return LocalFiles.absolute(directory) }
            guard let home = ProcessEnvironment.value("HOME"), home.hasPrefix("/") else {
                throw ToolError("the variable HOME names no directory", remedy: "pass --data", status: .usage)
            }
            return "\(home)/private/\(name(for: publicDirectory))"
        }
    }
#endif
