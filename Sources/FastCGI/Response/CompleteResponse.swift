package import HTTPTypes

/// A complete response that the writer passes to the exchange.
package struct CompleteResponse {
    let status: HTTPResponse.Status
    let headerFields: HTTPFields
    /// More header fields, already rendered; see ``ResponseHead``.
    let rendered: [UInt8]
    let body: [UInt8]

    /// Status and header fields instead of an `HTTPResponse`, which allocates memory for its pseudo-header fields.
    package init(
        status: HTTPResponse.Status, headerFields: HTTPFields, rendered: [UInt8] = [], body: [UInt8]
    ) {
        self.status = status
        self.headerFields = headerFields
        self.rendered = rendered
        self.body = body
    }

    package init(head: HTTPResponse, body: [UInt8]) {
        self.init(status: head.status, headerFields: head.headerFields, body: body)
    }

    /// Head and body in CGI form (RFC 3875, section 6).
    ///
    /// - Parameter isHead: whether this responds to a HEAD request, which gets the length and no body.
    /// - Throws: ``FastCGIError/Code/invalidResponse``.
    package func bytes(isHead: Bool) throws(FastCGIError) -> [UInt8] {
        var bytes: [UInt8] = []
        try ResponseHead.write(status, headerFields, bodyLength: body.count, rendered: rendered, into: &bytes)
        return isHead || status.isBodyless ? bytes : bytes + body
    }

    /// The response to a request that has none from a handler: status code and reason phrase, without details of the
    /// error.
    package static func plain(_ status: HTTPResponse.Status) -> CompleteResponse {
        CompleteResponse(
            status: status,
            headerFields: [
                .contentType: "text/plain; charset=utf-8", .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ],
            body: Array("\(status.code) \(status.reasonPhrase)\n".utf8)
        )
    }
}
