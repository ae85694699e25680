internal import FoundationEssentials
public import GatehouseCore
public import HTTPTypes

/// A value as JSON: `JSON(notes)`.
///
/// ```swift
/// api.get("/notes") { request, member in JSON(try await notes.all(of: member)) }
/// ```
public struct JSON<Value: Encodable & Sendable>: Sendable, ResponseConvertible {
    /// The value.
    public var value: Value

    /// The status of the answer.
    public var status: HTTPResponse.Status

    /// Creates an answer of a value.
    public init(_ value: Value, status: HTTPResponse.Status = .ok) {
        self.value = value
        self.status = status
    }

    /// The value as `application/json`, its keys in the order of their names.
    ///
    /// - Throws: `EncodingError`; the client gets a 500.
    public func response(to request: Request) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: .bytes(Array(try encoder.encode(value)))
        )
    }
}
