internal import HTTPTypes

extension RouteList {
    /// Makes the table.
    ///
    /// - Throws: ``GateError`` with all mistakes, in the order in which they were written.
    func routes() throws(GateError) -> [Route] {
        var routes: [Route] = []
        var problems = problems
        var scopesOfRoutes: [Int] = []
        var seen = OverlapTree()
        for definition in definitions {
            func problem(_ text: String) {
                problems.append("\(definition.location): \(definition.method) \(definition.path)\(text)")
            }
            for text in definition.problems { problem(": \(text)") }
            if let reason = Self.reasonAgainst(definition.method) { problem(": \(reason)") }
            do throws(PatternError) {
                let pattern = try PathPattern(definition.path, types: parameterTypes)
                for index in seen.overlapping(pattern, routes) where routes[index].method == definition.method {
                    let other = routes[index]
                    problem(" and \(other.method) \(other.pattern.text) of \(other.location) match the same requests")
                }
                if let name = definition.name,
                    let other = routes.first(where: { other in
                        other.name == name && ExactText(other.pattern.text) != ExactText(definition.path)
                    })
                {
                    problem(": the name \(name) is taken by \(other.pattern.text) of \(other.location)")
                }
                seen.insert(pattern, routes.count)
                routes.append(
                    Route(
                        method: definition.method,
                        pattern: pattern,
                        name: definition.name,
                        rule: definition.rule,
                        isPublic: definition.isPublic,
                        location: definition.location,
                        check: definition.check,
                        respond: definition.respond(middleware(of: definition.scope))
                    )
                )
                scopesOfRoutes.append(definition.scope)
            } catch {
                problem(": \(error.reason)")
            }
        }
        problems += outsiders(routes, scopesOfRoutes)
        guard problems.isEmpty else { throw GateError(problems: problems) }
        return routes
    }

    /// A group's rule holds for all that lies below its prefix: a route there that is not in the group would go round it.
    private func outsiders(_ routes: [Route], _ scopesOfRoutes: [Int]) -> [String] {
        var problems: [String] = []
        for (index, scope) in scopes.enumerated() where scope.claimsPrefix {
            guard let location = scope.location else { continue }
            guard let prefix = try? PathPattern(scope.prefix.isEmpty ? "/" : scope.prefix, types: parameterTypes) else {
                // A group without routes; with routes, each of them says so.
                if !definitions.contains(where: { isInside($0.scope, index) }) {
                    problems.append("\(location): the prefix \(scope.prefix) is no path")
                }
                continue
            }
            for (route, itsScope) in zip(routes, scopesOfRoutes)
            where !isInside(itsScope, index) && route.pattern.reaches(below: prefix) {
                problems.append(
                    "\(route.location): \(route.method) \(route.pattern.text) lies below the group \(prefix.text) of "
                        + "\(location), and its rule would not hold there: write the route in that group"
                )
            }
        }
        return problems
    }

    private static func reasonAgainst(_ method: HTTPRequest.Method) -> String? {
        switch method {
        case .head: "HEAD is answered by the route for GET"
        case .options: "OPTIONS is answered from the table"
        case .trace, .connect: "\(method) is for servers and proxies; nothing behind one can answer it"
        default: nil
        }
    }
}
