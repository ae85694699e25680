import FastCGI

// Without the gate: answers whatever it is asked with the parameters and the body of the request. As an authorizer it
// lets pass who has signed in with the web server, and tells the application behind it who that is. The parameters tell a
// lot about a server: this is for looking at what arrives, on a machine of your own.
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
