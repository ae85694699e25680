import Foundation
import TestSupport

/// Compiles small programs as the package of a user would: against the modules that were built with the tests, with none
/// of this package's own settings.
struct SwiftCompiler {
    /// What the compiler said.
    struct Verdict {
        let isCompiled: Bool
        let messages: String

        /// The errors and warnings, without the place and the source around them.
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

    /// The language mode: 6, or 5 for a package that has not moved on.
    var languageMode = 6

    private let products = URL(fileURLWithPath: Products.program("."))

    /// What a program that imports `Gatehouse`, `GatehouseJSON` or `FastCGI` is linked with.
    private static let modules = [
        "CoreMetrics", "FastCGI", "Gatehouse", "GatehouseCore", "GatehouseJSON", "GatewayInterface", "HTTPTypes",
        "Logging",
    ]

    /// Checks the sources of one module and makes nothing of them.
    ///
    /// That what is used up is not used again is found behind the check of the types (`-typecheck`): by making SIL.
    ///
    /// - Parameter sources: by the names of their files.
    func check(_ sources: [String: String], _ flags: [String] = []) throws -> Verdict {
        let directory = try TemporaryDirectory()
        return try run(
            ["-emit-sil", "-whole-module-optimization", "-o", "/dev/null"] + flags + Self.write(sources, to: directory)
        )
    }

    /// Makes a program of sources.
    ///
    /// - Parameter path: where the program is to lie.
    func build(_ sources: [String: String], to path: String) throws -> Verdict {
        let directory = try TemporaryDirectory()
        return try run(
            ["-module-name", "App", "-o", path] + Self.write(sources, to: directory) + Self.modules.flatMap(objects)
                + ["-lfcgi"]
        )
    }

    /// Makes a module of sources that a test can look into.
    func module(_ sources: [String: String], named name: String, to directory: String) throws -> Verdict {
        let written = try TemporaryDirectory()
        return try run(
            ["-emit-module", "-enable-testing", "-module-name", name, "-o", "\(directory)/\(name).swiftmodule"]
                + Self.write(sources, to: written)
        )
    }

    /// Where the module lies that a package manifest imports.
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

    /// Runs the compiler with the settings that each of its runs needs.
    func run(_ arguments: [String]) throws -> Verdict {
        // The parts of a package see the C library by its module map; SwiftPM adds the same for a user.
        let moduleMap = Products.root.appendingPathComponent("Sources/CFastCGI/module.modulemap").path
        // What swift-configuration sees of it: GatehouseConfiguration brings that.
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

    /// The objects of a module, by the list that the build itself made: a file that is gone can leave its object behind.
    private func objects(of module: String) throws -> [String] {
        let map = products.appendingPathComponent("\(module).build/output-file-map.json")
        let outputs = try JSONDecoder().decode([String: [String: String]].self, from: Data(contentsOf: map))
        let objects = outputs.compactMap { source, outputs in source.isEmpty ? nil : outputs["object"] }
        guard !objects.isEmpty else { throw MissingObjects(module: module) }
        return objects.sorted()
    }
}
