internal import HTTPTypes

/// A value that a handler can return as its response.
///
/// ``Response``, `String`, ``HTML``, ``Page``, ``Redirect``, ``Download`` and other types of the library conform. Add a
/// conformance to return a type of your own:
///
/// ```swift
/// extension Receipt: ResponseConvertible {
///     func response(to request: Request) -> Response { Response(status: .created, body: .text(number)) }
/// }
/// ```
public protocol ResponseConvertible: Sendable {
    /// Returns the response for this value.
    ///
    /// - Throws: any error. An ``HTTPError`` becomes its own response. Any other error gives a 500, and the log has the
    ///   reason.
    func response(to request: Request) throws -> Response
}

extension ResponseConvertible where Self == Response {
    /// 204 without a body. A handler returns it as `.noContent`.
    public static var noContent: Response { Response(status: .noContent) }
}

extension Response: ResponseConvertible {
    /// Returns the response itself.
    public func response(to request: Request) -> Response { self }
}

extension String: ResponseConvertible {
    /// Returns status 200 with the text as `text/plain`, which browsers never run.
    public func response(to request: Request) -> Response {
        Response(.text, body: .text(self))
    }
}
