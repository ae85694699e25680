/// A tree over the segments of patterns. Patterns with a common beginning share its nodes.
///
/// ``RouteTable`` finds the routes of a path with it, and ``RouteList`` the patterns that overlap.
struct PatternTree: Sendable {
    struct Node: Sendable {
        var literals = LiteralTable()
        var parameters: [(type: ParameterType, node: Int)] = []
        /// The indices of the patterns that end here.
        var patterns: [Int] = []
        /// The indices of the patterns whose `{rest...}` begins here.
        var rests: [Int] = []
    }

    /// The nodes; the first is the root.
    private(set) var nodes = [Node()]
    /// All patterns with a `{rest...}`.
    private var rests: [(pattern: PathPattern, index: Int)] = []

    /// Adds a pattern under its index.
    mutating func insert(_ pattern: PathPattern, _ index: Int) {
        let node = pattern.segments.reduce(0) { child(of: $0, for: $1) }
        if pattern.rest == nil {
            nodes[node].patterns.append(index)
        } else {
            nodes[node].rests.append(index)
            rests.append((pattern, index))
        }
    }

    private mutating func child(of node: Int, for segment: PathPattern.Segment) -> Int {
        switch segment {
        case .literal(let text):
            if let next = nodes[node].literals[text.text] { return next }
            nodes[node].literals.insert(text, nodes.count)
        case .parameter(_, let type):
            if let next = nodes[node].parameters.first(where: { $0.type.name == type.name }) { return next.node }
            nodes[node].parameters.append((type, nodes.count))
        }
        nodes.append(Node())
        return nodes.count - 1
    }

    /// The indices of the patterns that overlap with another pattern, in ascending order.
    func overlapping(_ pattern: PathPattern) -> [Int] {
        var found = rests.filter { $0.pattern.overlaps(pattern) }.map(\.index)
        visit(0, pattern.segments[...], takesRest: pattern.rest != nil, &found)
        return found.sorted()
    }

    private func visit(
        _ node: Int,
        _ segments: ArraySlice<PathPattern.Segment>,
        takesRest: Bool,
        _ found: inout [Int]
    ) {
        guard let segment = segments.first else {
            if takesRest {
                for child in children(of: node) { collectAll(child, &found) }
            } else {
                found += nodes[node].patterns
            }
            return
        }
        let rest = segments.dropFirst()
        switch segment {
        case .literal(let text):
            if let next = nodes[node].literals[text.text] { visit(next, rest, takesRest: takesRest, &found) }
        case .parameter:
            for (text, next) in nodes[node].literals.all where segment.overlaps(.literal(text)) {
                visit(next, rest, takesRest: takesRest, &found)
            }
        }
        for (type, next) in nodes[node].parameters where segment.overlaps(.parameter("", type)) {
            visit(next, rest, takesRest: takesRest, &found)
        }
    }

    private func children(of node: Int) -> [Int] {
        nodes[node].literals.all.map(\.node) + nodes[node].parameters.map(\.node)
    }

    private func collectAll(_ node: Int, _ found: inout [Int]) {
        found += nodes[node].patterns
        for child in children(of: node) { collectAll(child, &found) }
    }
}
