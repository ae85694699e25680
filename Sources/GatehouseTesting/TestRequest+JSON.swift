internal import FoundationEssentials
public import HTTPTypes

extension TestRequest {
    /// Creates a request with a value as a JSON body.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - target: the path and query.
    ///   - identity: the client.
    ///   - value: the value.
    /// - Throws: what the encoder throws.
    public init(
        _ method: HTTPRequest.Method, _ target: String, as identity: TestIdentity = .anonymous,
        json value: some Encodable
    ) throws {
        self.init(
            method, target, as: identity, headers: [.contentType: "application/json", .accept: "application/json"],
            body: Array(try JSONEncoder().encode(value)))
    }
}

extension TestResponse {
    /// The JSON body as a value.
    ///
    /// - Throws: ``TestFailure`` if the body is not JSON or does not have this type. It shows the body.
    public func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw TestFailure("\(status.code) is not a \(type): \(error)\n\(text.prefix(1000))")
        }
    }
}
