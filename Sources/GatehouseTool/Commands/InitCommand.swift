#if Tool
    internal import ArgumentParser
    internal import FastCGI
    internal import FoundationEssentials

    /// Creates a new application.
    struct InitCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Creates an application that builds and passes its own tests.",
            discussion: """
                The application has a page, a form, a list for its owner, a layout, and tests that fail if a new route is open \
                by accident.

                  gatehouse init tea-club --sign-in
                  cd tea-club && swift test
                """
        )

        @Argument(help: "The directory. It must be new or empty. Its name is the name of the application.")
        var directory: String

        @Flag(help: "People sign in with a password. Needs Debian's libargon2-dev and libqrcodegen-dev.")
        var signIn = false

        @Flag(help: "Keeps the data in an SQLite database, with GRDB. Needs Debian's libsqlite3-dev.")
        var database = false

        @Option(help: "The checkout of Gatehouse. Defaults to the directory gatehouse beside the new one.")
        var library: String?

        @Option(help: "The home directory on the host. Defaults to yours.")
        var home: String?

        func run() throws {
            let console = Console.current
            let path = LocalFiles.absolute(directory)
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            guard NewApplication.isValid(name: name) else {
                throw ToolError(
                    "\(name.debugDescription) cannot be the name of an application",
                    remedy: "use a letter and up to 63 ASCII letters, digits, \"-\" and \"_\" after it", status: .usage)
            }
            let home = home ?? ProcessEnvironment.value("HOME") ?? ""
            guard home.hasPrefix("/"), !home.contains(where: { $0 == "\"" || $0 == "\\" || $0.isNewline }) else {
                throw ToolError(
                    "the home directory on the host, \(home.debugDescription), is not an absolute path",
                    remedy: "pass --home, such as --home /home/me", status: .usage)
            }
            let application = NewApplication(
                name: name, library: try libraryPath(for: path), home: home, hasSignIn: signIn, hasDatabase: database)
            try createEmpty(path)
            for file in application.files {
                let place = "\(path)/\(file.path)"
                try LocalFiles.createDirectories(String(place[..<(place.lastIndex(of: "/") ?? place.endIndex)]))
                try LocalFiles.replace(place, with: file.text, mode: 0o644)
            }
            try writeDevelopmentSettings(path, name)
            console.print("\(path) is created.", .green)
            console.print("Next: cd \(directory) && gatehouse serve")
        }

        /// The path of the library for the manifest: relative if it is beside the new directory.
        private func libraryPath(for path: String) throws -> String {
            let beside = "../gatehouse"
            let found = LocalFiles.absolute(library ?? path + "/" + beside)
            guard try LocalFiles.text(found + "/Package.swift")?.contains("name: \"gatehouse\"") == true else {
                throw ToolError(
                    "there is no checkout of Gatehouse in \(found)",
                    remedy: "clone it there, or pass its path with --library", status: .missingInput)
            }
            guard !found.contains(where: { $0 == "\"" || $0 == "\\" || $0.isNewline }) else {
                throw ToolError(
                    "the path of the library, \(found.debugDescription), has a character that Package.swift cannot contain",
                    remedy: "move the checkout", status: .usage)
            }
            return found == LocalFiles.absolute(path + "/" + beside) ? beside : found
        }

        private func createEmpty(_ path: String) throws {
            if let names = try? FileManager.default.contentsOfDirectory(atPath: path), !names.isEmpty {
                throw ToolError(
                    "\(path) is not empty", remedy: "choose another directory, or empty it", status: .cannotCreate)
            }
            try LocalFiles.createDirectories(path)
        }

        /// The settings and directories of the debug program.
        private func writeDevelopmentSettings(_ path: String, _ name: String) throws {
            let settings = path + "/.development/private/\(name)"
            try LocalFiles.createDirectories(path + "/.development/public_html")
            try LocalFiles.createDirectories(settings, mode: 0o700)
            let secret = SecretText.random()
            let text = signIn ? "GATEHOUSE_APP_KEYS=\(secret)\n" : "GATEHOUSE_APP_PASSWORD=\(secret)\n"
            try LocalFiles.replace(settings + "/app.conf", with: text, mode: 0o600)
        }
    }
#endif
