package import GatewayInterface
internal import HTTPTypes
internal import Logging

extension Dispatcher {
    /// Returns a 500 in place of a response that was not sent: because HTTP or the web server does not allow it, or
    /// because it broke off before any part was sent. The 500 has an incident number, and the log has the reason under
    /// that number.
    ///
    /// - Parameters:
    ///   - unsendable: the response from ``respond(to:body:)``.
    ///   - error: the reason.
    ///   - parameters: the parameters of the request.
    package func failure(
        insteadOf unsendable: Response,
        _ error: any Error,
        to parameters: Parameters
    ) -> Response {
        let incident: String
        if let broken = error as? BrokenStream {
            incident = broken.incident
        } else {
            incident = dependencies.incident()
            let place = place(of: parameters)
            logger.error(
                "the response cannot be sent: \(LogText.quoted(String(describing: error).utf8))",
                metadata: ["incident": .string(incident), place.name: .string(place.text)]
            )
        }
        guard let context = unsendable.context, let name = parameters[.requestMethod],
            let method = HTTPRequest.Method(name)
        else {
            var response = Response.plain(.internalServerError)
            let texts = languages.all[0].errors
            let failure = Failure(
                status: response.status, title: texts.title(response.status), message: nil, field: nil,
                incident: incident)
            response.body = .text(failure.text(texts))
            protection.protect(&response, to: nil, isPublic: false)
            return response
        }
        let request = Request(method: method, path: .none, context: context)
        var response = failures.response(.internalServerError, incident: incident, to: request)
        protection.protect(&response, to: request, isPublic: false)
        return response
    }

    /// The place of a request for the log: its route, or the target if no route matches its path.
    private func place(of parameters: Parameters) -> (name: String, text: String) {
        var record = RequestRecord(parameters: parameters)
        if let (target, _, _) = try? Gateway(parameters, programName: programName).target(below: mount) {
            noteRoute(of: target, &record)
        }
        return record.place
    }
}
