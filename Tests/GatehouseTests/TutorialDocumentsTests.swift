import Testing

/// What the documents show can be copied and compiled.
@Suite("programs in the documents", .timeLimit(.minutes(5)))
struct TutorialDocumentsTests {
    /// The cookbook and the tutorial have tests of their own, which ask more of them.
    private static let ownTests = ["docs/cookbook.md", "Sources/Gatehouse/Gatehouse.docc/Guestbook.md"]

    @Test("compile without a warning, but for those that are marked as fragments")
    func programs() throws {
        var count = 0
        for path in try DocumentedCode.paths() where !Self.ownTests.contains(path) {
            for block in try DocumentedCode(path).blocks {
                let verdict = try SwiftCompiler().check(["main.swift": block.code])
                #expect(verdict.isCompiled && verdict.diagnostics.isEmpty, "\(path):\(block.line): \(verdict.messages)")
                count += 1
            }
        }
        // Of README.md, of the first page and of the article about rules.
        #expect(count >= 3)
        let all = try DocumentedCode.paths()
        #expect(Self.ownTests.allSatisfy(all.contains))
    }
}
