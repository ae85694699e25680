public import HTTPTypes

/// Asks a gate as a web server would, and hands its answer to a test.
///
/// ``InMemoryClient`` asks the dispatcher directly, ``LiveClient`` over a real socket through libfcgi; a test that is
/// written against this protocol runs with both.
public protocol TestClient: Sendable {
    /// Sends a request and waits for the answer.
    func send(_ request: TestRequest) async throws -> TestResponse
}

extension TestClient {
    /// Sends a GET request.
    public func get(_ target: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await send(TestRequest(.get, target, headers: headers))
    }

    /// Sends a HEAD request.
    public func head(_ target: String, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await send(TestRequest(.head, target, headers: headers))
    }

    /// Sends a POST request.
    public func post(_ target: String, headers: HTTPFields = [:], body: String = "") async throws -> TestResponse {
        try await send(TestRequest(.post, target, headers: headers, body: Array(body.utf8)))
    }
}
