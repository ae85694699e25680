internal import GatewayInterface
internal import HTTPTypes

/// A user and a password from HTTP Basic (RFC 7617).
///
/// The client sends both unencrypted with each request: use HTTPS. Compare a password with a password hash, never with
/// `==`, which treats different Unicode spellings as equal.
public struct BasicCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    /// The name of the user. It can be empty, and contains neither ":" nor control characters.
    public let user: String

    /// The password. It can be empty and can contain ":", but contains no control characters.
    public let password: String

    /// Reads the credentials; `nil` unless they are complete and well formed.
    ///
    /// - Throws: ``HTTPError`` 400 if there are more than 30 combining marks in a row.
    init?(_ parameters: Parameters) throws(HTTPError) {
        guard let field = AuthorizationField(parameters), field.scheme == "basic", let token = field.token,
            let bytes = Base64.decoded(token), let text = try Self.text(bytes),
            !Self.holdsControlCharacter(text),
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        user = String(text[..<colon])
        password = String(text[text.utf8.index(after: colon)...])
    }

    /// The text of the bytes; `nil` if they are not UTF-8.
    private static func text(_ bytes: [UInt8]) throws(HTTPError) -> String? {
        do throws(ClientTextError) {
            return try ClientText.string(bytes[...])
        } catch .notUTF8 {
            return nil
        } catch {
            throw HTTPError(.badRequest, "The user or the password \(error).")
        }
    }

    /// Whether a text has control characters (RFC 7617, section 2): those of ASCII, and U+0080 to U+009F.
    static func holdsControlCharacter(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// The user without the password, which must not be logged.
    public var description: String { "user \(LogText.quoted(user.utf8))" }

    /// The user without the password.
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
