#if Tool
    internal import FoundationEssentials

    extension SiteReport {
        /// Prints the findings for people.
        func print(to console: Console) {
            for finding in findings {
                let style: Console.Style = finding.kind.severity == .problem ? .red : .yellow
                console.print("\(finding.kind.id): \(finding.place)", style)
                console.print("  \(finding.reason)")
                console.print("  \(finding.command)")
            }
            for (kind, count) in omitted { console.print("\(kind.id): \(count) more", .yellow) }
            for (finding, reason) in silenced {
                console.print("silenced: \(finding.kind.id): \(finding.place) (\(ShownPath(reason).text))")
            }
            for name in notExamined { console.print("not examined: \(name)") }
            console.print(summary, findings.isEmpty ? .green : .bold)
        }

        private var summary: String {
            let problems = findings.count { $0.kind.severity == .problem }
            let texts = [
                Self.counted(problems, "problem"), Self.counted(findings.count - problems, "warning"),
                silenced.isEmpty ? nil : "\(silenced.count) silenced",
            ]
            let text = texts.compactMap { $0 }.joined(separator: ", ")
            return "\(ShownPath(directory).text): \(text.isEmpty ? "no findings" : text)"
        }

        private static func counted(_ count: Int, _ word: String) -> String? {
            count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
        }

        /// The report as one JSON object.
        func json() throws -> String {
            struct Output: Encodable {
                struct Item: Encodable {
                    let id: String
                    let severity: String
                    let place: String
                    let reason: String
                    let command: String
                }
                struct Silenced: Encodable {
                    let id: String
                    let place: String
                    let reason: String
                }
                struct Omitted: Encodable {
                    let id: String
                    let count: Int
                }
                let site: String
                let findings: [Item]
                let silenced: [Silenced]
                let omitted: [Omitted]
                let notExamined: [String]
            }
            let output = Output(
                site: ShownPath(directory).text,
                findings: findings.map {
                    .init(
                        id: $0.kind.id, severity: $0.kind.severity.rawValue, place: $0.place, reason: $0.reason,
                        command: $0.command)
                },
                silenced: silenced.map { .init(id: $0.finding.kind.id, place: $0.finding.place, reason: $0.reason) },
                omitted: omitted.map { .init(id: $0.kind.id, count: $0.count) }, notExamined: notExamined)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(output), as: UTF8.self)
        }
    }
#endif
