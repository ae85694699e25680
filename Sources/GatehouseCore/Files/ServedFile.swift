internal import HTTPTypes

/// A file as a response: whole, in parts, or without a body if the client already has it.
///
/// `Files` opens a file, and the handler returns it. The response has a type, a length, `ETag`, `Last-Modified`,
/// `Accept-Ranges` and `Cache-Control`. A GET request can have conditions and ranges, a HEAD request conditions (RFC
/// 9110, sections 13 and 14). For any other method, the response is the whole file.
public struct ServedFile: ResponseConvertible, Sendable {
    let source: any FileSource
    private let state: FileState
    private var type: String
    private let cacheControl: String
    private let settling: Int
    private var disposition: ContentDisposition?
    /// Further header fields.
    private var fields: HTTPFields = [:]

    /// Creates a response for an open file.
    ///
    /// - Parameters:
    ///   - source: the open file.
    ///   - state: the state of the file when it was opened.
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

    /// The length in bytes when the file was opened.
    public var size: Int { source.size }

    /// The time of the last modification, according to the file system.
    public var modified: Timestamp { Timestamp(secondsSince1970: state.modified.seconds) }

    /// Returns the file as a download: a browser saves it instead of showing it.
    ///
    /// - Parameter name: the name for the saved file. It can differ from the file's name here.
    ///   ``ContentDisposition/attachment(_:)`` describes how unsafe names are changed.
    public func download(as name: String) -> ServedFile {
        var file = self
        file.disposition = .attachment(name)
        return file
    }

    /// Returns the file as one that a browser shows.
    ///
    /// - Parameters:
    ///   - type: the value of `Content-Type`.
    ///   - name: the name for a saved file.
    ///   - fields: further header fields.
    func inline(_ type: String, as name: String, _ fields: HTTPFields) -> ServedFile {
        var file = self
        file.type = type
        file.disposition = .inline(name)
        file.fields = fields
        return file
    }

    /// Returns the response to a request.
    ///
    /// - Throws: ``HTTPError`` 412 if a condition fails, 416 if no requested part lies within the file.
    public func response(to request: Request) throws -> Response {
        let size = source.size
        var headers: HTTPFields = [
            .contentType: type, .xContentTypeOptions: "nosniff", .cacheControl: cacheControl,
        ]
        headers[.contentDisposition] = disposition?.field
        headers.append(contentsOf: fields)
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
            // RFC 9110 defines ranges only for GET (section 14.2).
            let field = mayBePart && request.method == .get ? request.headers[.range] : nil
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
