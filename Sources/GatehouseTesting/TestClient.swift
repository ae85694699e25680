public import GatehouseCore
public import HTTPTypes

/// Sends requests to a gate as a web server would.
///
/// ``InMemoryClient`` calls the dispatcher directly. ``LiveClient`` uses a real socket and libfcgi. A test that is written
/// for this protocol runs with both.
///
/// ```swift
/// let app = try InMemoryClient(gate)
/// #expect(try await app.get("/notes/1", as: alice).text == "Buy milk")
/// try await app.assertDenied(.get, "/notes/1", as: bob)
/// try await app.assertEveryRouteDenies(.anonymous, except: ["GET /", "GET /sign-in"])
/// ```
public protocol TestClient: Sendable {
    /// The routes of the gate.
    var routes: [RouteDescription] { get }

    /// The URL path below which the routes lie.
    var mount: Mount { get }

    /// Sends a request and waits for the response.
    func send(_ request: TestRequest) async throws -> TestResponse
}

extension TestClient {
    /// Sends a GET request.
    ///
    /// - Parameters:
    ///   - target: the path and query as the client sends them, including the mount.
    ///   - identity: the client.
    ///   - headers: header fields in addition to those of `identity`.
    public func get(
        _ target: String,
        as identity: TestIdentity = .anonymous,
        headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await send(TestRequest(.get, target, as: identity, headers: headers))
    }

    /// Sends a HEAD request.
    public func head(
        _ target: String,
        as identity: TestIdentity = .anonymous,
        headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await send(TestRequest(.head, target, as: identity, headers: headers))
    }

    /// Sends a POST request.
    public func post(
        _ target: String,
        as identity: TestIdentity = .anonymous,
        headers: HTTPFields = [:],
        body: String = ""
    ) async throws -> TestResponse {
        try await send(TestRequest(.post, target, as: identity, headers: headers, body: Array(body.utf8)))
    }

    /// Sends a PUT request.
    public func put(
        _ target: String,
        as identity: TestIdentity = .anonymous,
        headers: HTTPFields = [:],
        body: String = ""
    ) async throws -> TestResponse {
        try await send(TestRequest(.put, target, as: identity, headers: headers, body: Array(body.utf8)))
    }

    /// Sends a PATCH request.
    public func patch(
        _ target: String,
        as identity: TestIdentity = .anonymous,
        headers: HTTPFields = [:],
        body: String = ""
    ) async throws -> TestResponse {
        try await send(TestRequest(.patch, target, as: identity, headers: headers, body: Array(body.utf8)))
    }

    /// Sends a DELETE request.
    public func delete(
        _ target: String,
        as identity: TestIdentity = .anonymous,
        headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        try await send(TestRequest(.delete, target, as: identity, headers: headers))
    }
}
