internal import HTTPTypes

/// A value that a handler can return as its response.
///
/// The library's conforming types are ``Response``, `String`, ``HTML``, ``Page``, ``Redirect``, ``Download`` and others. Let
/// a type of your own conform to return it:
///
/// ```swift
/// extension Receipt: ResponseConvertible {
///     func response(to request: Request) -> Response { Response(status: .created, body: .text(number)) }
/// }
/// ```
public protocol ResponseConvertible: Sendable {
    /// The response that this value stands for.
    ///
    /// - Throws: anything; the client gets a 500 and the log the reason.
    func response(to request: Request) throws -> Response
}

extension ResponseConvertible where Self == Response {
    /// 204 without a body. A handler returns it as `.noContent`.
    public static var noContent: Response { Response(status: .noContent) }
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
