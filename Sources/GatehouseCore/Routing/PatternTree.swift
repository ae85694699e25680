/// A tree over the segments of patterns. Patterns with a common beginning share its nodes.
struct PatternTree: Sendable {
    struct Node: Sendable {
        var literals = Literals()
        var parameters: [(type: ParameterType, node: Int)] = []
    }

    /// The nodes; the first is the root.
    private(set) var nodes = [Node()]

    /// Returns the node at which the segments of a pattern end, and creates missing nodes.
    mutating func node(for pattern: PathPattern) -> Int {
        pattern.segments.reduce(0) { child(of: $0, for: $1) }
    }

    private mutating func child(of node: Int, for segment: PathPattern.Segment) -> Int {
        switch segment {
        case .literal(let text):
            if let next = nodes[node].literals[text] { return next }
            nodes[node].literals.insert(text, nodes.count)
        case .parameter(_, let type):
            if let next = nodes[node].parameters.first(where: { $0.type.name == type.name }) { return next.node }
            nodes[node].parameters.append((type, nodes.count))
        }
        nodes.append(Node())
        return nodes.count - 1
    }
}
