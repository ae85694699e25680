package import HTTPTypes

/// A complete response that the writer passes to the exchange.
package struct CompleteResponse {
    let head: HTTPResponse
    /// More header fields, already rendered; see ``ResponseHead``.
    let rendered: [UInt8]
    let body: [UInt8]

    package init(head: HTTPResponse, rendered: [UInt8] = [], body: [UInt8]) {
        self.head = head
        self.rendered = rendered
        self.body = body
    }

    /// Head and body in CGI form (RFC 3875, section 6).
    ///
    /// - Parameter isHead: whether this responds to a HEAD request, which gets the length and no body.
    /// - Throws: ``FastCGIError/Code/invalidResponse``.
    package func bytes(isHead: Bool) throws(FastCGIError) -> [UInt8] {
        var bytes: [UInt8] = []
        let status = try ResponseHead.write(head, bodyLength: body.count, rendered: rendered, into: &bytes)
        return isHead || status.isBodyless ? bytes : bytes + body
    }

    /// The response to a request that has none from a handler: status code and reason phrase, without details of the
    /// error.
    package static func plain(_ status: HTTPResponse.Status) -> CompleteResponse {
        CompleteResponse(
            head: HTTPResponse(
                status: status,
                headerFields: [
                    .contentType: "text/plain; charset=utf-8", .cacheControl: "no-store",
                    .xContentTypeOptions: "nosniff",
                ]),
            body: Array("\(status.code) \(status.reasonPhrase)\n".utf8)
        )
    }
}
