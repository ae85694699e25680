internal import HTTPTypes

/// An asset as a response: compressed if the client accepts it, or without a body if the client already has it.
///
/// ``Assets/file(_:)`` finds it, and the handler returns it. Caches keep the response for a year. It has no ranges.
public struct AssetFile: ResponseConvertible, Sendable {
    enum Storage: Sendable {
        case prepared(Asset, open: Assets.Opener)
        case unprepared(ServedFile)
    }

    let storage: Storage

    /// Returns the response to a request.
    ///
    /// - Throws: ``HTTPError`` 412 if a condition fails; ``FileError`` if the file was deleted or changed.
    public func response(to request: Request) throws -> Response {
        switch storage {
        case .prepared(let asset, let open): try Self.response(to: request, asset, open)
        case .unprepared(let file): try file.response(to: request)
        }
    }

    private static func response(to request: Request, _ asset: Asset, _ open: Assets.Opener) throws -> Response {
        let isCompressed = asset.isCompressed && AcceptedEncodings.prefersGzip(request.headers[.acceptEncoding])
        // Both variants have the same URL, so they need different tags.
        let tag = EntityTag(opaque: Array((asset.path + (isCompressed ? ".gz" : "")).utf8), isWeak: false)
        var headers: HTTPFields = [.cacheControl: CacheControl.forever.description, .eTag: tag.field]
        if asset.isCompressed { headers[.vary] = "Accept-Encoding" }
        if request.method == .get || request.method == .head {
            switch Preconditions(request).outcome(FileState.Validators(tag: tag, modified: nil), now: request.time) {
            case .failed: throw HTTPError(.preconditionFailed)
            case .notModified: return Response(status: .notModified, headers: headers)
            case .proceed: break
            }
        }
        headers[.contentType] = asset.type
        headers[.xContentTypeOptions] = "nosniff"
        if isCompressed { headers[.contentEncoding] = "gzip" }
        return Response(status: .ok, headers: headers, body: try open(asset, isCompressed))
    }
}
