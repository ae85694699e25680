#if Tool
    internal import FoundationEssentials

    /// The result of a probe.
    struct ProbeReport: Codable, Sendable {
        /// What the probe concludes.
        enum Result: String, Codable, Sendable {
            /// The URL leads to the directory, nothing leaked, and nothing is badly configured.
            case closed
            /// Something leaked.
            case open
            /// Nothing leaked, but something is badly configured.
            case misconfigured
            /// Nothing proves that the URL leads to the directory.
            case inconclusive
        }

        /// Something that leaked, with the first request that showed it.
        struct Leak: Codable, Sendable {
            let what: String
            let form: LeakJudge.Leak.Form
            let origin: String
            let request: String
            /// How many requests showed it.
            var count: Int
        }

        /// Something that was looked at.
        struct Check: Codable, Sendable {
            /// What it means.
            enum State: String, Codable, Sendable {
                case good
                case note
                case unknown
                case problem
            }

            let id: String
            let state: State
            let text: String
            var remedy: String?
        }

        let url: String
        let directory: String
        var result = Result.inconclusive
        var reason: String?
        var requests = 0
        var leaks: [Leak] = []
        var checks: [Check] = []
        /// What to do about the leaks.
        var remedy: String?

        var status: ExitStatus {
            switch result {
            case .closed: .ok
            case .open, .misconfigured: .findings
            case .inconclusive: .unavailable
            }
        }

        mutating func add(_ id: String, _ state: Check.State, _ text: String, remedy: String? = nil) {
            checks.append(Check(id: id, state: state, text: text, remedy: remedy))
        }

        /// Adds the leaks of an origin. A name is left out if the file itself leaked.
        mutating func add(_ found: [LeakJudge.Leak: Leak]) {
            let shown = Set(found.keys.filter { $0.form != .name }.map(\.kind))
            leaks += found.filter { $0.key.form != .name || !shown.contains($0.key.kind) }.values
                .sorted { ($0.what, $0.form.rawValue) < ($1.what, $1.form.rawValue) }
        }

        /// One JSON object.
        func json() throws -> String {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }

        /// Prints the report for people.
        func print(to console: Console) {
            for leak in leaks {
                let how =
                    switch leak.form {
                    case .content: "is public"
                    case .ran: "runs on request"
                    case .name: "is named in a response"
                    }
                console.print("✘ \(leak.what) \(how) (\(leak.count) requests)", .red)
                console.print("    \(leak.origin): \(Self.printable(leak.request))")
            }
            if let remedy { console.print("  \(remedy)", .bold) }
            for check in checks {
                let (mark, style): (String, Console.Style) =
                    switch check.state {
                    case .good: ("✔", .green)
                    case .note: ("•", .plain)
                    case .unknown: ("?", .yellow)
                    case .problem: ("✘", .red)
                    }
                console.print("\(mark) \(check.id): \(Self.printable(check.text))", style)
                if let remedy = check.remedy { console.print("    \(remedy)") }
            }
            let style: Console.Style = result == .closed ? .green : result == .inconclusive ? .yellow : .red
            let why = reason.map { ": \($0)" } ?? ""
            console.print("\(result.rawValue)\(why) (\(requests) requests)", style)
        }

        /// Text of a host, without control characters.
        static func printable(_ text: String) -> String {
            String(
                text.unicodeScalars.prefix(400).map { $0.properties.generalCategory == .control ? "?" : Character($0) })
        }
    }
#endif
