internal import FoundationEssentials
public import GatehouseCore
public import HTTPTypes

/// A response that encodes a value as JSON: `JSON(notes)`.
///
/// ```swift
/// api.get("/notes") { request, member in JSON(try await notes.all(of: member)) }
/// ```
public struct JSON<Value: Encodable & Sendable>: Sendable, ResponseConvertible {
    /// The value.
    public var value: Value

    /// The status of the response.
    public var status: HTTPResponse.Status

    /// Creates a response from a value.
    public init(_ value: Value, status: HTTPResponse.Status = .ok) {
        self.value = value
        self.status = status
    }

    /// Encodes the value as `application/json`, with sorted keys.
    ///
    /// - Throws: `EncodingError`. The client gets a 500.
    public func response(to request: Request) throws -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: .bytes(Array(try JSONEncoder.ofResponses().encode(value)))
        )
    }
}

extension JSONEncoder {
    /// The encoder of all JSON responses.
    static func ofResponses() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
