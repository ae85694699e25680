public import HTTPTypes

/// What an error page has to tell: ``Gate/errorPage(_:)``.
public struct Failure: Sendable, Hashable {
    /// The status, 400 to 599.
    public let status: HTTPResponse.Status

    /// What ``HTTPError`` says to the client; `nil` when there is nothing.
    public let message: String?

    /// The field of the request that was wrong; `nil` unless it was one.
    public let field: String?

    /// The number under which the log has the reason; `nil` unless something broke.
    public let incident: String?

    /// The page as plain text.
    var text: String {
        "\(status.code) \(status.reasonPhrase)\n" + (field.map { "\($0): " } ?? "") + (message.map { "\($0)\n" } ?? "")
            + (incident.map { "Incident \($0)\n" } ?? "")
    }

    /// The page as JSON, for a client that wants that.
    var json: String {
        let pairs = [
            ("error", status.reasonPhrase), ("message", message), ("field", field), ("incident", incident),
        ]
        let texts = pairs.compactMap { name, value in value.map { "\"\(name)\": \(JSONText.quoted($0))" } }
        return "{\"status\": \(status.code), " + texts.joined(separator: ", ") + "}\n"
    }
}
