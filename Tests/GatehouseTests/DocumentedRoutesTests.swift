import Foundation
import Gatehouse
import TestSupport
import Testing

/// Routes in documents and doc comments, in complete programs and in fragments.
@Suite("Routes in the documents")
struct DocumentedRoutesTests {
    private struct Route: Hashable {
        let method: String
        let path: String
    }

    /// The blocks of Swift in a text, including fragments and doc comments without their slashes.
    private static func blocks(_ text: String) -> [String] {
        var blocks: [String] = []
        var open: [Substring]?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let line =
                line.drop { $0 == " " }.hasPrefix("///")
                ? line.drop { $0 == " " }.dropFirst(3).drop { $0 == " " } : line
            if let lines = open, line.hasPrefix("```") {
                blocks.append(lines.joined(separator: "\n"))
                open = nil
            } else if open != nil {
                open?.append(line)
            } else if line.hasPrefix("```swift") {
                open = []
            }
        }
        return blocks
    }

    /// The routes of a block, with the prefixes of the groups around them.
    private static func routes(_ block: String) throws -> [Route] {
        let call = try Regex(
            #"(\w+)\.(get|post|put|patch|delete|health|group)\(\s*(?:"([^"]*)"|allow:)(?:.*\{ (\w+) in$)?"#,
            as: (Substring, Substring, Substring, Substring?, Substring?).self
        ).anchorsMatchLineEndings()
        var prefixes = ["gate": ""]
        var routes: [Route] = []
        for match in block.matches(of: call) {
            let (_, receiver, method, path, group) = match.output
            // A test client's calls have the same names.
            guard let prefix = prefixes[String(receiver)], path?.contains("\\(") != true else { continue }
            let whole = path.map { prefix.isEmpty ? String($0) : joined(prefix, String($0)) } ?? prefix
            if method != "group" {
                routes.append(Route(method: String(method), path: whole))
            } else if let group {
                prefixes[String(group)] = whole == "/" ? "" : whole
            }
        }
        return routes
    }

    private static func joined(_ prefix: String, _ path: String) -> String {
        path == "/" ? prefix : prefix + (path.hasPrefix("/") ? path : "/" + path)
    }

    private static func gate(_ routes: [Route], types: [String]) -> Gate {
        var gate = Gate()
        for type in types { gate.parameterType(type, example: "x") { _ in true } }
        for route in Set(routes) {
            switch route.method {
            case "post": gate.post(route.path, allow: .everyone) { _ in "" }
            case "put": gate.put(route.path, allow: .everyone) { _ in "" }
            case "patch": gate.patch(route.path, allow: .everyone) { _ in "" }
            case "delete": gate.delete(route.path, allow: .everyone) { _ in "" }
            case "health": gate.health(route.path, allow: .everyone)
            default: gate.get(route.path, allow: .everyone) { _ in "" }
            }
        }
        return gate
    }

    /// Breaks if a gate refuses a route that a reader copies.
    @Test("A gate can open all routes of each example together")
    func documentedRoutesAreValid() throws {
        var paths = try DocumentedCode.paths()
        for directory in ["Sources", "Examples"] {
            let names = FileManager.default.enumerator(atPath: Products.root.appendingPathComponent(directory).path)
            paths += (names?.compactMap { $0 as? String } ?? [])
                .filter { $0.hasSuffix(".swift") && !$0.contains(".build/") }.map { "\(directory)/\($0)" }
        }
        var count = 0
        var documents: Set<String> = []
        for path in paths {
            let text = try String(contentsOf: Products.root.appendingPathComponent(path), encoding: .utf8)
            for block in Self.blocks(text) {
                let routes = try Self.routes(block)
                let types = block.matches(of: /\.parameterType\("(\w+)"/).map { String($0.output.1) }
                let gate = Self.gate(routes, types: types)
                #expect(throws: Never.self, "\(path): \(routes)") { _ = try gate.routes() }
                count += routes.count
                if !routes.isEmpty { documents.insert(path) }
            }
        }
        // Breaks if the blocks are no longer found.
        #expect(count > 60, "\(count)")
        #expect(documents.isSuperset(of: ["README.md", "docs/cookbook.md", "docs/responses.md", "docs/files.md"]))
    }

    @Test("Routes are found with the prefixes of their groups, and a refused route is detected")
    func groupPrefixesAreFound() throws {
        let block = """
            gate.group("/wiki", allow: member) { wiki in
                wiki.get("{page}") { _, _ in "" }
                wiki.group("old", narrowedBy: editor) { old in
                    old.delete("/") { _, _ in .noContent }
                }
            }
            gate.group(allow: member) { area in
                area.put("/plans") { _, _ in .noContent }
            }
            try await client.get("/wiki/home")
            gate.get("/app.{hash}.js", allow: .everyone) { _ in "" }
            """
        let routes = try Self.routes(block)
        #expect(
            routes == [
                Route(method: "get", path: "/wiki/{page}"), Route(method: "delete", path: "/wiki/old"),
                Route(method: "put", path: "/plans"), Route(method: "get", path: "/app.{hash}.js"),
            ])
        #expect(throws: GateError.self) { try Self.gate(routes, types: []).routes() }
        #expect(throws: Never.self) { _ = try Self.gate(routes.dropLast(), types: []).routes() }
    }
}
