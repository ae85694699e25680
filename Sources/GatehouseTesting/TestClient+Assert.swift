internal import GatehouseCore
public import HTTPTypes

extension TestClient {
    /// Fails unless a rule turns the request away. It looks at what the gate decided, not at the status: a handler that
    /// ran and answered 404 has not denied anything.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - target: path and query, with the mount in front.
    ///   - identity: who asks.
    /// - Returns: the answer, for further checks.
    /// - Throws: ``TestFailure``.
    @discardableResult
    public func assertDenied(
        _ method: HTTPRequest.Method,
        _ target: String,
        as identity: TestIdentity = .anonymous
    ) async throws -> TestResponse {
        let response = try await send(TestRequest(method, target, as: identity))
        guard response.decision == .denied else {
            throw TestFailure("\(method) \(target) should be denied and is \(Self.text(response))")
        }
        return response
    }

    /// Fails if a route lets somebody pass, but for those that are named: the one line that proves that nothing is open
    /// by accident.
    ///
    /// Every route of the gate is asked once, with the examples of its parameters' types in its path (`x` for text, 1 for
    /// `int`). What is to be open has to be written out, and a new route that is open to `identity` fails the test.
    ///
    /// ```swift
    /// try await app.assertEveryRouteDenies(.anonymous, except: ["GET /", "GET /sign-in", "POST /sign-in"])
    /// ```
    ///
    /// - Parameters:
    ///   - identity: who asks.
    ///   - exceptions: method and path of routes as they were written, such as `GET /notes/{id:int}`. One that no route
    ///     has is a failure too: a list that is not true would hide what it should show.
    /// - Throws: ``TestFailure`` with all of them.
    public func assertEveryRouteDenies(_ identity: TestIdentity, except exceptions: [String] = []) async throws {
        var failures: [String] = []
        var unused = Set(exceptions)
        for route in routes {
            if unused.remove("\(route.method) \(route.path)") != nil
                || exceptions.contains("\(route.method) \(route.path)")
            {
                continue
            }
            guard let method = HTTPRequest.Method(route.method) else { continue }
            let response = try await send(TestRequest(method, mount.path + route.example, as: identity))
            if response.decision != .denied {
                failures.append(
                    "\(route.method) \(route.path) of \(route.source), rule \(route.rule): \(Self.text(response))")
            }
        }
        failures += unused.sorted().map { "\($0): an exception that no route has" }
        guard failures.isEmpty else {
            throw TestFailure("these routes do not deny:\n" + failures.map { "  \($0)\n" }.joined())
        }
    }

    private static func text(_ response: TestResponse) -> String {
        switch response.decision {
        case .refused: "refused as malformed (\(response.status.code))"
        case .unknown: "not there (\(response.status.code))"
        case .denied: "denied (\(response.status.code))"
        case .allowed: "allowed (\(response.status.code))"
        case nil: "without a decision (\(response.status.code))"
        }
    }
}
