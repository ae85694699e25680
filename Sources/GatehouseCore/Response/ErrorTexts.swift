public import HTTPTypes

/// The texts of the error pages that the gate creates.
///
/// ```swift
/// german.errors.title = { status in
///     switch status {
///     case .notFound: "Nicht gefunden"
///     case .tooManyRequests: "Zu viele Anfragen"
///     default: "Fehler"
///     }
/// }
/// german.errors.message = { status, message in
///     status == .contentTooLarge ? "Die Anfrage ist zu groß." : message
/// }
/// ```
public struct ErrorTexts: TextPart {
    /// The name of a status, 400 to 599; defaults to the one in the standard, such as "Not Found".
    public var title: @Sendable (HTTPResponse.Status) -> String = { $0.reasonPhrase }

    /// The message of an error; `nil` for none. The second argument is the message of the ``HTTPError``, which the library or
    /// the program has thrown; the messages of the library are in English. Defaults to this message.
    public var message: @Sendable (_ status: HTTPResponse.Status, _ message: String?) -> String? = { $1 }

    /// The line with an incident number.
    public var incident: @Sendable (String) -> String = { "Incident \($0)" }

    /// Creates the texts in English.
    public init() {}
}

extension Texts {
    /// The texts of error pages.
    public var errors: ErrorTexts {
        get { self[ErrorTexts.self] }
        set { self[ErrorTexts.self] = newValue }
    }
}
