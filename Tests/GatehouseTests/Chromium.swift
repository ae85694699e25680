import Foundation
import TestSupport

/// Debian's Chromium without a window, and one page in it, told what to do by the DevTools protocol over a pipe. It ends
/// with its owner.
final class Chromium {
    /// It said no, or it has ended.
    struct Failure: Error {
        let text: String
    }

    private let directory: TemporaryDirectory
    private let process = Process()
    private let commands = Pipe()
    private let answers = Pipe()
    private var pending = Data()
    private var lastID = 0
    private var session: String?

    /// What it told without being asked, in order: `method` and `params`.
    private(set) var events: [(method: String, parameters: [String: Any])] = []

    /// Whether it runs in its sandbox. That wants a user who is not root, and a kernel that lets such a user make a
    /// namespace: some containers do not.
    let isSandboxed: Bool

    init() throws {
        directory = try TemporaryDirectory()
        // Root has no sandbox, so it runs as somebody to whom nothing belongs but the profile.
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
        // It reads from descriptor 3 and writes to 4. A test that waits for what never comes ends with it.
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
        process.standardOutput = answers
        try process.run()
        try answers.fileHandleForWriting.close()
        let target = try call("Target.createTarget", ["url": "about:blank"])["targetId"] ?? ""
        session = try call("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "Network"] { try call("\(domain).enable") }
    }

    deinit {
        // What does not end by this ends by its time.
        _ = try? call("Browser.close")
        try? commands.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Gives a command and waits for what it gives back.
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

    /// Goes to a page, and waits until it has loaded.
    func open(_ url: String) throws {
        events = []
        try call("Page.navigate", ["url": url])
        while !events.contains(where: { $0.method == "Page.loadEventFired" }) { _ = try next() }
    }

    /// Does something that leads to another page, and waits until that has loaded.
    func go(_ script: String) throws {
        events = []
        try call("Runtime.evaluate", ["expression": "(() => { \(script) })()"])
        while !events.contains(where: { $0.method == "Page.loadEventFired" }) { _ = try next() }
    }

    /// What the console says about security.
    var warnings: [String] {
        events.filter { $0.method == "Log.entryAdded" }.compactMap { event in
            let entry = event.parameters["entry"] as? [String: Any]
            return entry?["source"] as? String == "security" ? entry?["text"] as? String : nil
        }
    }

    /// The answers to requests for URLs that end like this.
    func answers(to end: String) -> [[String: Any]] {
        events.compactMap { event in
            let response = event.parameters["response"] as? [String: Any]
            guard event.method == "Network.responseReceived", let url = response?["url"] as? String, url.hasSuffix(end)
            else { return nil }
            return response
        }
    }

    /// Runs the body of an asynchronous function in the page, whatever its policy, and gives back what it returns.
    func run<Value: Decodable>(_ script: String, as type: Value.Type = Value.self) throws -> Value {
        let late = "new Promise((_, reject) => setTimeout(() => reject(new Error('it takes too long')), 30000))"
        let expression = "Promise.race([(async () => { \(script) })(), \(late)]).then(value => JSON.stringify([value]))"
        let result = try call("Runtime.evaluate", ["expression": expression, "awaitPromise": true])
        guard let value = (result["result"] as? [String: Any])?["value"] as? String,
            let found = try JSONDecoder().decode([Value].self, from: Data(value.utf8)).first
        else { throw Failure(text: "\(result["exceptionDetails"] ?? result)") }
        return found
    }

    /// The next message; what is no answer to a command becomes an event.
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
            let piece = answers.fileHandleForReading.availableData
            guard !piece.isEmpty else {
                let errors = try? String(contentsOfFile: directory.path("errors"), encoding: .utf8)
                throw Failure(text: "Chromium has ended: \(errors ?? "")")
            }
            pending += piece
        }
    }
}
