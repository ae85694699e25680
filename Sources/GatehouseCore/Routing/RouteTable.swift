internal import HTTPTypes

/// Finds the routes of a path: a tree over the segments of all patterns.
///
/// Its cost depends on the number of segments of the path, not on the number of routes. At most one route matches a path
/// and a method, because patterns that overlap are refused when the table is made.
struct RouteTable: Sendable {
    private struct Node: Sendable {
        let literals: LiteralTable
        let parameters: [(type: ParameterType, node: Int)]
        /// The routes that end here, and those whose rest begins here.
        var routes: [(method: HTTPRequest.Method, route: Int)] = []
        var rests: [(method: HTTPRequest.Method, route: Int)] = []
    }

    private let nodes: [Node]
    let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
        var tree = PatternTree()
        let ends = routes.map { tree.node(for: $0.pattern) }
        var nodes = tree.nodes.map { Node(literals: LiteralTable($0.literals), parameters: $0.parameters) }
        for (index, (route, end)) in zip(routes, ends).enumerated() {
            if route.pattern.rest == nil {
                nodes[end].routes.append((route.method, index))
            } else {
                nodes[end].rests.append((route.method, index))
            }
        }
        self.nodes = nodes
    }

    /// The route for a method and a path; HEAD is answered by the route of GET.
    ///
    /// - Parameter segments: as in ``RequestTarget/segments``; one that is empty at the end makes no difference here.
    func route(_ method: HTTPRequest.Method, _ segments: [String]) -> Route? {
        let method = method == .head ? .get : method
        var found: Int?
        visit(segments, from: 0, at: 0, to: Self.end(of: segments)) { entry in
            if entry.method == method { found = entry.route }
            return found != nil
        }
        return found.map { routes[$0] }
    }

    /// The routes for a path, whatever the method, in the order in which they were written.
    func routes(_ segments: [String]) -> [Route] {
        var found: [Int] = []
        visit(segments, from: 0, at: 0, to: Self.end(of: segments)) { entry in
            found.append(entry.route)
            return false
        }
        return found.sorted().map { routes[$0] }
    }

    /// The number of segments without an empty one at the end.
    private static func end(of segments: [String]) -> Int {
        segments.last?.isEmpty == true ? segments.count - 1 : segments.count
    }

    /// Goes through all that match until the visitor has what it wants.
    @discardableResult
    private func visit(
        _ segments: [String],
        from node: Int,
        at position: Int,
        to end: Int,
        _ visitor: ((method: HTTPRequest.Method, route: Int)) -> Bool
    ) -> Bool {
        guard position < end else { return nodes[node].routes.contains(where: visitor) }
        // Every way is tried: "/a/b" and "/{x}/c" do not overlap, and "/a/c" takes the second.
        if let next = nodes[node].literals[segments[position]],
            visit(segments, from: next, at: position + 1, to: end, visitor)
        {
            return true
        }
        for (type, next) in nodes[node].parameters where type.matches(segments[position]) {
            if visit(segments, from: next, at: position + 1, to: end, visitor) { return true }
        }
        if !nodes[node].rests.isEmpty, segments[position..<end].allSatisfy(ParameterType.text.matches) {
            return nodes[node].rests.contains(where: visitor)
        }
        return false
    }
}
