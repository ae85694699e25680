#if Tool
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
        /// sorts them at every start (docs/benchmarking.md, "How a program starts"). With the two options for the compiler,
        /// the linker leaves out public functions that the program does not call. Without the last option, SwiftPM does not
        /// see new files of a library that is referred to by its path.
        var arguments: [String] {
            let linker = ["-s", "--wrap=__register_frame_info", "--wrap=__deregister_frame_info", "-Map=\(mapFile)"]
            let compiler = [
                "-static-executable", "-Xfrontend", "-internalize-at-link", "-Xfrontend", "-function-sections",
            ]
            return ["build", "-c", "release", "--product", product] + compiler.flatMap { ["-Xswiftc", $0] }
                + linker.flatMap { ["-Xlinker", $0] } + ["--disable-build-manifest-caching"]
        }

        /// Finds the executable product of a package.
        ///
        /// - Parameters:
        ///   - package: the absolute path of the package.
        ///   - product: its name, if the package has more than one.
        init(package: String, product: String?) async throws {
            self.product = try await PackageDescription(of: package).program(named: product)
            self.package = package
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
