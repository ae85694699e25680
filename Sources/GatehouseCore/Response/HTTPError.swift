public import HTTPTypes

/// An answer that a handler throws: `throw HTTPError(.conflict, "Somebody was faster; reload the note.")`.
///
/// The message goes to the client. Anything else that is thrown does not: it is answered with 500 and an incident
/// number, under which the log has the reason.
public struct HTTPError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The status, 400 to 599. Any other makes the answer a 500.
    public let status: HTTPResponse.Status

    /// What the client is told beyond the status.
    public let message: String?

    /// The field of the request that was wrong, if it was one.
    public let field: String?

    /// Header fields of the answer, such as `Retry-After`.
    public let headers: HTTPFields

    /// Where it was made.
    let location: SourceLocation

    /// Creates an answer to be thrown.
    ///
    /// - Parameters:
    ///   - status: 400 to 599.
    ///   - message: for the client: one or two sentences of plain text.
    ///   - field: the field of a form, a query or a JSON value that was wrong.
    ///   - headers: header fields of the answer.
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
