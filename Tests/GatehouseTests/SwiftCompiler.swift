import Foundation
import TestSupport

/// Compiles small programs like a user's package: with the modules that were built with the tests, and without the
/// settings of this package.
struct SwiftCompiler {
    /// The result of the compiler.
    struct Verdict {
        let isCompiled: Bool
        let messages: String

        /// The errors and warnings, without location and source.
        var diagnostics: [String] {
            messages.split(separator: "\n").compactMap { line in
                guard let kind = line.firstRange(of: "error: ") ?? line.firstRange(of: "warning: "),
                    line.hasPrefix("/") || line.hasPrefix("<unknown>")
                else { return nil }
                return String(line[kind.lowerBound...])
            }
        }
    }

    struct MissingObjects: Error {
        let module: String
    }

    /// The language mode: 6, or 5 for a package in that mode.
    var languageMode = 6

    private let products = URL(fileURLWithPath: Products.program("."))

    /// The modules to link with a program that imports `Gatehouse`, `GatehouseJSON` or `FastCGI`.
    private static let modules = [
        "CoreMetrics", "FastCGI", "Gatehouse", "GatehouseCore", "GatehouseJSON", "GatewayInterface", "HTTPTypes",
        "Logging",
    ]

    /// Checks the sources of one module without output.
    ///
    /// Uses of consumed values are only found after type checking (`-typecheck`), when SIL is generated.
    ///
    /// - Parameter sources: the sources, by file name.
    func check(_ sources: [String: String], _ flags: [String] = []) throws -> Verdict {
        let directory = try TemporaryDirectory()
        return try run(
            ["-emit-sil", "-whole-module-optimization", "-o", "/dev/null"] + flags + Self.write(sources, to: directory)
        )
    }

    /// Builds a program.
    ///
    /// - Parameter path: the path of the program.
    func build(_ sources: [String: String], to path: String) throws -> Verdict {
        let directory = try TemporaryDirectory()
        return try run(
            ["-module-name", "App", "-o", path] + Self.write(sources, to: directory) + Self.modules.flatMap(objects)
                + ["-lfcgi"]
        )
    }

    /// Builds a program that runs a test of another program, as SwiftPM does.
    ///
    /// - Parameters:
    ///   - sources: the program under test, by file name.
    ///   - module: its module.
    ///   - test: the code of the test.
    func buildTest(of sources: [String: String], in module: String, _ test: String, to path: String) throws -> Verdict {
        let written = try TemporaryDirectory()
        let directory = written.url.path
        let verdict = try run(
            [
                "-c", "-whole-module-optimization", "-enable-testing", "-module-name", module,
                "-emit-module-path", "\(directory)/\(module).swiftmodule", "-o", "\(directory)/\(module).o",
                "-Xfrontend", "-entry-point-function-name", "-Xfrontend", "\(module)_main",
            ] + Self.write(sources, to: written))
        guard verdict.isCompiled else { return verdict }
        let runner = """
            import Testing

            @main struct Runner {
                static func main() async { await Testing.__swiftPMEntryPoint() as Never }
            }
            """
        let objects = try (Self.modules + ["FastCGIClient", "GatehouseTesting"]).flatMap(objects)
        return try run(
            ["-parse-as-library", "-module-name", "\(module)Tests", "-I", directory, "-o", path]
                + Self.write(["Test.swift": test, "Runner.swift": runner], to: written)
                + ["\(directory)/\(module).o"] + objects + ["-lfcgi"])
    }

    /// The directory of the module that a package manifest imports.
    func manifestModules() throws -> String {
        struct Target: Decodable {
            struct Paths: Decodable {
                let runtimeResourcePath: String
            }
            let paths: Paths
        }
        let target = try run(["-print-target-info"]).messages
        return try JSONDecoder().decode(Target.self, from: Data(target.utf8)).paths.runtimeResourcePath
            + "/pm/ManifestAPI"
    }

    /// Runs the compiler with the settings that every run needs.
    func run(_ arguments: [String]) throws -> Verdict {
        // The modules of a package find the C library through its module map; SwiftPM adds the same for a user.
        let moduleMap = Products.root.appendingPathComponent("Sources/CFastCGI/module.modulemap").path
        // The C module of swift-system, which GatehouseConfiguration needs.
        let system = products.appendingPathComponent(
            "../../checkouts/swift-system/Sources/CSystem/include/module.modulemap"
        ).standardizedFileURL.path
        let inherited = ProcessInfo.processInfo.environment.filter { ["HOME", "PATH", "TMPDIR"].contains($0.key) }
        let end = try Program(
            "/usr/bin/env",
            [
                "swiftc", "-swift-version", "\(languageMode)", "-I", products.appendingPathComponent("Modules").path,
                "-Xcc", "-fmodule-map-file=\(moduleMap)", "-Xcc", "-fmodule-map-file=\(system)",
            ] + arguments,
            environment: inherited
        ).end()
        return Verdict(isCompiled: end.status == 0, messages: end.errors + String(decoding: end.output, as: UTF8.self))
    }

    private static func write(
        _ sources: [String: String], to directory: borrowing TemporaryDirectory
    ) throws -> [String] {
        try sources.sorted { $0.key < $1.key }.map { name, text in
            let path = directory.path(name)
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return path
        }
    }

    /// The objects of a module, from the list that the build wrote: the object of a removed file may remain.
    private func objects(of module: String) throws -> [String] {
        let map = products.appendingPathComponent("\(module).build/output-file-map.json")
        let outputs = try JSONDecoder().decode([String: [String: String]].self, from: Data(contentsOf: map))
        let objects = outputs.compactMap { source, outputs in source.isEmpty ? nil : outputs["object"] }
        guard !objects.isEmpty else { throw MissingObjects(module: module) }
        return objects.sorted()
    }
}
