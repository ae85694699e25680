#if Tool
    /// What a build printed: its errors, and the end of its output.
    struct CompilerOutput: Sendable, Equatable {
        /// An error with its place.
        struct Problem: Sendable, Hashable {
            /// The path of the file; empty if the error has no place, such as one of the linker.
            var file = ""
            /// The line, from 1; 0 without a place.
            var line = 0
            /// The column, from 1; 0 without a place.
            var column = 0
            /// The message, without "error:".
            let message: String
            /// The lines of the source that the compiler printed.
            var excerpt: [String] = []

            /// `FILE:LINE:COLUMN`, or nothing.
            var place: String { file.isEmpty ? "" : "\(file):\(line):\(column)" }
        }

        /// The largest number of errors.
        static let problemLimit = 50
        /// The largest number of lines that are kept, and of bytes in one of them.
        static let lineLimit = 2_000
        static let lineLength = 1_000
        /// The most lines of the source for one error.
        static let excerptLimit = 30

        /// The errors in their order, each once.
        private(set) var problems: [Problem] = []
        /// The last lines.
        private(set) var lines: [String] = []
        private var seen: Set<Problem> = []
        private var isInExcerpt = false

        /// The errors in the sources; without any, those of the linker and of SwiftPM, which otherwise only repeat that the
        /// compiler failed.
        var placedProblems: [Problem] {
            let placed = problems.filter { !$0.place.isEmpty }
            return placed.isEmpty ? problems : placed
        }

        /// Adds a line.
        mutating func add(_ whole: String) {
            let line = whole.utf8.count > Self.lineLength ? String(whole.prefix(Self.lineLength)) + "…" : whole
            if lines.count == Self.lineLimit { lines.removeFirst(Self.lineLimit / 2) }
            lines.append(line)
            if let problem = Self.problem(line) {
                isInExcerpt = problems.count < Self.problemLimit && seen.insert(problem).inserted
                if isInExcerpt { problems.append(problem) }
            } else if isInExcerpt, Self.isExcerpt(line) {
                if problems[problems.count - 1].excerpt.count < Self.excerptLimit {
                    problems[problems.count - 1].excerpt.append(line)
                }
            } else {
                isInExcerpt = false
            }
        }

        /// `FILE:LINE:COLUMN: error: MESSAGE` or `error: MESSAGE`.
        private static func problem(_ line: String) -> Problem? {
            let mark = "error: "
            if line.hasPrefix(mark) { return Problem(message: String(line.dropFirst(mark.count))) }
            guard let found = line.firstRange(of: ": " + mark) else { return nil }
            let place = line[..<found.lowerBound].split(separator: ":", omittingEmptySubsequences: false)
            guard place.count >= 3, let column = Int(place[place.count - 1]), let row = Int(place[place.count - 2]),
                row > 0, column > 0
            else { return nil }
            return Problem(
                file: place.dropLast(2).joined(separator: ":"), line: row, column: column,
                message: String(line[found.upperBound...]))
        }

        /// Whether a line is part of the source as the compiler prints it: ` 3 | let x = y` or `   |     `- error: …`.
        private static func isExcerpt(_ line: String) -> Bool {
            let rest = line.drop { $0 == " " }.drop { $0.isASCII && $0.isNumber }
            return rest.hasPrefix(" |") || (rest.hasPrefix("|") && line.hasPrefix(" "))
        }
    }
#endif
