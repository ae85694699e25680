import Foundation
import PackagePlugin

/// Embeds the files of htaccess-templates in the tool, as `EmbeddedTemplates.texts`.
@main
struct EmbedTemplates: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let directory = context.package.directoryURL.appending(path: "htaccess-templates")
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path())
            .filter { $0.hasSuffix(".htaccess") }.sorted()
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedTemplates.swift")
        // No template contains "##, which would end the literal.
        let script = """
            set -eu
            output=$1
            shift
            {
                echo '#if Tool'
                echo 'enum EmbeddedTemplates {'
                echo '    static let texts: [String: String] = ['
                for file; do
                    name=${file##*/}
                    printf '"%s": ##\"""\\n' "${name%.htaccess}"
                    cat "$file"
                    printf '\\n\"""##,\\n'
                done
                echo '    ]'
                echo '}'
                echo '#endif'
            } >"$output"
            """
        return [
            .buildCommand(
                displayName: "Embedding the .htaccess templates",
                executable: URL(filePath: "/bin/sh"),
                arguments: ["-c", script, "sh", output.path()] + names.map { directory.appending(path: $0).path() },
                inputFiles: names.map { directory.appending(path: $0) },
                outputFiles: [output]
            )
        ]
    }
}
