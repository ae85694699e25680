public import HTTPTypes

/// The content of an error page: ``Gate/errorPage(_:)``.
public struct Failure: Sendable, Hashable {
    /// The status, 400 to 599.
    public let status: HTTPResponse.Status

    /// The name of the status in the client's language, such as "Not Found": ``ErrorTexts/title``.
    public let title: String

    /// The message for the client, in its language if ``ErrorTexts/message`` replaces it; `nil` if there is none.
    public let message: String?

    /// The invalid field of the request; `nil` if the error is not about a field.
    public let field: String?

    /// The incident number, under which the log has the reason; `nil` unless an unexpected error occurred.
    public let incident: String?

    /// The page as plain text.
    func text(_ texts: ErrorTexts) -> String {
        "\(status.code) \(title)\n" + (field.map { "\($0): " } ?? "") + (message.map { "\($0)\n" } ?? "")
            + (incident.map { "\(texts.incident($0))\n" } ?? "")
    }

    /// The page as JSON, for a client that prefers it.
    var json: String {
        let pairs = [
            ("error", status.reasonPhrase), ("message", message), ("field", field), ("incident", incident),
        ]
        let texts = pairs.compactMap { name, value in value.map { "\"\(name)\": \(JSONText.quoted($0))" } }
        return "{\"status\": \(status.code), " + texts.joined(separator: ", ") + "}\n"
    }
}
