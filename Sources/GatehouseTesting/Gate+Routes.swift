internal import FoundationEssentials
public import GatehouseCore

extension Gate {
    /// Fails unless the routes are those of a file in the repository, so that a new route shows in review.
    ///
    /// `app.fcgi --routes=json` prints the file. The source locations of the routes are not compared.
    ///
    /// ```swift
    /// @Test func routes() throws { try gate.assertRoutes(match: "routes.json") }
    /// ```
    ///
    /// - Parameters:
    ///   - file: the path of the file, relative to the directory of the test's source file.
    ///   - sourceFile: the test's source file.
    /// - Throws: ``TestFailure`` with the routes that were added and removed; `GateError` for a gate with configuration
    ///   errors.
    public func assertRoutes(match file: String, from sourceFile: String = #filePath) throws {
        let path = file.hasPrefix("/") ? file : sourceFile.prefix(through: sourceFile.lastSlash) + file
        guard let data = FileManager.default.contents(atPath: String(path)) else {
            throw TestFailure("\(path) cannot be read; write it with: app.fcgi --routes=json > \(file)")
        }
        let expected: [Row]
        do {
            expected = try JSONDecoder().decode([Row].self, from: data)
        } catch {
            throw TestFailure("\(path) is not a list of routes; write it with: app.fcgi --routes=json > \(file)")
        }
        let found = try routes().map { Row(method: $0.method, path: $0.path, rule: $0.rule, name: $0.name) }
        let new = Set(found).subtracting(expected).map { "  + \($0)" }.sorted()
        let gone = Set(expected).subtracting(found).map { "  - \($0)" }.sorted()
        guard new.isEmpty, gone.isEmpty else {
            throw TestFailure("the routes differ from \(path):\n" + (gone + new).joined(separator: "\n"))
        }
    }

    private struct Row: Hashable, Decodable, CustomStringConvertible {
        let method: String
        let path: String
        let rule: String
        let name: String?

        var description: String { "\(method) \(path)  \(rule)" + (name.map { "  (\($0))" } ?? "") }
    }
}

extension String {
    fileprivate var lastSlash: Index { lastIndex(of: "/") ?? startIndex }
}
