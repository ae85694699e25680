internal import HTTPTypes

/// A response that says how it may be kept: ``ResponseConvertible/cached(_:tag:)``.
public struct CachedResponse<Base: ResponseConvertible>: ResponseConvertible {
    private let base: Base
    private let control: CacheControl
    private let tag: String?

    init(_ base: Base, _ control: CacheControl, _ tag: String?) {
        self.base = base
        self.control = control
        self.tag = tag
    }

    /// The response with its `Cache-Control`, and 304 for a client that has it already.
    ///
    /// - Throws: what the response itself throws; an error, and with it a 500, for a tag that is none, and for a page
    ///   with the request's nonce that could be kept: its scripts would run under a nonce that others know.
    ///   ``HTTPError`` 412 where a condition is not met.
    public func response(to request: Request) throws -> Response {
        var response = try base.response(to: request)
        if !control.isNoStore, request.context.nonce.valueIfUsed != nil {
            throw CacheControlError(problems: ["\(control) for a page with a nonce, which is good for one response"])
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
    /// The same response, which says how it may be kept.
    ///
    /// - Parameters:
    ///   - control: the value of `Cache-Control`, in the place of whatever the response says itself.
    ///   - tag: tells one state of the content from another, such as the number of a version: visible characters of ASCII
    ///     without quotes. It becomes a weak `ETag` of a response of status 200 to GET or HEAD, and a client that has this
    ///     state already gets 304 without a body. It must change whenever the content does.
    public func cached(_ control: CacheControl, tag: String? = nil) -> CachedResponse<Self> {
        CachedResponse(self, control, tag)
    }
}
