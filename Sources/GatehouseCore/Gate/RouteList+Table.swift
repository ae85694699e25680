internal import HTTPTypes

extension RouteList {
    /// Returns the routes in the order of their declaration.
    ///
    /// - Throws: ``GateError`` with all configuration errors.
    func routes() throws(GateError) -> [Route] {
        var routes: [Route] = []
        var problems = problems
        var scopesOfRoutes: [Int] = []
        var seen = PatternTree()
        for definition in definitions {
            func problem(_ text: String) {
                problems.append("\(definition.location): \(definition.method) \(definition.path)\(text)")
            }
            for text in definition.problems { problem(": \(text)") }
            if let reason = Self.reasonAgainst(definition) { problem(": \(reason)") }
            do throws(PatternError) {
                let pattern = try PathPattern(definition.path, types: parameterTypes)
                for index in seen.overlapping(pattern) where routes[index].method == definition.method {
                    let other = routes[index]
                    problem(
                        " and \(other.method) \(other.pattern.text) at \(other.location) match the same requests; change one of the paths"
                    )
                }
                if let name = definition.name,
                    let other = routes.first(where: { other in
                        other.name == name && ExactText(other.pattern.text) != ExactText(definition.path)
                    })
                {
                    problem(
                        ": the route name '\(name)' is already used by \(other.pattern.text) at \(other.location); use another name"
                    )
                }
                seen.insert(pattern, routes.count)
                routes.append(
                    Route(
                        method: definition.method,
                        pattern: pattern,
                        name: definition.name,
                        rule: definition.rule,
                        evidence: definition.evidence,
                        isPublic: definition.isPublic,
                        isIsolated: definition.isIsolated,
                        crossOrigin: definition.crossOrigin,
                        isOfSubtree: definition.isOfSubtree,
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

    /// The errors for routes that are below a group's prefix but outside the group, and so would bypass its rule.
    private func outsiders(_ routes: [Route], _ scopesOfRoutes: [Int]) -> [String] {
        var problems: [String] = []
        for (index, scope) in scopes.enumerated() where scope.claimsPrefix {
            guard let location = scope.location else { continue }
            guard let prefix = try? PathPattern(scope.prefix.isEmpty ? "/" : scope.prefix, types: parameterTypes) else {
                // Only for a group without routes: otherwise each of its routes reports the error.
                if !definitions.contains(where: { isInside($0.scope, index) }) {
                    problems.append("\(location): invalid group prefix '\(scope.prefix)'; write a path such as /admin")
                }
                continue
            }
            for (route, itsScope) in zip(routes, scopesOfRoutes)
            where !isInside(itsScope, index) && route.pattern.reaches(below: prefix) {
                problems.append(
                    "\(route.location): \(route.method) \(route.pattern.text) is below the group \(prefix.text) at "
                        + "\(location), but outside of it, and would bypass its rule; move the route into the group"
                )
            }
        }
        return problems
    }

    private static func reasonAgainst(_ definition: RouteDefinition) -> String? {
        switch definition.method {
        case .head: "HEAD cannot be routed; add a route for GET, which includes HEAD"
        // The handler of a subtree has its own routes, so only it can respond.
        case .options where definition.isOfSubtree: nil
        case .options: "OPTIONS cannot be routed; remove the route, the gate responds from the table"
        case .trace, .connect:
            "\(definition.method) cannot be routed; remove the route, because web servers do not pass the method on"
        default: nil
        }
    }
}
