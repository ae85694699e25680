package import GatewayInterface
internal import HTTPTypes
internal import Logging

extension Dispatcher {
    /// What a client gets instead of an answer that the binding did not send, because HTTP or the web server would not
    /// stand it, or that broke off before any of it had left: a 500 with an incident number, under which the log has the
    /// reason.
    ///
    /// - Parameters:
    ///   - answer: what ``respond(to:body:)`` returned.
    ///   - error: says what is wrong with it.
    ///   - parameters: those of the request.
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
                "the answer cannot be sent: \(LogText.quoted(String(describing: error).utf8))",
                metadata: ["incident": .string(incident), place.name: .string(place.text)]
            )
        }
        guard let context = unsendable.context, let name = parameters[.requestMethod],
            let method = HTTPRequest.Method(name)
        else {
            var response = Response.plain(.internalServerError)
            let failure = Failure(status: response.status, message: nil, field: nil, incident: incident)
            response.body = .text(failure.text)
            protection.protect(&response, to: nil, isPublic: false)
            return response
        }
        let request = Request(method: method, path: .none, context: context)
        var response = failures.response(.internalServerError, incident: incident, to: request)
        protection.protect(&response, to: request, isPublic: false)
        return response
    }

    /// Where a request went, for the log: its route, or the target where no route has its path.
    private func place(of parameters: Parameters) -> (name: String, text: String) {
        var record = RequestRecord(parameters: parameters)
        if let (target, _, _) = try? Gateway(parameters, programName: programName).target(below: mount) {
            noteRoute(of: target, &record)
        }
        return record.place
    }
}
