internal import HTTPTypes

/// Finds the routes of a path, in a tree over the segments of all patterns.
///
/// The cost depends on the number of segments of the path, not on the number of routes. At most one route matches a
/// path and a method, because a gate with overlapping patterns does not open.
struct RouteTable: Sendable {
    private final class Node: Sendable {
        let literals: LiteralTable<Node>
        let parameters: [(type: ParameterType, node: Node)]
        /// The routes that end here, and those whose `{rest...}` begins here.
        let routes: [Entry]
        let rests: [Entry]

        init(_ node: Int, in tree: PatternTree, _ entries: [[Entry]]) {
            let entriesHere = entries[node]
            routes = entriesHere.filter { $0.route.pattern.rest == nil }
            rests = entriesHere.filter { $0.route.pattern.rest != nil }
            literals = LiteralTable(tree.nodes[node].literals.all.map { ($0.text, Node($0.node, in: tree, entries)) })
            parameters = tree.nodes[node].parameters.map { ($0.type, Node($0.node, in: tree, entries)) }
        }
    }

    /// A route and its index in ``routes``.
    private struct Entry: Sendable {
        let route: Route
        let index: Int
    }

    private let root: Node
    let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
        var tree = PatternTree()
        let places = routes.map { tree.node(for: $0.pattern) }
        var entries = Array(repeating: [Entry](), count: tree.nodes.count)
        for (index, route) in routes.enumerated() { entries[places[index]].append(Entry(route: route, index: index)) }
        root = Node(0, in: tree, entries)
    }

    /// The route for a method and a path. The route for GET is also the one for HEAD.
    ///
    /// - Parameter segments: as in ``RequestTarget/segments``; an empty segment at the end is ignored.
    func route(_ method: HTTPRequest.Method, _ segments: [String]) -> Route? {
        let method = method == .head ? .get : method
        var found: Route?
        Self.visit(root, segments, from: 0, to: Self.end(of: segments)) { entry in
            if entry.route.method == method { found = entry.route }
            return found != nil
        }
        return found
    }

    /// The routes for a path, for any method, in the order in which they were written.
    func routes(_ segments: [String]) -> [Route] {
        var found: [Entry] = []
        Self.visit(root, segments, from: 0, to: Self.end(of: segments)) { entry in
            found.append(entry)
            return false
        }
        return found.sorted { $0.index < $1.index }.map(\.route)
    }

    /// The number of segments, without an empty one at the end.
    private static func end(of segments: [String]) -> Int {
        segments.last?.isEmpty == true ? segments.count - 1 : segments.count
    }

    /// Calls the visitor with each matching entry until it returns `true`.
    @discardableResult
    private static func visit(
        _ node: Node,
        _ segments: [String],
        from position: Int,
        to end: Int,
        _ visitor: (Entry) -> Bool
    ) -> Bool {
        guard position < end else { return node.routes.contains(where: visitor) }
        // Try every branch: "/a/b" and "/{x}/c" do not overlap, and "/a/c" matches the second.
        if let next = node.literals[segments[position]], visit(next, segments, from: position + 1, to: end, visitor) {
            return true
        }
        for (type, next) in node.parameters where type.matches(segments[position]) {
            if visit(next, segments, from: position + 1, to: end, visitor) { return true }
        }
        if !node.rests.isEmpty, segments[position..<end].allSatisfy(ParameterType.text.matches) {
            return node.rests.contains(where: visitor)
        }
        return false
    }
}
