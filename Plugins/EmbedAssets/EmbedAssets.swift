import Foundation
import PackagePlugin

/// Embeds the directory `Assets` of a target in the program, as `Assets.embedded`.
///
/// The work is done by scripts/prepare-assets, so no tool needs to be compiled first.
@main
struct EmbedAssets: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let directory = target.directoryURL.appending(path: "Assets")
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory.path()) else {
            Diagnostics.error(
                "The target \(target.name) has no directory \(directory.path()) for its assets; create it")
            return []
        }
        // SwiftPM compiles this file at its place in the package.
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../scripts/prepare-assets").standardizedFileURL
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedAssets.swift")
        let inputs = names.filter { !$0.hasPrefix(".") }.sorted().map { directory.appending(path: $0) }
        return [
            .buildCommand(
                displayName: "Embedding the assets of \(target.name)",
                executable: URL(filePath: "/bin/sh"),
                arguments: [script.path(), "--swift", directory.path(), output.path()],
                inputFiles: inputs + [script],
                outputFiles: [output]
            )
        ]
    }
}
