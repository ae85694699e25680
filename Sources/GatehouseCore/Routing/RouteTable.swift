internal import HTTPTypes

/// Finds the routes of a path, in a tree over the segments of all patterns.
///
/// The cost depends on the number of segments of the path, not on the number of routes. At most one route matches a
/// path and a method, because a gate with overlapping patterns does not open.
struct RouteTable: Sendable {
    let routes: [Route]
    private let tree: PatternTree

    init(_ routes: [Route]) {
        self.routes = routes
        var tree = PatternTree()
        for (index, route) in routes.enumerated() { tree.insert(route.pattern, index) }
        self.tree = tree
    }

    /// The route for a method and a path. The route for GET is also the one for HEAD.
    ///
    /// - Parameter segments: as in ``RequestTarget/segments``; an empty segment at the end is ignored.
    func route(_ method: HTTPRequest.Method, _ segments: [String]) -> Route? {
        let method = method == .head ? .get : method
        var found: Route?
        visit(0, segments, from: 0, to: Self.end(of: segments)) { index in
            if routes[index].method == method { found = routes[index] }
            return found != nil
        }
        return found
    }

    /// The routes for a path, for any method, in the order in which they were written.
    func routes(_ segments: [String]) -> [Route] {
        var found: [Int] = []
        visit(0, segments, from: 0, to: Self.end(of: segments)) { index in
            found.append(index)
            return false
        }
        return found.sorted().map { routes[$0] }
    }

    /// The number of segments, without an empty one at the end.
    private static func end(of segments: [String]) -> Int {
        segments.last?.isEmpty == true ? segments.count - 1 : segments.count
    }

    /// Calls the visitor with the index of each matching route until it returns `true`.
    @discardableResult
    private func visit(
        _ node: Int,
        _ segments: [String],
        from position: Int,
        to end: Int,
        _ visitor: (Int) -> Bool
    ) -> Bool {
        guard position < end else { return tree.nodes[node].patterns.contains(where: visitor) }
        // Try every branch: "/a/b" and "/{x}/c" do not overlap, and "/a/c" matches the second.
        if let next = tree.nodes[node].literals[segments[position]],
            visit(next, segments, from: position + 1, to: end, visitor)
        {
            return true
        }
        for (type, next) in tree.nodes[node].parameters where type.matches(segments[position]) {
            if visit(next, segments, from: position + 1, to: end, visitor) { return true }
        }
        if !tree.nodes[node].rests.isEmpty, segments[position..<end].allSatisfy(ParameterType.text.matches) {
            return tree.nodes[node].rests.contains(where: visitor)
        }
        return false
    }
}
