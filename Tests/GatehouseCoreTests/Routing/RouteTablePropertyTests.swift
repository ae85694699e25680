import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("RouteTable compared with a linear matcher")
struct RouteTablePropertyTests {
    @Test("Generated tables find the same routes as a linear search")
    func tableMatchesLinearSearch() throws {
        var generator = SeededGenerator(seed: propertySeed &+ 3)
        var found = 0
        for table in 0..<200 {
            var patterns: [(method: HTTPRequest.Method, pattern: ReferencePattern)] = []
            var routes: [Route] = []
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                let pattern = ReferencePattern.random(using: &generator)
                let method: HTTPRequest.Method = Bool.random(using: &generator) ? .get : .post
                let route = try Route(method, pattern.text, types: ReferencePattern.types, line: UInt(routes.count))
                guard !routes.contains(where: { $0.method == method && $0.pattern.overlaps(route.pattern) }) else {
                    continue
                }
                patterns.append((method, pattern))
                routes.append(route)
            }
            let subject = RouteTable(routes)
            for _ in 0..<100 {
                var path = patterns.randomElement(using: &generator)?.pattern.randomPath(using: &generator) ?? []
                // The table treats both forms of a path the same.
                if Bool.random(using: &generator) { path.append("") }
                let segments = (path.last == "" ? path.dropLast() : path[...]).map { Array($0.utf8) }
                let all = patterns.indices.filter { patterns[$0].pattern.matches(segments) }
                #expect(
                    subject.routes(path).map(\.location.line) == all.map { UInt($0) },
                    "\(path), seed \(propertySeed), table \(table)"
                )
                for method in [HTTPRequest.Method.get, .head, .post, .put] {
                    let wanted = method == .head ? .get : method
                    let expected = all.filter { patterns[$0].method == wanted }
                    try #require(expected.count <= 1, "\(path), seed \(propertySeed), table \(table)")
                    let route = subject.route(method, path)
                    guard route?.location.line == expected.first.map({ UInt($0) }) else {
                        let text = route?.pattern.text ?? "none"
                        Issue.record("\(method) \(path) finds \(text), seed \(propertySeed), table \(table)")
                        return
                    }
                    if route != nil { found += 1 }
                }
            }
        }
        // The comparison proves nothing if the paths never match.
        #expect(found > 5000, "\(found) found")
    }
}
