#if Tool
    internal import FoundationEssentials
    internal import GatewayInterface

    /// One request in the terminal: time, method, path, status, duration, and the rule that decided.
    struct RequestLine {
        let method: String
        let path: String
        let status: Int
        let duration: Duration
        /// The program's own line about the request; `nil` if it logged none.
        let log: LogLine?

        init(method: String, path: String, status: Int, duration: Duration, log: LogLine?) {
            self.method = method
            self.path = path
            self.status = status
            self.duration = duration
            self.log = log
        }

        /// The line of a request that only the program has logged, with the route instead of the path; `nil` for another line.
        init?(_ log: LogLine) {
            guard Self.isRecord(log), let status = log["status"].flatMap({ Int($0) }),
                let duration = log["duration_us"].flatMap({ Int64($0) })
            else { return nil }
            self.init(
                method: log["method"] ?? "", path: log["route"] ?? log["target"] ?? "", status: status,
                duration: .microseconds(duration), log: log)
        }

        /// Whether a line of a program is its record of a request.
        static func isRecord(_ line: LogLine) -> Bool { line["status"] != nil && line["duration_us"] != nil }

        /// The line for a terminal, without control characters.
        func text(time: Date = .now) -> String {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .current
            let parts = calendar.dateComponents([.hour, .minute, .second], from: time)
            let clock = [parts.hour, parts.minute, parts.second].map { Self.padded("\($0 ?? 0)", to: 2, with: "0") }
            let words = [
                clock.joined(separator: ":"), Self.shown(method, limit: 16), Self.shown(path, limit: 200), "\(status)",
                Self.shown(duration), decision,
            ]
            return words.filter { !$0.isEmpty }.joined(separator: "  ")
        }

        var style: Console.Style {
            switch status {
            case 500...: .red
            case 400...: .yellow
            case ..<300: .green
            default: .plain
            }
        }

        /// The rule, and what the program says beside it: `everyone`, `no route`, `sign-in (denied: sign-in)`.
        private var decision: String {
            guard let log else { return "" }
            let message = log.message == "served" ? "" : log.message
            let incident = log["incident"].map { "incident \($0)" } ?? ""
            let more = [message, incident].filter { !$0.isEmpty }.joined(separator: ", ")
            guard let rule = log["rule"] else { return more }
            let name = rule.hasPrefix("\"") && rule.hasSuffix("\"") ? String(rule.dropFirst().dropLast()) : rule
            return more.isEmpty ? "rule: \(name)" : "rule: \(name) (\(more))"
        }

        private static func shown(_ text: String, limit: Int) -> String {
            String(decoding: LogText.line(text.utf8, upTo: limit), as: UTF8.self)
        }

        private static func shown(_ duration: Duration) -> String {
            let microseconds =
                duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
            if microseconds >= 10_000_000 { return "\(microseconds / 1_000_000) s" }
            return "\(microseconds / 1_000).\(microseconds / 100 % 10) ms"
        }

        private static func padded(_ text: String, to count: Int, with character: Character) -> String {
            String(repeating: character, count: max(0, count - text.count)) + text
        }
    }
#endif
