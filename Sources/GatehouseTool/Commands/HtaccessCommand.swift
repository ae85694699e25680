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

        @OptionGroup var options: TemplateOptions

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
            let (template, place) = try options.place(directory, hosts: host)
            let text = try template.rendered(for: place)
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
    }
#endif
