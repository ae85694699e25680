internal import HTTPTypes

/// A response with a `Cache-Control` field. ``ResponseConvertible/cached(_:tag:)`` creates it.
public struct CachedResponse<Base: ResponseConvertible>: ResponseConvertible {
    private let base: Base
    private let control: CacheControl
    private let tag: String?

    init(_ base: Base, _ control: CacheControl, _ tag: String?) {
        self.base = base
        self.control = control
        self.tag = tag
    }

    /// Returns the response with its `Cache-Control`, or 304 if the client already has it.
    ///
    /// - Throws: the errors of the response itself; ``HTTPError`` 412 if a condition fails; an error that gives 500 for
    ///   an invalid tag, or for a page with the request's nonce that could be stored, because others would know the
    ///   nonce of its scripts.
    public func response(to request: Request) throws -> Response {
        var response = try base.response(to: request)
        if !control.isNoStore, request.context.nonce.valueIfUsed != nil {
            throw CacheControlError(problems: [
                "\(control) is invalid for a page with a nonce, which is valid for one response; use no-store"
            ])
        }
        response.headers[.cacheControl] = control.description
        guard let tag else { return response }
        let field = "W/\"\(tag)\""
        guard let entityTag = EntityTag(field), tag.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
            throw InvalidFieldError(name: .eTag)
        }
        guard response.status == .ok, request.method == .get || request.method == .head else { return response }
        response.headers[.eTag] = field
        let validators = FileState.Validators(tag: entityTag, modified: nil)
        switch Preconditions(request).outcome(validators, now: request.time) {
        case .proceed: return response
        case .failed: throw HTTPError(.preconditionFailed)
        case .notModified:
            for name in [.contentType, .contentLength, .contentDisposition] as [HTTPField.Name] {
                response.headers[name] = nil
            }
            response.status = .notModified
            response.body = .empty
            return response
        }
    }
}

extension CachedResponse: Sendable where Base: Sendable {}

extension ResponseConvertible {
    /// Returns the response with a `Cache-Control` field.
    ///
    /// - Parameters:
    ///   - control: the value of `Cache-Control`. It replaces the response's own.
    ///   - tag: a text that identifies the state of the content, such as a version number: visible ASCII characters
    ///     without quotes. It must change whenever the content changes. For a response with status 200 to GET or HEAD,
    ///     it becomes a weak `ETag`, and a client that already has this state gets 304 without a body.
    public func cached(_ control: CacheControl, tag: String? = nil) -> CachedResponse<Self> {
        CachedResponse(self, control, tag)
    }
}
