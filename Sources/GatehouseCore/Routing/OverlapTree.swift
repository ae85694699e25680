/// Finds among many patterns those that overlap with a new one, without comparing it with each of them.
struct OverlapTree {
    private struct Node {
        var literals = Literals()
        var parameters: [(type: ParameterType, node: Int)] = []
        var ends: [Int] = []
    }

    private var nodes = [Node()]
    private var rests: [Int] = []

    /// Adds a pattern under its index.
    mutating func insert(_ pattern: PathPattern, _ index: Int) {
        guard pattern.rest == nil else {
            rests.append(index)
            return
        }
        var node = 0
        for segment in pattern.segments {
            let next: Int?
            switch segment {
            case .literal(let text): next = nodes[node].literals[text]
            case .parameter(_, let type): next = nodes[node].parameters.first { $0.type.name == type.name }?.node
            }
            if let next {
                node = next
                continue
            }
            nodes.append(Node())
            switch segment {
            case .literal(let text): nodes[node].literals.insert(text, nodes.count - 1)
            case .parameter(_, let type): nodes[node].parameters.append((type, nodes.count - 1))
            }
            node = nodes.count - 1
        }
        nodes[node].ends.append(index)
    }

    /// The indices of the patterns that overlap with another one, in the order in which they were added.
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
                found += nodes[node].ends
            }
            return
        }
        let rest = segments.dropFirst()
        switch segment {
        case .literal(let text):
            if let next = nodes[node].literals[text] { visit(next, rest, takesRest: takesRest, &found) }
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
        found += nodes[node].ends
        for child in children(of: node) { collectAll(child, &found) }
    }
}
