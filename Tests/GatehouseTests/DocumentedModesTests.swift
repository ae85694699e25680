import Foundation
import TestSupport
import Testing

/// Commands in the documents must not open directories that only the program needs to other users.
@Suite("Modes in the documents")
struct DocumentedModesTests {
    /// The directories to which a shell command gives a mode that admits other users.
    private static func opened(_ line: String) -> [String] {
        line.split(separator: /&&|;/).flatMap { command -> [String] in
            let words = command.split(separator: " ").map { String($0).replacing("\"", with: "") }
            guard let tool = words.first, ["chmod", "mkdir"].contains(tool) else { return [] }
            guard let mode = words.firstIndex(where: { $0.contains(/^0?7[0-7]{2}$/) }), !words[mode].hasSuffix("00")
            else {
                return []
            }
            return Array(words[(mode + 1)...])
        }
    }

    @Test("Settings, databases and uploads are in a directory with mode 0700")
    func dataDirectoriesArePrivate() throws {
        var directories = 0
        for path in try DocumentedCode.paths() {
            let text = try String(contentsOf: Products.root.appendingPathComponent(path), encoding: .utf8)
            for line in text.split(separator: "\n") {
                for directory in Self.opened(String(line)) {
                    directories += 1
                    let isData = directory.lowercased().contains(/private|data|boxes|upload|settings/)
                    #expect(!isData, "\(path): \(line)")
                }
            }
        }
        // At least the public directory and the directory of the binary.
        #expect(directories >= 4)
    }

    @Test("The limit of mod_fcgid is documented for installation and uploads")
    func modFcgidLimitIsDocumented() throws {
        for path in ["README.md", "htaccess-templates/README.md", "docs/decoding.md", "Examples/Lockbox/README.md"] {
            let text = try String(contentsOf: Products.root.appendingPathComponent(path), encoding: .utf8)
            #expect(text.contains("128 KiB") && text.contains("mod_fcgid"), "\(path)")
            #expect(text.contains("uploads-over-128-kib") || text.contains("## Uploads over 128 KiB"), "\(path)")
        }
    }
}
