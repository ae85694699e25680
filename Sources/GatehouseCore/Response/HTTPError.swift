public import HTTPTypes

/// An error that a handler throws to send a response: `throw HTTPError(.conflict, "The note has changed; reload it.")`.
///
/// The client sees the message. Other errors are hidden from the client: it gets 500 and an incident number, under
/// which the log has the reason.
public struct HTTPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The status, 400 to 599. Any other status makes the response a 500.
    public let status: HTTPResponse.Status

    /// The message for the client.
    public let message: String?

    /// The invalid field of the request, if the error is about a field.
    public let field: String?

    /// Header fields of the response, such as `Retry-After`.
    public let headers: HTTPFields

    /// The place in the program that created the error.
    let location: SourceLocation

    /// Creates an error that becomes a response.
    ///
    /// - Parameters:
    ///   - status: 400 to 599.
    ///   - message: one or two sentences of plain text for the client.
    ///   - field: the invalid field of a form, a query or a JSON value.
    ///   - headers: header fields of the response.
    public init(
        _ status: HTTPResponse.Status,
        _ message: String? = nil,
        field: String? = nil,
        headers: HTTPFields = [:],
        fileID: String = #fileID,
        line: UInt = #line
    ) {
        self.status = status
        self.message = message
        self.field = field
        self.headers = headers
        location = SourceLocation(fileID: fileID, line: line)
    }

    /// The status, the message and the place, for the log.
    public var description: String {
        "\(status.code) \(field.map { "\($0): " } ?? "")\(message ?? status.reasonPhrase) (\(location))"
    }
}
