import FastCGI
import Foundation

/// Responds as the client's header fields say.
@Sendable
func respond(_ request: Request, _ response: consuming ResponseWriter) async throws {
    let parameters = request.parameters
    let path = parameters["HTTP_X_PATH"] ?? ""
    let fields: HTTPFields = [.contentType: "text/x-test", .contentDisposition: "attachment"]
    // After a local redirect the client's header fields are still present; only the query differs.
    let wish = parameters["QUERY_STRING"]?.hasPrefix("echo") == true ? "echo" : parameters["HTTP_X_DO"] ?? "echo"
    switch wish {
    case "redirect":
        try response.redirect(toLocalPath: path, query: parameters["HTTP_X_QUERY"])
    case "nginx":
        try response.sendFile(path, by: .nginx, headerFields: fields)
    case "apache":
        try response.sendFile(path, by: .apache, headerFields: fields)
    case "lighttpd":
        try response.sendFile(path, by: .lighttpd, headerFields: fields)
    case "slow":
        FileHandle.standardError.write(Data("slow begins\n".utf8))
        try await Task.sleep(for: .milliseconds(400))
        try response.finish(HTTPResponse(status: .ok), body: Array("slow and whole by \(getpid())\n".utf8))
    case "hang":
        FileHandle.standardError.write(Data("hang begins\n".utf8))
        hangsInNamedFunction()
    case "sleep":
        try await Task.sleep(for: .seconds(3600))
    case "respond too late":
        try? await Task.sleep(for: .seconds(3600))
        try response.finish(HTTPResponse(status: .ok), body: Array("too late".utf8))
    case "half a response":
        var body = try response.start(HTTPResponse(status: .ok))
        try body.write(Array("half".utf8))
        try body.flush()
        try? await Task.sleep(for: .seconds(3600))
        try body.write(Array("more".utf8))
        try body.finish()
    case "break off", "break off with a length":
        // Half of the announced length, and more than a web server buffers.
        let fields: HTTPFields = wish == "break off" ? [:] : [.contentLength: "400000"]
        var body = try response.start(HTTPResponse(status: .ok, headerFields: fields))
        for _ in 0..<20 { try body.write(Array(repeating: UInt8(ascii: "x"), count: 10_000)) }
        try body.flush()
        throw CocoaError(.featureUnsupported)
    case "respond and hang":
        try response.finish(HTTPResponse(status: .ok), body: Array("whole".utf8))
        while true { usleep(10_000) }
    case "steps":
        try await take(parameters["HTTP_X_STEPS"] ?? "", request, response)
    case "body":
        let body = try await request.body.collect(upTo: 100)
        try response.finish(HTTPResponse(status: .ok), body: body)
    default:
        var text = ["REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING", "REDIRECT_URL", "REDIRECT_STATUS"]
            .map { "\($0)=\(parameters[$0] ?? "-")\n" }.joined()
        if wish == "process" {
            var executable = stat()
            // stat(2) fills the variable.
            _ = unsafe stat("/proc/self/exe", &executable)
            text = "\(getpid()) \(executable.st_ino)\n"
        }
        try response.finish(HTTPResponse(status: .ok), body: Array(text.utf8))
    }
}

/// The log of slow requests must have its name.
@inline(never)
private func hangsInNamedFunction() {
    while true { usleep(10_000) }
}
