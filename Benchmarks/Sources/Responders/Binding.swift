import FastCGI

/// Serves with the binding alone, like a program that has its own router, on the listening socket on descriptor 0.
///
/// - Parameters:
///   - path: The path of the file that /file sends.
///   - count: Returns the number of allocations so far; 0 if they are not counted.
public func serveBinding(file path: String, counting count: @escaping @Sendable () -> Int = { 0 }) async throws {
    // Created before the first request.
    _ = Works.memory
    try await Server().serve(.fastCGI, listeningOn: nil) { request, response in
        switch request.parameters["REQUEST_URI"] {
        case "/", Works.item: try response.finish(text, body: Array(Works.small.utf8))
        case "/memory": try response.finish(bytes, body: Works.memory)
        case "/file": try response.finish(bytes, file: ResponseFile(path: path))
        case "/upload":
            var total = 0
            for try await piece in request.body { total += piece.count }
            try response.finish(text, body: Array("\(total)\n".utf8))
        case "/allocations": try response.finish(text, body: Array("\(count())\n".utf8))
        case "/known": try response.finish(text, body: Array("\(Works.allocate())\n".utf8))
        default: try response.finish(HTTPResponse(status: .notFound))
        }
    }
}

// Created anew for each request, as in a handler.
private var text: HTTPResponse {
    HTTPResponse(
        status: .ok,
        headerFields: [.contentType: "text/plain; charset=utf-8", .xContentTypeOptions: "nosniff"]
    )
}

private var bytes: HTTPResponse {
    HTTPResponse(status: .ok, headerFields: [.contentType: "application/octet-stream"])
}
