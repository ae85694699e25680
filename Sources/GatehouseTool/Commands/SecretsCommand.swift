#if Tool
    internal import ArgumentParser
    internal import SystemPackage

    /// Creates and replaces the secrets of a settings file.
    struct SecretsCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "secrets",
            abstract: "Creates and replaces secrets in a settings file. It never prints one.",
            subcommands: [New.self, Rotate.self, List.self]
        )

        /// The settings file.
        struct File: ParsableArguments {
            @Option(help: "The settings file, outside the public directory, such as ~/private/app.conf.")
            var settings: String

            var path: String { LocalFiles.absolute(settings) }

            /// The content; `nil` if the file is missing.
            ///
            /// - Throws: ``ToolError`` if others can read the file, or if it is not a regular file.
            func document() throws(ToolError) -> SettingsDocument? {
                guard let information = try LocalFiles.information(path) else { return nil }
                guard information.type == .regular else {
                    throw ToolError(
                        "\(path) is not a regular file", remedy: "replace the link by the file", status: .invalidData)
                }
                guard information.permissions.rawValue & 0o077 == 0 else {
                    throw ToolError(
                        "others can access \(path)", remedy: "chmod 600 \(path), and replace its secrets",
                        status: .configuration)
                }
                return SettingsDocument(try LocalFiles.text(path) ?? "")
            }

            func existing() throws(ToolError) -> SettingsDocument {
                guard let document = try document() else {
                    throw ToolError(
                        "there is no file \(path)",
                        remedy: "create it with: gatehouse secrets new NAME --settings \(path)",
                        status: .missingInput)
                }
                return document
            }

            func write(_ document: SettingsDocument) throws(ToolError) {
                try LocalFiles.replace(path, with: document.text, mode: 0o600)
            }
        }

        /// The whole name: `KEYS` is `GATEHOUSE_APP_KEYS`.
        static func setting(_ name: String) throws(ToolError) -> String {
            let name = name.hasPrefix("GATEHOUSE_APP_") ? name : "GATEHOUSE_APP_" + name
            guard name.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || isDigit($0) }),
                name.utf8.count > 14
            else {
                throw ToolError(
                    "\(name.debugDescription) is not the name of a setting",
                    remedy: "use capital letters, such as KEYS",
                    status: .usage)
            }
            return name
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
        }

        /// Adds a secret.
        struct New: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Adds a random secret of 32 bytes, and creates the file with mode 0600 if it is missing.")

            @Argument(help: "The name, such as KEYS for GATEHOUSE_APP_KEYS.")
            var name: String

            @OptionGroup var file: File

            func run() throws {
                let setting = try SecretsCommand.setting(name)
                let old = try file.document()
                guard old?[setting] == nil else {
                    throw ToolError(
                        "\(file.path) has \(setting) already", remedy: "replace it with: gatehouse secrets rotate",
                        status: .cannotCreate)
                }
                var document = old ?? SettingsDocument("")
                document[setting] = SecretText.random()
                try file.write(document)
                Console.current.print("\(setting) is in \(file.path).", .green)
            }
        }

        /// Replaces a key in steps.
        struct Rotate: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Replaces a key in three steps, so that no session is lost.",
                discussion: """
                    The first key of a list signs, and all of them verify. Restart all processes after each step:

                      gatehouse secrets rotate KEYS --settings FILE            # adds a new key at the end
                      gatehouse secrets rotate KEYS --settings FILE --first    # moves it to the front
                      gatehouse secrets rotate KEYS --settings FILE --drop     # removes all others, when their values have expired

                    If somebody else may know the old key, use --replace: the new key is the only one at once, and all \
                    sessions end.
                    """)

            @Argument(help: "The name, such as KEYS for GATEHOUSE_APP_KEYS.")
            var name: String

            @OptionGroup var file: File

            @Flag(exclusivity: .exclusive)
            var step = Step.add

            enum Step: EnumerableFlag {
                case add
                case first
                case drop
                case replace

                static func help(for value: Step) -> ArgumentHelp? {
                    switch value {
                    case .add: "Adds a new key at the end (default)."
                    case .first: "Moves the last key to the front."
                    case .drop: "Removes all keys but the first."
                    case .replace: "Replaces the whole value by a new secret."
                    }
                }
            }

            func run() throws {
                let setting = try SecretsCommand.setting(name)
                var document = try file.existing()
                guard let value = document[setting] else {
                    throw ToolError(
                        "\(file.path) has no \(setting)", remedy: "add it with: gatehouse secrets new",
                        status: .missingInput)
                }
                var keys = value.split(separator: ",").map(String.init)
                let next: String
                switch step {
                case .add:
                    keys.append(SecretText.random())
                    next = "Restart all processes, and then use --first."
                case .first:
                    guard keys.count > 1, let last = keys.popLast() else {
                        throw ToolError(
                            "\(setting) has only one key", remedy: "add another one first, without --first",
                            status: .usage)
                    }
                    keys.insert(last, at: 0)
                    next = "Restart all processes. Use --drop when the values of the old key have expired."
                case .drop:
                    keys = Array(keys.prefix(1))
                    next = "Restart all processes."
                case .replace:
                    keys = [SecretText.random()]
                    next = "Restart all processes. Values of the old secret are invalid."
                }
                document[setting] = keys.joined(separator: ",")
                try file.write(document)
                Console.current.print(
                    "\(setting) has \(keys.count) \(keys.count == 1 ? "key" : "keys"). \(next)", .green)
            }
        }

        /// Lists the names.
        struct List: ParsableCommand {
            static let configuration = CommandConfiguration(
                abstract: "Lists the names of the settings, without values.")

            @OptionGroup var file: File

            func run() throws {
                for name in try file.existing().names { Console.current.print(name) }
            }
        }
    }
#endif
