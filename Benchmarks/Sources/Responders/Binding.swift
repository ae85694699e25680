import FastCGI

/// Serves on the binding alone, as a program that brings its own router does it, with a listening socket on descriptor 0.
///
/// - Parameters:
///   - path: of the file that /file is answered with.
///   - count: the number of allocations so far, where they are counted.
public func serveBinding(file path: String, counting count: @escaping @Sendable () -> Int = { 0 }) async throws {
    // Made before anybody asks.
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

// Made anew for each request, as handlers do.
private var text: HTTPResponse {
    HTTPResponse(
        status: .ok,
        headerFields: [.contentType: "text/plain; charset=utf-8", .xContentTypeOptions: "nosniff"]
    )
}

private var bytes: HTTPResponse {
    HTTPResponse(status: .ok, headerFields: [.contentType: "application/octet-stream"])
}
