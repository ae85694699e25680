#if Tool
    internal import FoundationEssentials

    /// The programs and the directories of a package, as SwiftPM describes them.
    struct PackageDescription: Sendable {
        /// The absolute path of the package.
        let package: String
        /// The executable products.
        let programs: [String]
        /// The manifests, and the directories with sources: of the targets without tests, and of packages that are
        /// referred to by their paths.
        let sources: [String]

        /// Asks SwiftPM.
        ///
        /// - Parameter package: the absolute path of the package.
        init(of package: String) async throws {
            guard LocalFiles.isRegularFile(package + "/Package.swift") else {
                throw ToolError(
                    "there is no Package.swift in \(package)", remedy: "pass the directory of the package",
                    status: .missingInput)
            }
            let json = try await SwiftCommand.output(["package", "describe", "--type", "json"], in: package)
            try self.init(json: json, package: package)
        }

        /// Reads the output of `swift package describe --type json`.
        init(json: [UInt8], package: String) throws(ToolError) {
            let description: Description
            do {
                description = try JSONDecoder().decode(Description.self, from: Data(json))
            } catch {
                throw ToolError("swift package describe printed no description: \(error)", status: .unavailable)
            }
            self.package = package
            programs = description.products.filter { $0.type.keys.contains("executable") }.map(\.name)
            let targets = description.targets.filter { $0.type != "test" }.map { target in
                LocalFiles.absolute("\(package)/\(target.path)")
            }
            let others = (description.dependencies ?? []).compactMap(\.path).flatMap { path in
                ["Package.swift", "Plugins", "Sources"].map { "\(path)/\($0)" }
            }
            sources = Set(["\(package)/Package.swift"] + targets + others).sorted()
        }

        private struct Description: Decodable {
            struct Product: Decodable {
                let name: String
                let type: [String: Ignored]
            }
            /// `{"executable": null}` or `{"library": ["automatic"]}`.
            struct Ignored: Decodable {
                init(from decoder: any Decoder) {}
            }
            struct Target: Decodable {
                let path: String
                let type: String
            }
            /// Only a package that is referred to by its path has one.
            struct Dependency: Decodable {
                let path: String?
            }
            let products: [Product]
            let targets: [Target]
            let dependencies: [Dependency]?
        }

        /// The executable product to build.
        ///
        /// - Parameter name: its name, if the package has more than one.
        func program(named name: String?) throws(ToolError) -> String {
            if let name {
                guard programs.contains(name) else {
                    throw ToolError(
                        "the package has no executable product \(name)",
                        remedy: "use one of: \(programs.joined(separator: ", "))", status: .usage)
                }
                return name
            }
            guard let only = programs.first, programs.count == 1 else {
                throw ToolError(
                    programs.isEmpty ? "the package has no executable product" : "the package has several programs",
                    remedy: programs.isEmpty
                        ? "add an .executableTarget to Package.swift"
                        : "pass --product with one of: \(programs.joined(separator: ", "))", status: .usage)
            }
            return only
        }
    }
#endif
