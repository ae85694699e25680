import FastCGI

// Uses the binding without the gate. As a responder, the program returns the parameters and the body of each request. As an
// authorizer, it allows users who have signed in with the web server, and passes their name to the application.
//
// The parameters reveal much about a server. Run this program only on your own machine, to see what the web server sends.
await Server.main(configuration: ServerConfiguration(roles: [.responder, .authorizer])) { request, response in
    if request.role == .authorizer {
        guard let user = request.parameters["REMOTE_USER"] else {
            return try response.finish(HTTPResponse(status: .forbidden))
        }
        return try response.authorize(["ECHO_USER": user])
    }
    var body = try response.start(HTTPResponse(status: .ok, headerFields: [.contentType: "text/plain; charset=utf-8"]))
    for (name, value) in request.parameters {
        try body.write(name + Array("=".utf8) + value + Array("\n".utf8))
    }
    for try await piece in request.body { try body.write(piece) }
    try body.finish()
}
