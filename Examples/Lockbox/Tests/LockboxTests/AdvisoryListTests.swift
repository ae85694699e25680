import Foundation
import Testing

/// ADVISORIES.md names a test for each published failure of another program.
@Suite("The list of advisories")
struct LockboxAdvisoryListTests {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static var identifier: Regex<(Substring, Substring?)> {
        /CVE-\d{4}-\d{4,6}|GHSA(-[a-z0-9]{4}){3}|NC-SA-\d{4}-\d{3}|[a-z]+\/[a-z]+#\d+/
    }

    /// The tests of this directory, as "Suite.function".
    private func existing() throws -> Set<String> {
        var names: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(atPath: Self.tests.path) where file.hasSuffix(".swift")
        {
            let text = try String(contentsOf: Self.tests.appendingPathComponent(file), encoding: .utf8)
            for part in text.split(separator: "\n@Suite").dropFirst() {
                guard let suite = part.firstMatch(of: /(?:struct|class) (\w+)/) else { continue }
                for test in part.split(separator: "\n    @Test").dropFirst() {
                    guard let function = test.firstMatch(of: /\n    func (\w+)/) else { continue }
                    names.insert("\(suite.1).\(function.1)")
                }
            }
        }
        return names
    }

    @Test("Each advisory of the list has a test that exists, and no advisory is there twice")
    func eachAdvisoryHasATest() throws {
        let existing = try existing()
        #expect(existing.contains("LockboxAdvisoryListTests.eachAdvisoryHasATest"))
        let path = Self.tests.appendingPathComponent("../../ADVISORIES.md")
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
        var seen: Set<Substring> = []
        var rows = 0
        for line in lines {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let identifiers = line.matches(of: Self.identifier).map(\.output.0)
            for identifier in identifiers { #expect(seen.insert(identifier).inserted, "\(identifier) is there twice") }
            guard line.hasPrefix("|"), cells[0] != "advisory", !cells[0].hasPrefix("---") else { continue }
            rows += 1
            try #require(cells.count == 3, "\(line)")
            let named = cells[0].split(separator: ", ")
            #expect(!named.isEmpty && named.allSatisfy { $0.wholeMatch(of: Self.identifier) != nil }, "\(cells[0])")
            let tests = cells[2].matches(of: /`([^`]+)`/).map { String($0.output.1) }
            #expect(!tests.isEmpty, "\(cells[0]) has no test")
            for test in tests { #expect(existing.contains(test), "\(cells[0]): the test \(test) does not exist") }
        }
        #expect(rows > 70)
    }
}
