internal import HTTPTypes

/// An answer on its way from the writer to the exchange.
struct Answer {
    let response: HTTPResponse
    let body: [UInt8]

    /// The answer to a request that no handler has answered: a number and its name, nothing of what went wrong.
    static func plain(_ status: HTTPResponse.Status) -> Answer {
        Answer(
            response: HTTPResponse(status: status, headerFields: [.contentType: "text/plain; charset=utf-8"]),
            body: Array("\(status.code) \(status.reasonPhrase)\n".utf8)
        )
    }
}
