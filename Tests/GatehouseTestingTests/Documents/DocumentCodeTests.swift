import Foundation
import TestSupport
import Testing

/// The fragments of documents are compiled: each is in a file of this directory, with the rest of a program around it.
///
/// A piece begins with `// BEGIN` and the number of its block in the document, and ends with `// END`. Pieces with the same
/// number belong together. White space does not count.
@Suite("Fragments of the documents")
struct DocumentCodeTests {
    struct Document: Sendable, CustomTestStringConvertible {
        let path: String
        let code: String
        /// Code of the document that is not compiled here.
        var exceptions: [String] = []

        var testDescription: String { path }
    }

    static let documents = [
        Document(path: "docs/forms.md", code: "FormsDocumentCode.swift"),
        Document(
            path: "docs/pages.md", code: "PagesDocumentCode.swift",
            exceptions: [
                // GatehouseSecurityTests compiles both.
                "accounts.addPages(to: &gate) { page in ClubPage(title: page.title, body: page.body) }",
                "german.accounts.signIn = \"Anmelden\"",
            ]),
        Document(
            path: "docs/testing.md", code: "TestingDocumentCode.swift",
            exceptions: [
                "// Package.swift, in the test target:", ".product(name: \"GatehouseTesting\", package: \"gatehouse\")",
            ]),
    ]

    private static func lines(_ path: String) throws -> [String] {
        let text = try String(contentsOf: Products.root.appendingPathComponent(path), encoding: .utf8)
        return text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test("The code of a document and the code that is compiled are the same", arguments: documents)
    func compiledCodeIsThatOfTheDocument(document: Document) throws {
        var unused = Set(document.exceptions)
        var documented: [String] = []
        var isOpen = false
        for line in try Self.lines(document.path) {
            if isOpen, line == "```" {
                isOpen = false
            } else if isOpen {
                if unused.remove(line) == nil { documented[documented.count - 1] += line.filter { $0 != " " } }
            } else if line.hasPrefix("```swift") {
                isOpen = true
                documented.append("")
            }
        }
        var compiled = documented.map { _ in "" }
        var open: Int?
        for line in try Self.lines("Tests/GatehouseTestingTests/Documents/\(document.code)") {
            if line.hasPrefix("// BEGIN ") {
                let number: Int = try #require(Int(line.dropFirst("// BEGIN ".count)))
                open = number
            } else if line == "// END" {
                open = nil
            } else if let open {
                try #require(compiled.indices.contains(open))
                compiled[open] += line.filter { $0 != " " }
            }
        }
        for (number, block) in documented.enumerated() { #expect(compiled[number] == block, "block \(number)") }
        #expect(unused.isEmpty && documented.count >= 6)
    }
}
