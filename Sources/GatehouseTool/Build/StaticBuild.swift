#if Tool
    internal import FastCGI
    internal import FoundationEssentials

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
            let linker = [
                "--build-id", "--wrap=__register_frame_info", "--wrap=__deregister_frame_info", "-Map=\(mapFile)",
            ]
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

        /// The directory with the files of the last builds that have names. The name of each is its build ID.
        var symbolDirectory: String { package + "/.build/gatehouse/symbols" }

        /// The number of files with names that are kept.
        private static let keptSymbols = 10

        /// Builds the program, and returns its bytes without names. Keeps the file with names.
        func run(_ console: Console) async throws -> (bytes: [UInt8], symbols: String?) {
            try LocalFiles.createDirectories(package + "/.build/gatehouse")
            try await SwiftCommand.run(arguments, in: package) { line in
                if Self.isMisleading(line) { return }
                if line.hasPrefix("[") { console.progress(line) } else { console.note(line) }
            }
            let shown = try await SwiftCommand.output(
                ["build", "-c", "release", "--product", product, "--show-bin-path"], in: package)
            let built = String(decoding: shown, as: UTF8.self).trimmingSuffix(while: \.isNewline) + "/" + product
            guard let bytes = try LocalFiles.bytes(built, limit: LocalFiles.programLimit) else {
                throw ToolError("the build made no file \(built)", status: .internalError)
            }
            let problems = StaticFile(bytes: bytes).problems
            guard problems.isEmpty else {
                throw ToolError(
                    "\(built) is not fit for a host: \(problems.joined(separator: "; "))",
                    remedy: "remove options for the compiler from Package.swift that change the kind of build",
                    status: .invalidData)
            }
            return (try StaticFile(bytes: bytes).stripped(), try keepSymbols(of: built, bytes))
        }

        /// Keeps the file with names, for the addresses in the log of slow requests.
        ///
        /// - Returns: its path; `nil` if it has no build ID.
        private func keepSymbols(of built: String, _ bytes: [UInt8]) throws -> String? {
            guard let id = try SymbolFile(built).buildID else { return nil }
            try LocalFiles.createDirectories(symbolDirectory)
            let path = symbolDirectory + "/" + id
            try LocalFiles.replace(path, with: bytes, mode: 0o600)
            let paths = try FileManager.default.contentsOfDirectory(atPath: symbolDirectory)
                .map { symbolDirectory + "/" + $0 }
            let dated = try paths.map { path in
                let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
                return (path: path, date: date ?? .distantPast)
            }
            for old in dated.sorted(by: { $0.date > $1.date }).dropFirst(Self.keptSymbols) {
                try LocalFiles.remove(old.path)
            }
            return path
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
