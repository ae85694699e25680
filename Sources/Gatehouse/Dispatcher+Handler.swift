package import FastCGI
package import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

extension Dispatcher {
    /// Hands each request of the binding to the gate, and the gate's answer back.
    package var handler: Server.Handler {
        { request, response in
            let answer = await respond(to: request.parameters, body: request.body)
            try response.finish(
                HTTPResponse(status: answer.status, headerFields: answer.headers),
                body: answer.body.bytes
            )
        }
    }
}
