/// Makes and checks tokens that show that a form comes from a page of this program. `FormTokens` of `GatehouseSecurity` is
/// such a source: `form.guarded(by: tokens.bound(to: member.id))`.
public protocol FormTokenSource: Sendable {
    /// The name of the hidden field.
    var fieldName: String { get }

    /// A token for a new page, and the cookie that the response sets with it.
    func token(for request: Request) throws -> (text: String, cookie: Cookie?)

    /// Whether a token that a client sent is valid. `nil` if it sent none, or several.
    func isValid(_ token: String?, for request: Request) -> Bool
}
