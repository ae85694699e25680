#if Tool
    internal import Synchronization

    /// A debug build of a package, again after each change.
    struct DevelopmentBuild: Sendable {
        /// A build that failed, or a manifest with errors.
        struct Failure: Error {
            let output: CompilerOutput
        }

        /// What a build needs to know about the package.
        struct Plan: Sendable {
            /// The executable product.
            let product: String
            /// The absolute path of the program.
            let program: String
            /// The files and directories that the program is built from.
            let sources: [String]
        }

        /// The absolute path of the package.
        let package: String
        /// The executable product; `nil` if the package has only one.
        let product: String?

        /// The manifest.
        var manifest: String { package + "/Package.swift" }

        /// Reads the manifest.
        ///
        /// - Throws: ``Failure`` if it has errors, ``ToolError`` if the product is unknown.
        func plan() async throws -> Plan {
            do {
                let description = try await PackageDescription(of: package)
                let name = try description.program(named: product)
                let shown = try await SwiftCommand.output(
                    ["build", "--product", name, "--show-bin-path"], in: package)
                let directory = String(decoding: shown.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
                return Plan(product: name, program: "\(directory)/\(name)", sources: description.sources)
            } catch let error as ToolError where error.status == .invalidData {
                var output = CompilerOutput()
                for line in error.problem.split(separator: "\n", omittingEmptySubsequences: false) {
                    output.add(String(line))
                }
                throw Failure(output: output)
            }
        }

        /// Builds the program. Lines of the build go to the console.
        ///
        /// - Throws: ``Failure`` with the errors; `CancellationError`, after which no compiler runs any more.
        func run(_ plan: Plan, _ console: Console) async throws {
            let output = Collected()
            do {
                try await SwiftCommand.run(["build", "--product", plan.product], in: package, isAlone: true) { line in
                    output.add(line)
                    if line.hasPrefix("[") {
                        console.progress(line)
                    } else if !Self.isUsual(line) {
                        console.note(line)
                    }
                }
            } catch let error as ToolError where error.status == .invalidData {
                try Task.checkCancellation()
                throw Failure(output: output.value)
            }
        }

        /// Whether every build prints such a line.
        private static func isUsual(_ line: String) -> Bool {
            ["Building for ", "Build of product ", "Build complete!", "Planning build"].contains(where: line.hasPrefix)
        }

        /// The output, from the task that reads it.
        private final class Collected: Sendable {
            private let output = Mutex(CompilerOutput())

            var value: CompilerOutput { output.withLock { $0 } }

            func add(_ line: String) {
                output.withLock { $0.add(line) }
            }
        }
    }
#endif
