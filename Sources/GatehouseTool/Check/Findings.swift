#if Tool
    /// One thing to repair, or to silence with a reason.
    struct Finding: Hashable, Sendable {
        let kind: FindingKind
        /// A path, or a setting of the program.
        let place: String
        /// What is wrong, with what was found.
        let reason: String
        /// The command that fixes it.
        let command: String
    }

    /// The findings of a check so far.
    struct Findings: Sendable {
        /// More of one kind are only counted.
        static let limitPerKind = 100

        private(set) var all: [Finding] = []
        private var counts: [FindingKind: Int] = [:]
        private let site: Site

        init(for site: Site) { self.site = site }

        /// The number of findings of each kind that are not in ``all``.
        var omitted: [(kind: FindingKind, count: Int)] {
            FindingKind.allCases.compactMap { kind in
                let count = counts[kind, default: 0] - Self.limitPerKind
                return count > 0 ? (kind, count) : nil
            }
        }

        /// Adds a finding about a path.
        ///
        /// - Parameters:
        ///   - detail: what was found, after the reason of the kind. It must not contain a secret or an unescaped file name.
        ///   - command: another command than that of the kind.
        mutating func add(_ kind: FindingKind, _ path: ShownPath, _ detail: String? = nil, command: String? = nil) {
            add(kind, at: path.text, detail, command: command ?? site.command(kind.remedy, for: path))
        }

        /// Adds a finding about something that is no path.
        mutating func add(_ kind: FindingKind, at place: String, _ detail: String? = nil, command: String) {
            let finding = Finding(
                kind: kind, place: place, reason: kind.reason + (detail.map { ": \($0)" } ?? ""), command: command)
            // Two checks can meet the same directory.
            guard !all.contains(finding) else { return }
            counts[kind, default: 0] += 1
            if counts[kind, default: 0] <= Self.limitPerKind { all.append(finding) }
        }
    }
#endif
