#if Tool
    internal import FastCGI

    /// The findings that a person has decided to accept, each with a reason.
    ///
    /// Each line of the file is `ID | REASON` or `ID | PLACE | REASON`, a comment that begins with "#", or empty.
    struct Silences: Sendable {
        struct Silence: Hashable, Sendable {
            let line: Int
            let kind: FindingKind
            /// `nil` means every place.
            let place: String?
            let reason: String

            func matches(_ finding: Finding) -> Bool {
                kind == finding.kind && (place == nil || place == finding.place)
            }
        }

        /// The path of the file.
        let path: String
        private(set) var all: [Silence] = []

        /// The largest file, in bytes.
        static let limit = 64 * 1024

        /// Reads a file.
        ///
        /// - Throws: ``ToolError`` if it is missing, others can write to it, it is in the public directory, or a line is invalid.
        init(path: String, outside publicDirectory: String) throws(ToolError) {
            self.path = path
            let name = ShownPath(path).text
            let isPublic: Bool
            do throws(SystemError) {
                isPublic = try ExaminedDirectory(path: DataCheck.parent(of: path))
                    .isInside(ExaminedDirectory(path: publicDirectory))
            } catch {
                throw ToolError("cannot read the file with silences: \(error)", status: .missingInput)
            }
            guard !isPublic else {
                throw ToolError(
                    "the file with silences, \(name), is in the public directory", remedy: "move it out",
                    status: .configuration)
            }
            guard let text = try LocalFiles.text(path) else {
                throw ToolError(
                    "there is no file \(name)", remedy: "create it, or leave --silence out", status: .missingInput)
            }
            if let status = try? FileStatus(of: path, followingLinks: true), status.mode & 0o022 != 0 {
                throw ToolError(
                    "others can write to \(name), and could silence a finding",
                    remedy: "chmod go-w \(ShownPath(path).shellWord)", status: .configuration)
            }
            all = try Self.parse(text, name)
        }

        static func parse(_ text: String, _ name: String) throws(ToolError) -> [Silence] {
            guard text.utf8.count <= limit else {
                throw ToolError("\(name) is larger than \(limit) bytes", status: .configuration)
            }
            var silences: [Silence] = []
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
                if line.first == "#" || (fields.count == 1 && fields[0].isEmpty) { continue }
                let place = "\(name), line \(index + 1)"
                guard let kind = FindingKind(rawValue: fields[0]), kind != .unusedSilence else {
                    throw ToolError(
                        "\(place): there is no finding \(ShownPath(fields[0]).text)",
                        remedy: "docs/deploying.md lists the ids", status: .configuration)
                }
                guard (2...3).contains(fields.count), let reason = fields.last, !reason.isEmpty, !fields[1].isEmpty
                else {
                    throw ToolError(
                        "\(place): the silence has no reason", remedy: "write ID | REASON or ID | PLACE | REASON",
                        status: .configuration)
                }
                silences.append(
                    Silence(line: index + 1, kind: kind, place: fields.count == 3 ? fields[1] : nil, reason: reason))
            }
            return silences
        }

        private static func trimmed(_ text: Substring) -> String {
            var text = text.drop { $0 == " " || $0 == "\t" }
            while let last = text.last, [" ", "\t", "\r"].contains(last) { text.removeLast() }
            return String(text)
        }
    }
#endif
