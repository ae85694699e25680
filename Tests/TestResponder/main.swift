import FastCGI
import Foundation
import GatewayInterface

// The binding without the gate, for tests with real web servers and of complete processes. The client's header fields
// select what it does.
if let disposition = ProcessInfo.processInfo.environment["TESTRESPONDER_SIGNALS"] {
    if let number = Int32(disposition) {
        try await tellOfSignals("default", raised: [number])
    } else {
        try await tellOfSignals(disposition)
    }
}
// What a new process does instead of serving.
if let path = ProcessInfo.processInfo.environment["TESTRESPONDER_START"],
    let fault = try? String(contentsOfFile: path, encoding: .utf8)
{
    switch fault {
    case "crash": fatalError("a crash at the start")
    case "hang": while true { usleep(100_000) }
    case "exit": exit(78)
    default: break
    }
}
var configuration = ServerConfiguration()
if let text = ProcessInfo.processInfo.environment["TESTRESPONDER_PROCESSES"] {
    configuration.processes = ProcessCount(text: text)
}
if let text = ProcessInfo.processInfo.environment["TESTRESPONDER_IDLE"], let milliseconds = Int(text) {
    configuration.processIdleTimeout = .milliseconds(milliseconds)
}
if ProcessInfo.processInfo.environment["TESTRESPONDER_COUNTS"] != nil {
    // The counts are those of one worker.
    configuration.maximumExtraWorkers = 0
}
if let text = ProcessInfo.processInfo.environment["TESTRESPONDER_TIMEOUT"], let milliseconds = Int(text) {
    configuration.requestTimeout = .milliseconds(milliseconds)
} else if ProcessInfo.processInfo.environment["TESTRESPONDER_TIMEOUT"] == "never" {
    configuration.requestTimeout = .seconds(Int64.max)
}
if let text = ProcessInfo.processInfo.environment["TESTRESPONDER_SLOW"], let milliseconds = Int(text) {
    configuration.slowRequest = .milliseconds(milliseconds)
}
if let text = ProcessInfo.processInfo.environment["TESTRESPONDER_PATIENCE"], let milliseconds = Int(text) {
    configuration.patience = .milliseconds(milliseconds)
}
if let text = ProcessInfo.processInfo.environment["TESTRESPONDER_PARAMETERS"], let count = Int(text) {
    configuration.parameterLimits.count = count
}
#if DEBUG
    let faults = Faults()
    let counts = Counts()
    let handler: Server.Handler = { request, response in
        counts?.begin()
        try await respond(request, response)
    }
#else
    let handler: Server.Handler = respond
#endif
if let path = ProcessInfo.processInfo.environment["TESTRESPONDER_SOCKET"] {
    // A listener for another user than this process's.
    do {
        let server = try Server(configuration: configuration)
        try await server.serve(on: try Listener(try .unix(path: path), mode: 0o660), handler)
    } catch {
        error.exit()
    }
} else if let own = ProcessInfo.processInfo.environment["TESTRESPONDER_OWN"] {
    // Stops after the first request.
    let arguments = CommandLine.arguments.filter { $0 != own }
    let (servers, continuation) = AsyncStream.makeStream(of: Server.self)
    let respondAndStop: Server.Handler = { _, response in
        try response.finish(HTTPResponse(status: .ok))
        for await server in servers { return server.stop() }
    }
    await Server.main(
        arguments: arguments, configuration: configuration, created: { continuation.yield($0) }, respondAndStop)
} else {
    await Server.main(configuration: configuration, handler)
}
#if DEBUG
    faults?.tell()
    counts?.tell()
#endif
