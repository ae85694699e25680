#if Tool
    internal import FoundationEssentials
    internal import Subprocess
    internal import SystemPackage

    /// A release build of a package as one static, stripped file.
    struct StaticBuild: Sendable {
        /// The absolute path of the package.
        let package: String
        /// The name of the executable product.
        let product: String

        /// The linker's list of what is in the file.
        var mapFile: String { package + "/.build/gatehouse/link.map" }

        /// The options for SwiftPM.
        ///
        /// Without the two `--wrap` options, a static file registers its frame descriptions with the unwinder one by one and
        /// sorts them at every start (docs/benchmarking.md, "How a program starts"). Without the last option, SwiftPM does not
        /// see new files of a library that is referred to by its path.
        var arguments: [String] {
            let linker = ["-s", "--wrap=__register_frame_info", "--wrap=__deregister_frame_info", "-Map=\(mapFile)"]
            return ["build", "-c", "release", "--product", product, "-Xswiftc", "-static-executable"]
                + linker.flatMap { ["-Xlinker", $0] } + ["--disable-build-manifest-caching"]
        }

        /// Finds the executable product of a package.
        ///
        /// - Parameters:
        ///   - package: the absolute path of the package.
        ///   - product: its name, if the package has more than one.
        init(package: String, product: String?) async throws {
            guard LocalFiles.isRegularFile(package + "/Package.swift") else {
                throw ToolError(
                    "there is no Package.swift in \(package)", remedy: "pass the directory of the package",
                    status: .missingInput)
            }
            let run = try await SwiftCommand.output(["package", "describe", "--type", "json"], in: package)
            let products = try Description.decode(run).products.filter { $0.type.keys.contains("executable") }.map(
                \.name)
            if let product {
                guard products.contains(product) else {
                    throw ToolError(
                        "the package has no executable product \(product)",
                        remedy: "use one of: \(products.joined(separator: ", "))", status: .usage)
                }
                self.product = product
            } else {
                guard let only = products.first, products.count == 1 else {
                    throw ToolError(
                        products.isEmpty ? "the package has no executable product" : "the package has several programs",
                        remedy: products.isEmpty
                            ? "add an .executableTarget to Package.swift"
                            : "pass --product with one of: \(products.joined(separator: ", "))", status: .usage)
                }
                self.product = only
            }
            self.package = package
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
            let products: [Product]

            static func decode(_ bytes: [UInt8]) throws -> Description {
                do {
                    return try JSONDecoder().decode(Description.self, from: Data(bytes))
                } catch {
                    throw ToolError("swift package describe printed no description: \(error)", status: .unavailable)
                }
            }
        }

        /// Builds the program, and returns its path.
        func run(_ console: Console) async throws -> String {
            try LocalFiles.createDirectories(package + "/.build/gatehouse")
            try await SwiftCommand.run(arguments, in: package) { line in
                if Self.isMisleading(line) { return }
                if line.hasPrefix("[") { console.progress(line) } else { console.note(line) }
            }
            let shown = try await SwiftCommand.output(
                ["build", "-c", "release", "--product", product, "--show-bin-path"], in: package)
            return String(decoding: shown, as: UTF8.self).trimmingSuffix(while: \.isNewline) + "/" + product
        }

        /// Whether a line warns about functions of glibc that only unused parts of Foundation call: name lookups and dlopen,
        /// which need glibc's shared libraries, and mktemp.
        static func isMisleading(_ line: String) -> Bool {
            line.contains("in statically linked applications requires at runtime the shared libraries")
                || line.contains("the use of `mktemp' is dangerous")
        }
    }

    extension String {
        fileprivate func trimmingSuffix(while isRemoved: (Character) -> Bool) -> String {
            String(self[..<(lastIndex { !isRemoved($0) }.map(index(after:)) ?? startIndex)])
        }
    }
#endif
