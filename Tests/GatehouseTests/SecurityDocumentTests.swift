import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import TestSupport
import Testing

/// The claims of docs/security.md are true.
@Suite("docs/security.md", .timeLimit(.minutes(5)))
struct SecurityDocumentTests {
    private let text: String

    init() throws {
        text = try String(
            contentsOf: Products.root.appendingPathComponent("docs/security.md"),
            encoding: .utf8
        )
    }

    /// The names of all tests, by suite; a suite may be in several targets.
    private func tests() throws -> [String: Set<String>] {
        var tests: [String: Set<String>] = [:]
        let names = ["Tests", "Examples/Lockbox/Tests"].flatMap { directory in
            let found = FileManager.default.enumerator(atPath: Products.root.appendingPathComponent(directory).path)
            return (found?.compactMap { $0 as? String } ?? []).map { "\(directory)/\($0)" }
        }
        for name in names where name.hasSuffix(".swift") {
            var suite: String?
            var isTest = false
            for line in try String(contentsOf: Products.root.appendingPathComponent(name), encoding: .utf8).split(
                separator: "\n")
            {
                if line.contains("Tests"),
                    let match = line.firstMatch(of: /^ *(?:final )?(?:class|struct) (\w+Tests)\b/)
                {
                    suite = String(match.1)
                    tests[String(match.1), default: []].formUnion([])
                } else if line.contains("@Test") {
                    isTest = true
                } else if isTest, let suite, let match = line.firstMatch(of: /^ +(?:fileprivate )?func (\w+)\(/) {
                    tests[suite]?.insert(String(match.1))
                    isTest = false
                }
            }
        }
        return tests
    }

    @Test("names only existing tests, scripts and make targets")
    func namedTestsExist() throws {
        let tests = try tests()
        var count = 0
        for match in text.matches(of: /`(\w+Tests)(?:\/(\w+))?`/) {
            let suite = try #require(tests[String(match.1)], "\(match.1)")
            if let function = match.2 { #expect(suite.contains(String(function)), "\(match.1)/\(function)") }
            count += 1
        }
        #expect(count > 100)
        let makefile = try String(contentsOf: Products.root.appendingPathComponent("Makefile"), encoding: .utf8)
        for match in text.matches(of: /`make ([a-z-]+)`/) {
            #expect(makefile.contains("\n\(match.1): "), "make \(match.1)")
        }
        for match in text.matches(of: /`(scripts\/[a-z-]+)`/) {
            #expect(FileManager.default.fileExists(atPath: Products.root.appendingPathComponent("\(match.1)").path))
        }
    }

    // MARK: The table of header fields

    /// A row of the table.
    private struct Row {
        let field: String
        let place: String
        let value: String
    }

    private func rows() throws -> [Row] {
        let table = try #require(text.split(separator: "\n## ").first { $0.hasPrefix("Header fields of a response") })
        return table.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().map { cell in
                cell.drop { $0 == " " || $0 == "`" }.reversed().drop { $0 == " " || $0 == "`" }.reversed()
            }
            return Row(field: String(cells[0]), place: String(cells[1]), value: String(cells[2]))
        }
    }

    @Test("lists exactly the header fields that a gate sends, with their values")
    func headerFieldsAreComplete() async throws {
        var gate = Gate()
        gate.configuration.hosts = .only("www.example.com", "localhost")
        gate.get("/page", allow: .everyone) { _ in Page("A page") }
        gate.get("/text", allow: .everyone) { _ in "text" }
        gate.get("/private", allow: Access<String>("member") { _ in "member" }) { _, _ in "text" }
        let client = try InMemoryClient(gate)
        func fields(
            _ target: String, host: String = "www.example.com", https: String = "on"
        ) async throws
            -> [String: String]
        {
            let address = host == "localhost" ? "127.0.0.1" : "192.0.2.1"
            let parameters = ["HTTP_HOST": host, "HTTPS": https, "REMOTE_ADDR": address]
            let response = try await client.send(TestRequest(.get, target, parameters: parameters))
            var fields: [String: String] = [:]
            for field in response.headers where field.name != .contentType && field.name != .contentLength {
                #expect(fields.updateValue(field.value, forKey: field.name.rawName) == nil, "\(field) twice")
            }
            return fields
        }

        var expected: [String: [String: String]] = [:]
        let responses = ["page", "text", "private", "unknown", "local"]
        for row in try rows() {
            let places: [String]
            switch row.place {
            case "all": places = responses
            case "all, by HTTPS": places = ["page", "text", "private", "unknown"]
            case "pages": places = ["page"]
            case "others": places = ["text", "private", "unknown", "local"]
            case "behind a rule, and 404": places = ["private", "unknown"]
            case "never":
                places = []
                #expect(row.value.isEmpty)
            default:
                Issue.record("unknown place for \(row.field) in the table: \(row.place)")
                places = []
            }
            for place in places { expected[place, default: [:]][row.field] = row.value }
        }
        for response in responses.dropLast() {
            #expect(try await fields("/\(response)") == expected[response], "\(response)")
        }
        #expect(try await fields("/text", host: "localhost", https: "off") == expected["local"])
    }
}
