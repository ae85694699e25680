internal import GatewayInterface
internal import HTTPTypes

/// Creates the error responses (400 and above) of the gate itself.
struct Failures: Sendable {
    let page: (@Sendable (Failure, Request) throws -> Response)?

    /// The response for a status.
    ///
    /// - Parameter request: the request without its route: the response must not distinguish a hidden path from a
    ///   missing one.
    func response(
        _ status: HTTPResponse.Status,
        _ message: String? = nil,
        field: String? = nil,
        incident: String? = nil,
        headers: HTTPFields = [:],
        to request: Request
    ) -> Response {
        let texts = request.texts.errors
        let failure = Failure(
            status: status, title: texts.title(status), message: texts.message(status, message), field: field,
            incident: incident)
        var response = Response.plain(status)
        let isJSON = request.prefersJSON
        if isJSON {
            response.headers[.contentType] = "application/json"
            response.body = .text(failure.json)
        } else {
            response.body = .text(failure.text(texts))
        }
        response.headers.replace(by: headers)
        // A client that prefers JSON gets JSON instead of the page.
        return isJSON ? response : withPage(failure, response, to: request)
    }

    /// The response to a denial, with the program's error page if it has one.
    func response(_ denial: Response, to request: Request) -> Response {
        guard denial.status.code >= 400 else { return denial }
        return response(denial.status, headers: denial.headers.without(.contentType), to: request)
    }

    private func withPage(_ failure: Failure, _ plain: Response, to request: Request) -> Response {
        guard let page, let blank = request.withoutContent, var response = try? page(failure, blank) else {
            return plain
        }
        request.context.nonce.adopt(blank.context.nonce)
        response.status = failure.status
        response.headers.replace(by: plain.headers.without(.contentType))
        return response
    }
}

extension HTTPFields {
    fileprivate func without(_ name: HTTPField.Name) -> HTTPFields {
        var fields = self
        fields[name] = nil
        return fields
    }

    /// Replaces fields by those of other fields. Repeated names stay separate: `Set-Cookie` cannot be joined.
    fileprivate mutating func replace(by fields: HTTPFields) {
        for field in fields { self[field.name] = nil }
        append(contentsOf: fields)
    }
}

extension Request {
    /// An empty request for an error page, which reveals nothing about the request. The page still has links to named
    /// routes and a nonce.
    fileprivate var withoutContent: Request? {
        guard let target = try? RequestTarget("/".utf8) else { return nil }
        let blank = RequestContext(
            target: target,
            parameters: Parameters(),
            body: RequestBody(),
            time: time,
            origin: origin,
            mount: mount,
            links: links,
            queue: context.queue,
            languages: context.languages,
            languageIndex: languageIndex
        )
        // An error page cannot start background work.
        _ = blank.takeBackgroundWork()
        return Request(method: .get, path: .none, context: blank)
    }
}
