/// Finds the patterns that overlap with a new one, without comparing it with each pattern.
struct OverlapTree {
    private var tree = PatternTree()
    /// The patterns that end at each node. The array can be shorter than the array of nodes.
    private var ends: [[Int]] = []
    private var rests: [Int] = []

    /// Adds a pattern under its index.
    mutating func insert(_ pattern: PathPattern, _ index: Int) {
        if pattern.rest == nil {
            let node = tree.node(for: pattern)
            while ends.count <= node { ends.append([]) }
            ends[node].append(index)
        } else {
            rests.append(index)
        }
    }

    /// The indices of the patterns that overlap with another pattern, in the order in which they were added.
    func overlapping(_ pattern: PathPattern, _ routes: [Route]) -> [Int] {
        var found = rests.filter { routes[$0].pattern.overlaps(pattern) }
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
                found += node < ends.count ? ends[node] : []
            }
            return
        }
        let rest = segments.dropFirst()
        switch segment {
        case .literal(let text):
            if let next = tree.nodes[node].literals[text] { visit(next, rest, takesRest: takesRest, &found) }
        case .parameter:
            for (text, next) in tree.nodes[node].literals.all where segment.overlaps(.literal(text)) {
                visit(next, rest, takesRest: takesRest, &found)
            }
        }
        for (type, next) in tree.nodes[node].parameters where segment.overlaps(.parameter("", type)) {
            visit(next, rest, takesRest: takesRest, &found)
        }
    }

    private func children(of node: Int) -> [Int] {
        tree.nodes[node].literals.all.map(\.node) + tree.nodes[node].parameters.map(\.node)
    }

    private func collectAll(_ node: Int, _ found: inout [Int]) {
        found += node < ends.count ? ends[node] : []
        for child in children(of: node) { collectAll(child, &found) }
    }
}
