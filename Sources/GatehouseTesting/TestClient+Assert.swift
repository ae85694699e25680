internal import GatehouseCore
public import HTTPTypes

extension TestClient {
    /// Fails unless a rule denies the request.
    ///
    /// It checks the gate's decision and not the status: a handler that ran and responded with 404 has denied nothing.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - target: the path and query, including the mount.
    ///   - identity: the client.
    /// - Returns: the response, for further checks.
    /// - Throws: ``TestFailure``.
    @discardableResult
    public func assertDenied(
        _ method: HTTPRequest.Method,
        _ target: String,
        as identity: TestIdentity = .anonymous
    ) async throws -> TestResponse {
        let response = try await send(TestRequest(method, target, as: identity))
        guard response.decision == .denied else {
            throw TestFailure("\(method) \(target) should be denied but is \(Self.text(response))")
        }
        return response
    }

    /// Fails if any route lets a client pass, except those that you list. This proves that nothing is open by accident.
    ///
    /// The method requests every route of the gate once. Parameters in a path get the example of their type (`x` for text, 1
    /// for `int`). A new route that is open to `identity` fails the test until you list it.
    ///
    /// ```swift
    /// try await app.assertEveryRouteDenies(.anonymous, except: ["GET /", "GET /sign-in", "POST /sign-in"])
    /// ```
    ///
    /// - Parameters:
    ///   - identity: the client.
    ///   - exceptions: the open routes, each as method and path pattern, such as `GET /notes/{id:int}`. An exception that
    ///     matches no route is a failure too.
    /// - Throws: ``TestFailure`` with all failures.
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
        failures += unused.sorted().map { "\($0): an exception that matches no route" }
        guard failures.isEmpty else {
            throw TestFailure("these routes do not deny the client:\n" + failures.map { "  \($0)\n" }.joined())
        }
    }

    private static func text(_ response: TestResponse) -> String {
        switch response.decision {
        case .refused: "refused as malformed (\(response.status.code))"
        case .unknown: "unknown path (\(response.status.code))"
        case .denied: "denied (\(response.status.code))"
        case .allowed: "allowed (\(response.status.code))"
        case nil: "without a decision (\(response.status.code))"
        }
    }
}
