internal import GatewayInterface
internal import HTTPTypes

/// Makes the answers from 400 on that the gate itself gives.
struct Failures: Sendable {
    let page: (@Sendable (Failure, Request) throws -> Response)?

    /// An answer for a status.
    ///
    /// - Parameter request: without its route: nothing in the answer may tell a hidden path from one that is not there.
    func response(
        _ status: HTTPResponse.Status,
        _ message: String? = nil,
        field: String? = nil,
        incident: String? = nil,
        headers: HTTPFields = [:],
        to request: Request
    ) -> Response {
        let failure = Failure(status: status, message: message, field: field, incident: incident)
        var response = Response.plain(status)
        let isJSON = request.prefersJSON
        if isJSON {
            response.headers[.contentType] = "application/json"
            response.body = .text(failure.json)
        } else {
            response.body = .text(failure.text)
        }
        response.headers.replace(by: headers)
        // A page is for people: a client that asks for JSON gets JSON.
        return isJSON ? response : withPage(failure, response, to: request)
    }

    /// The answer of a denial, with the program's own page where it has one.
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

    /// Sets the fields of others. A name that comes twice there comes twice here: `Set-Cookie` cannot be joined.
    fileprivate mutating func replace(by fields: HTTPFields) {
        for field in fields { self[field.name] = nil }
        append(contentsOf: fields)
    }
}

extension Request {
    /// A request for an error page, which shows nothing of what was asked, nor by whom. The page still gets links to named
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
            queue: context.queue
        )
        // An error page leaves no work behind.
        _ = blank.takeBackgroundWork()
        return Request(method: .get, path: .none, context: blank)
    }
}
