internal import GatewayInterface
internal import HTTPTypes

/// A user and a password as HTTP Basic brings them (RFC 7617).
///
/// Both came over the wire with each request, readable to whoever reads it: use HTTPS. Compare a password with a hash
/// that was made for passwords, and never with `==`, which takes different spellings in Unicode for equal.
public struct BasicCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    /// The user's name; may be empty, never holds ":" or a control character.
    public let user: String

    /// The password; may be empty and may hold ":", never a control character.
    public let password: String

    /// Reads credentials; `nil` unless they are complete and well formed.
    ///
    /// - Throws: ``HTTPError`` 400 for more combining marks in a row than text may hold.
    init?(_ parameters: Parameters) throws(HTTPError) {
        guard let field = AuthorizationField(parameters), field.scheme == "basic", let token = field.token,
            let bytes = Base64.decoded(token), let text = try Self.text(bytes),
            !Self.holdsControlCharacter(text),
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        user = String(text[..<colon])
        password = String(text[text.utf8.index(after: colon)...])
    }

    /// `nil` for what is not in UTF-8.
    private static func text(_ bytes: [UInt8]) throws(HTTPError) -> String? {
        do throws(ClientTextError) {
            return try ClientText.string(bytes[...])
        } catch .notUTF8 {
            return nil
        } catch {
            throw HTTPError(.badRequest, "The user or the password \(error).")
        }
    }

    /// Control characters, which RFC 7617, section 2, refuses: those of ASCII, and U+0080 to U+009F.
    static func holdsControlCharacter(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// The user alone: a password is for no log.
    public var description: String { "user \(LogText.quoted(user.utf8))" }

    /// The user alone.
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
