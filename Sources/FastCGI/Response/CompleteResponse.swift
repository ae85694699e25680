package import HTTPTypes

/// An answer on its way from the writer to the exchange.
package struct CompleteResponse {
    let head: HTTPResponse
    /// Further header fields, as ``ResponseHead`` takes them.
    let rendered: [UInt8]
    let body: [UInt8]

    package init(head: HTTPResponse, rendered: [UInt8] = [], body: [UInt8]) {
        self.head = head
        self.rendered = rendered
        self.body = body
    }

    /// Head and body as they leave, in the form of CGI (RFC 3875, section 6).
    ///
    /// - Parameter isHead: whether a HEAD request is answered, which gets the length and no body.
    /// - Throws: ``FastCGIError/Code/invalidResponse``.
    package func bytes(isHead: Bool) throws(FastCGIError) -> [UInt8] {
        var bytes: [UInt8] = []
        try ResponseHead.write(head, bodyLength: body.count, rendered: rendered, into: &bytes)
        return bytes + bodyBytes(isHead: isHead)
    }

    /// The body as it leaves: none to a HEAD request, and none where the status forbids it.
    func bodyBytes(isHead: Bool) -> [UInt8] {
        isHead || head.status.isBodyless ? [] : body
    }

    /// The answer to a request that no handler has answered: a number and its name, nothing of what went wrong.
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
