/// A tree over the segments of patterns: patterns that begin alike go through the same nodes.
struct PatternTree: Sendable {
    struct Node: Sendable {
        var literals = Literals()
        var parameters: [(type: ParameterType, node: Int)] = []
    }

    /// The first one is the root.
    private(set) var nodes = [Node()]

    /// The node at which the segments of a pattern end. It is made where there is none yet.
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
