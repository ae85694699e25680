import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Overlaps of 10,000 generated patterns")
struct OverlapPropertyTests {
    private func pattern(_ reference: ReferencePattern) throws -> PathPattern {
        try PathPattern(reference.text, types: ReferencePattern.types)
    }

    @Test("overlaps() is true exactly if a search finds a path that matches both")
    func overlapsMatchesSearch() throws {
        var generator = SeededGenerator(seed: propertySeed &+ 10)
        var overlapping = 0
        for index in 0..<10_000 {
            let left = ReferencePattern.random(using: &generator, ownType: false)
            let right = ReferencePattern.random(using: &generator, ownType: false)
            let expected = left.hasCommonPath(with: right)
            if expected { overlapping += 1 }
            let (first, second) = (try pattern(left), try pattern(right))
            guard first.overlaps(second) == expected, second.overlaps(first) == expected else {
                Issue.record("\(left.text) and \(right.text): \(!expected), seed \(propertySeed), #\(index)")
                return
            }
        }
        #expect((1_000...9_000).contains(overlapping), "\(overlapping) overlapping")
    }

    @Test("Two patterns that match one path overlap, including custom types")
    func commonPathMeansOverlap() throws {
        var generator = SeededGenerator(seed: propertySeed &+ 11)
        var both = 0
        for index in 0..<10_000 {
            let left = ReferencePattern.random(using: &generator)
            let right = ReferencePattern.random(using: &generator)
            let overlaps = try pattern(left).overlaps(pattern(right))
            for source in [left, right] {
                let path = source.randomPath(using: &generator)
                let bytes = path.map { Array($0.utf8) }
                guard left.matches(bytes), right.matches(bytes) else { continue }
                both += 1
                guard overlaps else {
                    Issue.record("\(left.text) and \(right.text) match \(path), seed \(propertySeed), #\(index)")
                    return
                }
            }
        }
        #expect(both > 500, "\(both) paths matched both")
    }

    @Test("The tree finds the same overlapping patterns as pairwise comparison, in order")
    func treeMatchesComparison() throws {
        var generator = SeededGenerator(seed: propertySeed &+ 12)
        var found = 0
        for table in 0..<400 {
            var routes: [Route] = []
            var tree = PatternTree()
            for _ in 0..<25 {
                let text = ReferencePattern.random(using: &generator).text
                let route = try Route(.get, text, types: ReferencePattern.types)
                let expected = routes.indices.filter { routes[$0].pattern.overlaps(route.pattern) }
                let overlapping = tree.overlapping(route.pattern)
                found += expected.count
                guard overlapping == expected else {
                    Issue.record(
                        """
                        \(text) among \(routes.map(\.pattern.text)): \(overlapping) instead of \(expected), \
                        seed \(propertySeed), table \(table)
                        """
                    )
                    return
                }
                tree.insert(route.pattern, routes.count)
                routes.append(route)
            }
        }
        #expect(found > 5_000, "\(found) overlaps")
    }

    @Test("reaches(below:) is true for every pattern that a search finds below a prefix")
    func pathBelowPrefixIsReached() throws {
        var generator = SeededGenerator(seed: propertySeed &+ 13)
        var below = 0
        for index in 0..<10_000 {
            let route = ReferencePattern.random(using: &generator)
            var prefix = ReferencePattern.random(using: &generator)
            if prefix.parts.last == .rest { prefix.parts.removeLast() }
            prefix.endsInSlash = prefix.parts.isEmpty
            let path = route.randomPath(using: &generator)
            let bytes = path.map { Array($0.utf8) }
            let isBelow = route.matches(bytes) && prefix.matches(Array(bytes.prefix(prefix.parts.count)))
            guard isBelow else { continue }
            below += 1
            guard try pattern(route).reaches(below: pattern(prefix)) else {
                Issue.record("\(route.text) matches \(path) below \(prefix.text), seed \(propertySeed), #\(index)")
                return
            }
        }
        #expect(below > 1_000, "\(below) below")
    }
}
