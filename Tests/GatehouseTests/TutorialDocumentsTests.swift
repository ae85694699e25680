import Testing

/// The code in the documents can be copied and compiled.
@Suite("Programs in the documents", .timeLimit(.minutes(5)))
struct TutorialDocumentsTests {
    /// The cookbook, the tutorial and the page about sign-in have their own, stricter tests.
    private static let ownTests = [
        "docs/cookbook.md", "docs/sign-in.md", "Sources/Gatehouse/Gatehouse.docc/Guestbook.md",
    ]

    @Test("compile without a warning, except fragments")
    func programsCompileWithoutWarnings() throws {
        var count = 0
        for path in try DocumentedCode.paths() where !Self.ownTests.contains(path) {
            for block in try DocumentedCode(path).blocks {
                let verdict = try SwiftCompiler().check(["main.swift": block.code])
                #expect(verdict.isCompiled && verdict.diagnostics.isEmpty, "\(path):\(block.line): \(verdict.messages)")
                count += 1
            }
        }
        // The programs in README.md, on the first page and in the article about rules.
        #expect(count >= 3)
        let all = try DocumentedCode.paths()
        #expect(Self.ownTests.allSatisfy(all.contains))
    }
}
