#if Tool
    internal import Subprocess

    /// The Debian packages of static libraries. On other systems, nothing is known about them.
    enum SystemPackages {
        /// The packages that contain some of the files.
        static func components(of files: Set<String>) async -> [BillOfMaterials.Component] {
            var components: Set<BillOfMaterials.Component> = []
            for file in files.sorted() where file.hasPrefix("/usr/") && file.hasSuffix(".a") {
                guard let owner = await output("dpkg-query", ["-S", file])?.split(separator: ":").first,
                    let version = await output("dpkg-query", ["-W", "-f", "${Version}", String(owner)])
                else { continue }
                components.insert(
                    BillOfMaterials.Component(
                        type: "library", name: String(owner), version: version,
                        purl: "pkg:deb/debian/\(owner)@\(version)"))
            }
            return Array(components)
        }

        /// The compiler with its libraries, which are part of each static file.
        static func compiler() async -> BillOfMaterials.Component? {
            guard let text = await output("swift", ["--version"]),
                let version = text.split(separator: "Swift version ").last?.split(separator: " ").first,
                text.contains("Swift version ")
            else { return nil }
            return BillOfMaterials.Component(type: "framework", name: "swift", version: String(version), purl: nil)
        }

        /// The SHA-256 of a file in hexadecimal digits; `nil` without coreutils.
        static func hash(_ path: String) async -> String? {
            await output("sha256sum", ["--", path]).map { String($0.prefix(64)) }
        }

        private static func output(_ name: String, _ arguments: [String]) async -> String? {
            let result = try? await Subprocess.run(
                .name(name), arguments: Arguments(arguments), output: .string(limit: 1_000_000), error: .discarded)
            guard let result, result.terminationStatus == .exited(0) else { return nil }
            return result.standardOutput
        }
    }
#endif
