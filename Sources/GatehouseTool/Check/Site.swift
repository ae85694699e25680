#if Tool
    internal import FastCGI

    /// The parts of a site on this machine.
    struct Site: Sendable {
        /// The absolute path of the public directory.
        let directory: String
        /// The directory of the program, outside the public one.
        var privateDirectory: String?
        /// The directory for settings and databases.
        var data: String?
        /// The file with the settings.
        var settings: String?
        /// The file that lists the expected routes.
        var routes: String?
        /// The URL path of the public directory, if it is given.
        var mount: String?
        /// The user and the group of the public directory.
        let owner: UInt32
        let group: UInt32
        /// Finds the network file system of a directory. Tests replace it.
        var networkFileSystem: @Sendable (String) -> String? = { path in
            (try? ExaminedDirectory(path: path).networkFileSystem()) ?? nil
        }

        /// Reads the status of a path, with or without following symbolic links. Replaced for a site on another machine.
        var status: @Sendable (String, _ followingLinks: Bool) throws(SystemError) -> FileStatus = {
            path, followingLinks throws(SystemError) in
            try FileStatus(of: path, followingLinks: followingLinks)
        }

        /// Creates a site on another machine.
        init(directory: String, owner: UInt32, group: UInt32) {
            (self.directory, self.owner, self.group) = (directory, owner, group)
        }

        /// Creates a site.
        ///
        /// - Throws: ``ToolError`` if the directory cannot be opened.
        init(directory: String) throws(ToolError) {
            self.directory = directory
            do throws(SystemError) {
                let status = try ExaminedDirectory(path: directory).status()
                (owner, group) = (status.owner, status.group)
            } catch {
                throw ToolError(
                    "cannot examine the public directory: \(error)", remedy: "pass the path of a directory",
                    status: .missingInput)
            }
        }

        /// The path of the program.
        var program: ShownPath { ShownPath((privateDirectory ?? directory) + "/app.fcgi") }

        /// A remedy with the paths of this site.
        func command(_ remedy: String, for path: ShownPath) -> String {
            let words = remedy.split(separator: " ").map { word in
                switch word {
                case "FILE": path.shellWord
                case "PUBLIC": ShownPath(directory).shellWord
                case "PROGRAM": program.shellWord
                case "DATA": data.map { ShownPath($0).shellWord } ?? "~/private"
                case "DATA/routes.json":
                    data.map { ShownPath($0 + "/routes.json").shellWord } ?? "~/private/routes.json"
                case "OWNER": "\(owner)"
                case "GROUP": "\(group)"
                default: String(word)
                }
            }
            return words.joined(separator: " ")
        }
    }
#endif
