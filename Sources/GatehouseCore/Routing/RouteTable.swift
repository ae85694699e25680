internal import HTTPTypes

/// Finds the route of a request: a tree over the segments of all patterns.
///
/// Its cost depends on the number of segments of the path, not on the number of routes. At most one route matches,
/// because patterns that overlap are refused when the table is made.
struct RouteTable: Sendable {
    private struct Node: Sendable {
        var literals: [ExactText: Int] = [:]
        var parameter: Int?
        var routes: [HTTPRequest.Method: Int] = [:]
    }

    private var nodes = [Node()]
    private let routes: [Route]

    init(_ routes: [Route]) {
        self.routes = routes
        for (index, route) in routes.enumerated() {
            var node = 0
            for segment in route.pattern.segments {
                node = child(of: node, for: segment)
            }
            nodes[node].routes[route.method] = index
        }
    }

    private mutating func child(of node: Int, for segment: PathPattern.Segment) -> Int {
        switch segment {
        case .literal(let text):
            if let next = nodes[node].literals[ExactText(text)] { return next }
            nodes.append(Node())
            nodes[node].literals[ExactText(text)] = nodes.count - 1
        case .parameter:
            if let next = nodes[node].parameter { return next }
            nodes.append(Node())
            nodes[node].parameter = nodes.count - 1
        }
        return nodes.count - 1
    }

    /// The route for a method and a path; HEAD is answered by the route of GET.
    func route(_ method: HTTPRequest.Method, _ segments: [String]) -> Route? {
        find(method == .head ? .get : method, segments[...], from: 0).map { routes[$0] }
    }

    private func find(_ method: HTTPRequest.Method, _ segments: ArraySlice<String>, from node: Int) -> Int? {
        guard let segment = segments.first else { return nodes[node].routes[method] }
        // Both ways are tried: "/a/b" and "/{x}/c" do not overlap, and "/a/c" takes the second.
        if let next = nodes[node].literals[ExactText(segment)],
            let found = find(method, segments.dropFirst(), from: next)
        {
            return found
        }
        guard let next = nodes[node].parameter, !segment.isEmpty else { return nil }
        return find(method, segments.dropFirst(), from: next)
    }
}
