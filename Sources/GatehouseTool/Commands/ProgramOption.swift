#if Tool
    internal import ArgumentParser

    /// The program on which a command works.
    struct ProgramOption: ParsableArguments {
        @Option(
            help: """
                The program. Defaults to app.fcgi in the current directory, and then to .build/debug/App, which an \
                application of gatehouse init has.
                """)
        var program: String?

        /// The absolute path of the program.
        func path() throws(ToolError) -> String {
            if let program { return LocalFiles.absolute(program) }
            for usual in ["app.fcgi", ".build/debug/App"] {
                let path = LocalFiles.absolute(usual)
                if LocalFiles.isRegularFile(path) { return path }
            }
            throw ToolError(
                "there is neither app.fcgi nor .build/debug/App in \(LocalFiles.absolute("."))",
                remedy: "build the program with swift build, or pass its path with --program", status: .missingInput)
        }
    }
#endif
