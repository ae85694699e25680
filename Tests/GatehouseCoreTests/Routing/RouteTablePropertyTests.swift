import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("RouteTable against a linear matcher")
struct RouteTablePropertyTests {
    private static let literals = ["a", "b", "c", "\u{E9}"]
    private static let words = literals + ["", "z", "%61"]

    /// The segments of a random pattern; `nil` stands for a parameter.
    private static func pattern(using generator: inout SeededGenerator) -> [String?] {
        let count = Int.random(in: 0...4, using: &generator)
        if count == 0 { return [""] }
        return (0..<count).map { _ in
            Int.random(in: 0..<3, using: &generator) == 0 ? nil : literals.randomElement(using: &generator)
        }
    }

    private static func text(_ pattern: [String?]) -> String {
        pattern.enumerated().map { index, literal in "/" + (literal ?? "{p\(index)}") }.joined()
    }

    /// The definition of matching, word for word.
    private static func matches(_ pattern: [String?], _ path: [String]) -> Bool {
        guard pattern.count == path.count else { return false }
        for (literal, segment) in zip(pattern, path) {
            if let literal {
                if literal != segment { return false }
            } else if segment.isEmpty {
                return false
            }
        }
        return true
    }

    /// Whether some path of the small world matches both; it is enough to look at paths of the segments they name.
    private static func haveCommonPath(_ left: [String?], _ right: [String?]) -> Bool {
        guard left.count == right.count else { return false }
        let path = zip(left, right).map { $0 ?? $1 ?? "z" }
        return matches(left, path) && matches(right, path)
    }

    /// All paths of up to four segments.
    private static let allPaths: [[String]] = {
        var paths: [[String]] = []
        var longest: [[String]] = [[]]
        for _ in 0..<4 {
            longest = longest.flatMap { path in words.map { path + [$0] } }
            paths += longest
        }
        return paths
    }()

    @Test("overlaps() is true exactly when some path of a whole small world matches both")
    func overlaps() throws {
        var generator = SeededGenerator(seed: propertySeed &+ 2)
        for _ in 0..<300 {
            let (left, right) = (Self.pattern(using: &generator), Self.pattern(using: &generator))
            let expected = Self.allPaths.contains { Self.matches(left, $0) && Self.matches(right, $0) }
            #expect(Self.haveCommonPath(left, right) == expected)
            let found = try PathPattern(Self.text(left)).overlaps(PathPattern(Self.text(right)))
            #expect(found == expected, "\(Self.text(left)) and \(Self.text(right)), seed \(propertySeed)")
        }
    }

    @Test("random tables find the route that a look at each of their patterns finds")
    func sameAsLinear() throws {
        var generator = SeededGenerator(seed: propertySeed &+ 3)
        var found = 0
        for table in 0..<200 {
            var patterns: [(method: HTTPRequest.Method, pattern: [String?])] = []
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                let pattern = Self.pattern(using: &generator)
                let method: HTTPRequest.Method = Bool.random(using: &generator) ? .get : .post
                let isNew = !patterns.contains { other in
                    other.method == method && Self.haveCommonPath(pattern, other.pattern)
                }
                if isNew { patterns.append((method, pattern)) }
            }
            let routes = try patterns.enumerated().map { index, entry in
                Route(
                    method: entry.method,
                    pattern: try PathPattern(Self.text(entry.pattern)),
                    rule: "",
                    respond: { _ in .plain(.ok) },
                    location: SourceLocation(fileID: "", line: UInt(index))
                )
            }
            let subject = RouteTable(routes)
            for _ in 0..<100 {
                let path = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                    Self.words.randomElement(using: &generator) ?? ""
                }
                for method in [HTTPRequest.Method.get, .head, .post, .put] {
                    let wanted = method == .head ? .get : method
                    let expected = patterns.firstIndex { $0.method == wanted && Self.matches($0.pattern, path) }
                    let route = subject.route(method, path)
                    #expect(
                        route?.location.line == expected.map { UInt($0) },
                        "\(method) \(path), seed \(propertySeed), table \(table)"
                    )
                    if route != nil { found += 1 }
                }
            }
        }
        // Paths that never match would prove nothing.
        #expect(found > 5000, "\(found) found")
    }
}
