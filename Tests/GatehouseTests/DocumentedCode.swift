import Foundation
import TestSupport

/// The code of a document: only its blocks marked as `swift`. Fragments are marked as `swift fragment`, which looks the
/// same and is not compiled here.
struct DocumentedCode {
    /// One block.
    struct Block: Sendable {
        /// The heading above the block.
        let heading: String
        /// The line of the document on which the block starts.
        let line: Int
        let code: String

        /// The path of the file that the block shows, from a comment at its start: `// Package.swift`.
        var file: String? {
            let comments = code.split(separator: "\n").prefix { $0.hasPrefix("// ") || $0.hasPrefix("/* ") }
            let words = comments.map { String($0.dropFirst(3).prefix { $0 != " " }) }
            return words.first { $0.hasSuffix(".swift") || $0.hasSuffix(".css") }
        }
    }

    let blocks: [Block]

    /// The commands for a shell: the indented lines.
    let commands: [String]

    /// All documents, relative to the root of the checkout.
    static func paths() throws -> [String] {
        let root = Products.root
        var paths = try FileManager.default.contentsOfDirectory(atPath: root.path)
        for directory in ["docs", "Sources", "Examples", "htaccess-templates"] {
            let names = FileManager.default.enumerator(atPath: root.appendingPathComponent(directory).path)
            paths += (names?.compactMap { $0 as? String } ?? []).map { "\(directory)/\($0)" }
        }
        return paths.filter { $0.hasSuffix(".md") && !$0.contains("/.build/") }.sorted()
    }

    /// Reads a document.
    ///
    /// - Parameters:
    ///   - path: relative to the root of the checkout.
    ///   - language: the mark of the blocks.
    init(_ path: String, language: String = "swift") throws {
        var commands: [String] = []
        var blocks: [Block] = []
        var heading = ""
        var open: (line: Int, isCode: Bool, code: [Substring])?
        let text = try String(contentsOf: Products.root.appendingPathComponent(path), encoding: .utf8)
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if var block = open {
                if line == "```" {
                    let code = block.code.joined(separator: "\n") + "\n"
                    if block.isCode { blocks.append(Block(heading: heading, line: block.line, code: code)) }
                    open = nil
                } else {
                    block.code.append(line)
                    open = block
                }
            } else if line.hasPrefix("```") {
                open = (index + 1, line == "```\(language)", [])
            } else if line.hasPrefix("    ") {
                commands.append(String(line.dropFirst(4)))
            } else if line.hasPrefix("#") {
                heading = String(line.drop { $0 == "#" || $0 == " " })
            }
        }
        self.blocks = blocks
        self.commands = commands
    }
}
