internal import HTTPTypes

/// Finds the routes of a path: a tree over the segments of all patterns.
///
/// Its cost depends on the number of segments of the path, not on the number of routes. At most one route matches a path
/// and a method, because patterns that overlap are refused when the table is made.
struct RouteTable: Sendable {
    private struct Node: Sendable {
        var literals = Literals()
        var parameters: [(type: ParameterType, node: Int)] = []
        /// The routes that end here, and those whose rest begins here.
        var routes: [(method: HTTPRequest.Method, route: Int)] = []
        var rests: [(method: HTTPRequest.Method, route: Int)] = []
    }

    private var nodes = [Node()]
    let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
        for (index, route) in routes.enumerated() {
            var node = 0
            for segment in route.pattern.segments {
                node = child(of: node, for: segment)
            }
            if route.pattern.rest == nil {
                nodes[node].routes.append((route.method, index))
            } else {
                nodes[node].rests.append((route.method, index))
            }
        }
    }

    private mutating func child(of node: Int, for segment: PathPattern.Segment) -> Int {
        switch segment {
        case .literal(let text):
            if let next = nodes[node].literals[text] { return next }
            nodes.append(Node())
            nodes[node].literals.insert(text, nodes.count - 1)
        case .parameter(_, let type):
            if let next = nodes[node].parameters.first(where: { $0.type.name == type.name }) { return next.node }
            nodes.append(Node())
            nodes[node].parameters.append((type, nodes.count - 1))
        }
        return nodes.count - 1
    }

    /// The route for a method and a path; HEAD is answered by the route of GET.
    ///
    /// - Parameter segments: as in ``RequestTarget/segments``; one that is empty at the end makes no difference here.
    func route(_ method: HTTPRequest.Method, _ segments: [String]) -> Route? {
        let method = method == .head ? .get : method
        var found: Int?
        visit(Self.withoutEnd(segments), from: 0) { entry in
            if entry.method == method { found = entry.route }
            return found != nil
        }
        return found.map { routes[$0] }
    }

    /// The routes for a path, whatever the method, in the order in which they were written.
    func routes(_ segments: [String]) -> [Route] {
        var found: [Int] = []
        visit(Self.withoutEnd(segments), from: 0) { entry in
            found.append(entry.route)
            return false
        }
        return found.sorted().map { routes[$0] }
    }

    private static func withoutEnd(_ segments: [String]) -> ArraySlice<String> {
        segments.last?.isEmpty == true ? segments.dropLast() : segments[...]
    }

    /// Goes through all that match until the visitor has what it wants.
    @discardableResult
    private func visit(
        _ segments: ArraySlice<String>,
        from node: Int,
        _ visitor: ((method: HTTPRequest.Method, route: Int)) -> Bool
    ) -> Bool {
        guard let segment = segments.first else { return nodes[node].routes.contains(where: visitor) }
        // Every way is tried: "/a/b" and "/{x}/c" do not overlap, and "/a/c" takes the second.
        if let next = nodes[node].literals[ExactText(segment)], visit(segments.dropFirst(), from: next, visitor) {
            return true
        }
        for (type, next) in nodes[node].parameters where type.matches(segment) {
            if visit(segments.dropFirst(), from: next, visitor) { return true }
        }
        if !nodes[node].rests.isEmpty, segments.allSatisfy(ParameterType.text.matches) {
            return nodes[node].rests.contains(where: visitor)
        }
        return false
    }
}
