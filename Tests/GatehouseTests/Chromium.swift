import Foundation
import TestSupport

/// Debian's Chromium without a window, and one page in it, controlled by the DevTools protocol over a pipe. It ends
/// with its owner.
final class Chromium {
    /// Chromium reported an error, or has ended.
    struct Failure: Error {
        let text: String
    }

    private let directory: TemporaryDirectory
    private let process = Process()
    private let commands = Pipe()
    private let responses = Pipe()
    private var pending = Data()
    private var lastID = 0
    private var session: String?

    /// Unrequested events in order: `method` and `params`.
    private(set) var events: [(method: String, parameters: [String: Any])] = []

    /// Whether Chromium runs in its sandbox. That needs a user other than root, and a kernel that lets this user create
    /// a namespace, which some containers do not.
    let isSandboxed: Bool

    init() throws {
        directory = try TemporaryDirectory()
        // Root has no sandbox, so Chromium runs as a user who owns only the profile.
        var command: [String] = []
        if geteuid() == 0 {
            command = ["/usr/bin/setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
            try FileManager.default.setAttributes([.ownerAccountName: "nobody"], ofItemAtPath: directory.url.path)
        }
        let trial = Process()
        trial.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        trial.arguments = command + ["/usr/bin/unshare", "--user", "true"]
        trial.standardError = FileHandle.nullDevice
        try trial.run()
        trial.waitUntilExit()
        isSandboxed = trial.terminationStatus == 0
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        // Chromium reads from descriptor 3 and writes to 4. timeout(1) ends it if a test waits in vain.
        let script = "exec timeout --kill-after=5 120 \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>\"$HOME/errors\""
        process.arguments =
            ["-c", script, "chromium"] + command
            + ["/usr/bin/chromium", "--headless", "--remote-debugging-pipe", "--no-first-run"]
            + ["--user-data-dir=\(directory.path("profile"))", "--autoplay-policy=no-user-gesture-required"]
            + [
                "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                "--disable-extensions",
            ]
            + ["--disable-dev-shm-usage", "--no-proxy-server", "--mute-audio"]
            + (isSandboxed ? [] : ["--no-sandbox"])
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": directory.url.path]
        process.standardInput = commands
        process.standardOutput = responses
        try process.run()
        try responses.fileHandleForWriting.close()
        let target = try call("Target.createTarget", ["url": "about:blank"])["targetId"] ?? ""
        session = try call("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "Network"] { try call("\(domain).enable") }
    }

    deinit {
        // If it does not end now, timeout(1) ends it.
        _ = try? call("Browser.close")
        try? commands.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Sends a command and waits for its result.
    @discardableResult
    func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        lastID += 1
        var command: [String: Any] = ["id": lastID, "method": method, "params": parameters]
        if method.hasPrefix("Target.") == false { command["sessionId"] = session }
        try commands.fileHandleForWriting.write(contentsOf: JSONSerialization.data(withJSONObject: command) + [0])
        while true {
            let message = try next()
            guard message["id"] as? Int == lastID else { continue }
            if let error = message["error"] { throw Failure(text: "\(method): \(error)") }
            return message["result"] as? [String: Any] ?? [:]
        }
    }

    /// Navigates to a page and waits until it has loaded.
    func open(_ url: String) throws {
        events = []
        try call("Page.navigate", ["url": url])
        while !events.contains(where: { $0.method == "Page.loadEventFired" }) { _ = try next() }
    }

    /// Runs a script that navigates to another page, and waits until the page has loaded.
    func go(_ script: String) throws {
        events = []
        try call("Runtime.evaluate", ["expression": "(() => { \(script) })()"])
        while !events.contains(where: { $0.method == "Page.loadEventFired" }) { _ = try next() }
    }

    /// The security messages of the console.
    var warnings: [String] {
        events.filter { $0.method == "Log.entryAdded" }.compactMap { event in
            let entry = event.parameters["entry"] as? [String: Any]
            return entry?["source"] as? String == "security" ? entry?["text"] as? String : nil
        }
    }

    /// Waits until there is a security message of the console.
    func awaitWarning() throws {
        while warnings.isEmpty { _ = try next() }
    }

    /// The responses to requests for URLs with this suffix.
    func responses(to end: String) -> [[String: Any]] {
        events.compactMap { event in
            let response = event.parameters["response"] as? [String: Any]
            guard event.method == "Network.responseReceived", let url = response?["url"] as? String, url.hasSuffix(end)
            else { return nil }
            return response
        }
    }

    /// Runs the body of an asynchronous function in the page, whatever its policy is, and returns the result.
    func run<Value: Decodable>(_ script: String, as type: Value.Type = Value.self) throws -> Value {
        let late = "new Promise((_, reject) => setTimeout(() => reject(new Error('it takes too long')), 30000))"
        let expression = "Promise.race([(async () => { \(script) })(), \(late)]).then(value => JSON.stringify([value]))"
        let result = try call("Runtime.evaluate", ["expression": expression, "awaitPromise": true])
        guard let value = (result["result"] as? [String: Any])?["value"] as? String,
            let found = try JSONDecoder().decode([Value].self, from: Data(value.utf8)).first
        else { throw Failure(text: "\(result["exceptionDetails"] ?? result)") }
        return found
    }

    /// The next message; events are recorded.
    private func next() throws -> [String: Any] {
        while true {
            if let end = pending.firstIndex(of: 0) {
                let text = pending[..<end]
                pending = Data(pending[(end + 1)...])
                let message = try JSONSerialization.jsonObject(with: text) as? [String: Any] ?? [:]
                if let method = message["method"] as? String {
                    events.append((method, message["params"] as? [String: Any] ?? [:]))
                }
                return message
            }
            let piece = responses.fileHandleForReading.availableData
            guard !piece.isEmpty else {
                let errors = try? String(contentsOfFile: directory.path("errors"), encoding: .utf8)
                throw Failure(text: "Chromium has ended: \(errors ?? "")")
            }
            pending += piece
        }
    }
}
