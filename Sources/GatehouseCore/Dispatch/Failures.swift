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
        if request.prefersJSON {
            response.headers[.contentType] = "application/json"
            response.body = .text(failure.json)
        } else {
            response.body = .text(failure.text)
        }
        for field in headers { response.headers[field.name] = field.value }
        return withPage(failure, response, to: request)
    }

    /// The answer of a denial, with the program's own page where it has one.
    func response(_ denial: Response, to request: Request) -> Response {
        guard denial.status.code >= 400 else { return denial }
        return response(denial.status, headers: denial.headers.without(.contentType), to: request)
    }

    private func withPage(_ failure: Failure, _ plain: Response, to request: Request) -> Response {
        guard let page, var response = try? page(failure, request) else { return plain }
        response.status = failure.status
        for field in plain.headers where field.name != .contentType { response.headers[field.name] = field.value }
        return response
    }
}

extension HTTPFields {
    fileprivate func without(_ name: HTTPField.Name) -> HTTPFields {
        var fields = self
        fields[name] = nil
        return fields
    }
}
