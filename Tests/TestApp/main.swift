import Foundation
import Gatehouse
import GatehouseConfiguration
import Logging

/// A client that sends the Authorization field: the evidence of the rules below.
struct Caller {
    let name: String
}

let named = Access<Caller>("says who it is", else: .signIn) { request in
    request.headers[.authorization].map { Caller(name: $0) }
}
let forbidden = Access<Caller>("nobody", else: .forbidden) { _ in nil }
let hidden = Access<Caller>("nobody, and nobody knows") { _ in nil }

struct Mishap: Error {}

let failing = Access<Caller>("cannot be asked") { _ in throw Mishap() }

if let text = ProcessInfo.processInfo.environment["TESTAPP_PRINTS"] { print(text) }

var gate = Gate()
gate.command("touch", "PATH", help: "makes a file and prints its path") { arguments in
    guard let path = arguments.first else { throw CommandError("touch wants a path", exitStatus: 64) }
    guard FileManager.default.createFile(atPath: path, contents: nil) else { throw Mishap() }
    print("made \(arguments.joined(separator: " "))")
}
gate.command("list", help: "prints nothing") { _ in }
if let path = ProcessInfo.processInfo.environment["TESTAPP_PRIVATE"] { gate.configuration.privateFiles = [path] }
gate.get("/", allow: .everyone) { _ in "open\n" }
gate.get("/caller", allow: named) { _, caller in "caller \(caller.name)\n" }
gate.get("/forbidden", allow: forbidden) { _, _ in "never\n" }
gate.get("/hidden", allow: hidden) { _, _ in "never\n" }
gate.get("/failing", allow: failing) { _, _ in "never\n" }
gate.get("/mishap", allow: .everyone) { _ -> String in throw Mishap() }
addThrowingRoutes(to: &gate)
gate.get("/items/{id}", allow: .everyone) { request in "item \(try request.path["id"])\n" }
gate.post("/echo", allow: .everyone) { request in
    Response(status: .ok, body: .bytes(try await request.body.collect(upTo: 1024 * 1024)))
}
// Sends header fields that make a web server send something else.
gate.get("/file", allow: .everyone) { request in
    let name = request.headers[HTTPField.Name("X-Field") ?? .accept].flatMap { HTTPField.Name($0) }
    return Response(status: .ok, headers: name.map { [$0: "/etc/passwd"] } ?? [:], body: .bytes([]))
}
// Long enough for a signal to arrive in the meantime.
gate.get("/slow", allow: .everyone) { _ in
    FileHandle.standardError.write(Data("slow begins\n".utf8))
    try await Task.sleep(for: .milliseconds(600))
    return "slow and whole\n"
}
// Waits until the test creates a file.
if let path = ProcessInfo.processInfo.environment["TESTAPP_HELD"] {
    gate.get("/held", allow: .everyone) { _ in
        while !FileManager.default.fileExists(atPath: path) { try await Task.sleep(for: .milliseconds(500)) }
        return "released\n"
    }
}
// Runs while the program ends.
let deniesHealth = ProcessInfo.processInfo.environment["TESTAPP_HEALTH"] == "denied"
gate.health("/health", allow: deniesHealth ? .address(in: "192.0.2.1") : .everyone) {
    if ProcessInfo.processInfo.environment["TESTAPP_HEALTH"] == "quick" { return true }
    FileHandle.standardError.write(Data("health begins\n".utf8))
    try await Task.sleep(for: .milliseconds(600))
    return true
}
// Never ends, even when it is cancelled.
gate.get("/hang", allow: .everyone) { _ -> String in
    FileHandle.standardError.write(Data("hang begins\n".utf8))
    while true { usleep(10_000) }
}
// Leaves background work that ends when the file exists.
gate.get("/after", allow: .everyone) { request in
    let file = request.headers[.accept] ?? "-"
    try request.afterResponse("waits for a file", within: .seconds(40)) {
        FileHandle.standardError.write(Data("work begins\n".utf8))
        while !FileManager.default.fileExists(atPath: file) { try await Task.sleep(for: .milliseconds(5)) }
        FileHandle.standardError.write(Data("work is done\n".utf8))
    }
    return "responded\n"
}
// Leaves background work that ignores its cancellation and outlives every limit.
gate.get("/after/deaf", allow: .everyone) { request in
    try request.afterResponse("heeds nothing", within: .seconds(40)) {
        FileHandle.standardError.write(Data("work begins\n".utf8))
        while true { usleep(10_000) }
    }
    return "responded\n"
}
// Leaves background work, and returns a response that cannot be sent.
gate.get("/after/refused", allow: .everyone) { request in
    try request.afterResponse("says so") { FileHandle.standardError.write(Data("work begins\n".utf8)) }
    return Response(status: .ok, headers: [.connection: "close"], body: .bytes(Array("responded".utf8)))
}
// Ignores write errors of its response, and leaves background work.
gate.get("/after/stream", allow: .everyone) { request in
    try request.afterResponse("says so") { FileHandle.standardError.write(Data("work begins\n".utf8)) }
    return Response(
        status: .ok,
        body: .stream { writer in
            try? writer.write("streamed\n")
            try? writer.flush()
        }
    )
}
// Two responses that break off: one before anything has been sent, one after the beginning.
for isEarly in [true, false] {
    gate.get(isEarly ? "/breaks/early" : "/breaks/late", allow: .everyone) { _ in
        Response(
            status: .ok,
            body: .stream { writer in
                try writer.write("half")
                if !isEarly { try writer.flush() }
                throw CocoaError(.featureUnsupported)
            }
        )
    }
}
// A page with its own script and style, and with cross-site scripting: it contains the client's text without escapes.
gate.get("/page", allow: .everyone) { request in
    let written = HTML(trusted: try request.query()["written"] ?? "")
    let nonce = request.nonce
    let script: HTML = """
        <style nonce="\(nonce)">h1 { color: rgb(1, 2, 3) }</style>
        <script nonce="\(nonce)">
        var violations = [];
        document.addEventListener("securitypolicyviolation", event => violations.push(event.effectiveDirective));
        var ran = ["script"];
        var fetched = fetch("/").then(response => response.text()).then(text => ran.push("fetch: " + text));
        </script>
        """
    return Page("A page", "<h1>A page</h1>\n\(written)", head: script)
}
// Opened for each request, because the tests create the directory after the program has started.
// Routes that scripts of other origins may call. The file names one origin; it is written when the port is known.
if let path = ProcessInfo.processInfo.environment["TESTAPP_ORIGIN"],
    let origin = try? String(contentsOfFile: path, encoding: .utf8)
{
    let listed = CrossOriginPolicy(origins: [origin], headers: [.contentType], credentials: true, exposing: [.eTag])
    gate.put("/shared", allow: .everyone.sharing(with: listed)) { request in
        Response(status: .ok, headers: [.eTag: "\"1\""], body: .bytes(try await request.body.collect(upTo: 100)))
    }
    gate.get("/shared/denied", allow: named.sharing(with: listed)) { _, _ in "never\n" }
    gate.get("/shared/any", allow: .everyone.sharing(with: .anyOrigin())) { _ in "any\n" }
}
if let directory = ProcessInfo.processInfo.environment["TESTAPP_FILES"] {
    gate.get("/files/{path...}", allow: .everyone) { request in
        try Files(in: directory, extensions: ["bin", "js", "txt", "wav"], types: ["bin": "application/octet-stream"])
            .file(request.path.rest("path"))
    }
}
// Every byte of a file goes to disk.
if let path = ProcessInfo.processInfo.environment["TESTAPP_UPLOADS"] {
    let uploads = try UploadDirectory(path)
    gate.post("/upload", allow: .everyone) { request in
        let upload = try await request.multipart(to: uploads, inMemory: 0)
        guard let file = try upload.files["file"] else { throw HTTPError(.unprocessableContent) }
        try file.move(to: uploads, as: "kept")
        return "\(file.size) bytes\n"
    }
}
if ProcessInfo.processInfo.environment["TESTAPP_MISTAKES"] != nil {
    gate.get("/items/{other}", allow: .everyone) { _ in "never\n" }
    gate.get("no-slash", allow: .everyone) { _ in "never\n" }
    gate.command("list", help: "a second one") { _ in }
    gate.command("-x", help: "no name") { _ in }
}
/// The log handler of a program that has its own.
struct OwnLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        FileHandle.standardError.write(Data("OWN \(event.message)\n".utf8))
    }
}

if ProcessInfo.processInfo.environment["TESTAPP_OWN_LOG"] != nil {
    LoggingSystem.bootstrap { _ in OwnLog() }
}
if let directory = ProcessInfo.processInfo.environment["TESTAPP_SETTINGS"] {
    let (configuration, key) = Settings.load(
        SettingsFile(directory + "/app.conf", outside: directory + "/public_html"), Setting.secret("KEY"))
    gate.configuration = configuration
    gate.get("/settings", allow: .everyone) { _ in "\(key) \(key.revealed.utf8.count)\n" }
}
if let path = ProcessInfo.processInfo.environment["TESTAPP_STATUS"] {
    gate.status("/status", allow: .address(in: "::1"))
    if path != "memory" { gate.configuration.scoreboard = path }
}
if let text = ProcessInfo.processInfo.environment["TESTAPP_SLOW"], let milliseconds = Int(text) {
    gate.configuration.slowRequest = .milliseconds(milliseconds)
}
if let text = ProcessInfo.processInfo.environment["TESTAPP_DRAIN"], let milliseconds = Int(text) {
    gate.configuration.drainTimeout = .milliseconds(milliseconds)
}
if ProcessInfo.processInfo.environment["TESTAPP_WORK"] != nil {
    // Work of a framework around the requests.
    try await gate.serve { serve in
        FileHandle.standardError.write(Data("work begins in \(getpid())\n".utf8))
        try await serve()
        FileHandle.standardError.write(Data("work ends in \(getpid())\n".utf8))
    }
} else {
    await gate.serve()
}
