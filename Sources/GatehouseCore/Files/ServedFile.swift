internal import HTTPTypes

/// A file as an answer: whole, in parts, or not at all because the client has it.
///
/// A handler gets one from `Files` and returns it. The answer has type, length, `ETag`, `Last-Modified`, `Accept-Ranges` and
/// `Cache-Control`; conditions and ranges of a GET request and the conditions of a HEAD request are obeyed (RFC 9110,
/// sections 13 and 14). To any other method the answer is the whole file.
public struct ServedFile: ResponseConvertible, Sendable {
    private let source: any FileSource
    private let state: FileState
    private let type: String
    private let cacheControl: String
    private let settling: Int
    private var disposition: ContentDisposition?

    /// Describes a file that is open.
    ///
    /// - Parameters:
    ///   - source: where the bytes come from.
    ///   - state: of the file when it was opened.
    ///   - type: the value of `Content-Type`.
    ///   - cacheControl: the value of `Cache-Control`.
    ///   - settling: see ``FileState/settling``.
    package init(
        _ source: any FileSource,
        state: FileState,
        type: String,
        cacheControl: String,
        settling: Int = FileState.settling
    ) {
        self.source = source
        self.state = state
        self.type = type
        self.cacheControl = cacheControl
        self.settling = settling
    }

    /// The length in bytes, when it was opened.
    public var size: Int { source.size }

    /// When it was last written, as far as anybody says.
    public var modified: Timestamp { Timestamp(secondsSince1970: state.modified.seconds) }

    /// The same file, which a browser saves instead of showing it.
    ///
    /// - Parameter name: what it is to be called there; it need not be the name here. See
    ///   ``ContentDisposition/attachment(_:)`` for what becomes of a name that leads elsewhere.
    public func download(as name: String) -> ServedFile {
        var file = self
        file.disposition = .attachment(name)
        return file
    }

    /// The answer to a request.
    ///
    /// - Throws: ``HTTPError``: 412 where a condition is not met, 416 where no part lies in the file.
    public func response(to request: Request) throws -> Response {
        let size = source.size
        var headers: HTTPFields = [
            .contentType: type, .xContentTypeOptions: "nosniff", .cacheControl: cacheControl,
        ]
        headers[.contentDisposition] = disposition?.field
        guard request.method == .get || request.method == .head else {
            return Response(status: .ok, headers: headers, body: .file(source, 0..<size))
        }
        let validators = state.validators(now: request.time, settling: settling)
        headers[.eTag] = validators.tag.field
        headers[.lastModified] = validators.modified?.httpDate
        headers[.acceptRanges] = "bytes"
        switch Preconditions(request).outcome(validators, now: request.time) {
        case .failed:
            throw HTTPError(.preconditionFailed)
        case .notModified:
            for name in [.contentType, .contentDisposition, .acceptRanges] as [HTTPField.Name] { headers[name] = nil }
            return Response(status: .notModified, headers: headers)
        case .proceed(let mayBePart):
            // Ranges are defined for GET alone (RFC 9110, section 14.2).
            let field = mayBePart && request.method == .get ? request.header(.range) : nil
            return try part(field, headers)
        }
    }

    private func part(_ field: String?, _ headers: HTTPFields) throws -> Response {
        let size = source.size
        var headers = headers
        switch ByteRanges(field, length: size) {
        case .whole:
            return Response(status: .ok, headers: headers, body: .file(source, 0..<size))
        case .unsatisfiable:
            throw HTTPError(.rangeNotSatisfiable, headers: [.contentRange: "bytes */\(size)"])
        case .parts(let ranges):
            if ranges.count == 1 {
                headers[.contentRange] = MultipartRanges.contentRange(ranges[0], of: size)
                return Response(status: .partialContent, headers: headers, body: .file(source, ranges[0]))
            }
            let multipart = MultipartRanges(ranges, of: size, type: type)
            headers[.contentType] = multipart.contentType
            let body = ResponseBody.stream(length: multipart.length) { writer in
                for part in multipart.parts {
                    try writer.write(part.head)
                    try source.write(part.range, to: writer)
                }
                try writer.write(multipart.end)
            }
            return Response(status: .partialContent, headers: headers, body: body)
        }
    }
}
