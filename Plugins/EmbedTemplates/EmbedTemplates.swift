import Foundation
import PackagePlugin

/// Embeds the files of htaccess-templates and of the new application in the tool, as `EmbeddedFiles`.
@main
struct EmbedTemplates: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let templates = context.package.directoryURL.appending(path: "htaccess-templates")
        let skeleton = target.directoryURL.appending(path: "Skeleton")
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
        // No file contains """##, which would end a literal.
        let script = """
            set -eu
            output=$1
            texts() {
                echo "    static let $1: [String: String] = ["
                directory=$2
                shift 2
                for file; do
                    printf '"%s": ##\"""\\n' "$file"
                    cat "$directory/$file"
                    printf '\\n\"""##,\\n'
                done
                echo '    ]'
            }
            {
                echo '#if Tool'
                echo 'enum EmbeddedFiles {'
                texts templates "$2" $4
                texts skeleton "$3" $5
                echo '}'
                echo '#endif'
            } >"$output"
            """
        let (templateNames, skeletonNames) = (try names(templates, ".htaccess"), try names(skeleton, ""))
        return [
            .buildCommand(
                displayName: "Embedding the .htaccess templates and the new application",
                executable: URL(filePath: "/bin/sh"),
                arguments: [
                    "-c", script, "sh", output.path(), templates.path(), skeleton.path(),
                    templateNames.joined(separator: " "), skeletonNames.joined(separator: " "),
                ],
                inputFiles: templateNames.map { templates.appending(path: $0) }
                    + skeletonNames.map { skeleton.appending(path: $0) },
                outputFiles: [output]
            )
        ]
    }

    /// The paths of all files below a directory. No name has a blank.
    private func names(_ directory: URL, _ ending: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: directory.path()).filter { name in
            var isDirectory = ObjCBool(false)
            let path = directory.appending(path: name).path()
            return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
                && name.hasSuffix(ending)
        }
        .sorted()
    }
}
