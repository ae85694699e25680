internal import HTTPTypes

/// What a handler may return.
///
/// Conform a type of your own to answer with it:
///
/// ```swift
/// extension Receipt: ResponseConvertible {
///     func response(to request: Request) -> Response { Response(status: .created, body: .text(number)) }
/// }
/// ```
public protocol ResponseConvertible: SendableMetatype {
    /// The answer that this value stands for.
    ///
    /// - Throws: anything; the client gets a 500 and the log the reason.
    func response(to request: Request) throws -> Response
}

extension Response: ResponseConvertible {
    /// Itself.
    public func response(to request: Request) -> Response { self }
}

extension String: ResponseConvertible {
    /// Status 200 and the text as `text/plain`, never anything that a browser runs.
    public func response(to request: Request) -> Response {
        Response(
            status: .ok,
            headers: Response.plainTextHeaders,
            body: .text(self)
        )
    }
}
