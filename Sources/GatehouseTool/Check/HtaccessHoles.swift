#if Tool
    /// Finds lines of a .htaccess that are known to open a site. docs/htaccess.md explains each.
    struct HtaccessHoles {
        /// The line numbers of each kind.
        private(set) var lines: [(kind: FindingKind, numbers: [Int])] = []

        init(in text: String) {
            var sections: [String] = []
            var pending = ""
            var start = 1
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if pending.isEmpty { start = index + 1 }
                // A backslash at the end continues the line.
                if line.last == "\\" {
                    pending += line.dropLast()
                    continue
                }
                let words = Self.words(of: pending + line)
                pending = ""
                guard let directive = words.first?.lowercased(), !directive.hasPrefix("#") else { continue }
                if directive.hasPrefix("</") {
                    _ = sections.popLast()
                } else if directive.hasPrefix("<") {
                    sections.append(String(directive.dropFirst().prefix { $0 != ">" }))
                } else {
                    examine(directive, Array(words.dropFirst()), isConditional: sections.contains("ifmodule"), start)
                }
            }
        }

        private mutating func add(_ kind: FindingKind, _ line: Int) {
            if let index = lines.firstIndex(where: { $0.kind == kind }) {
                lines[index].numbers.append(line)
            } else {
                lines.append((kind, [line]))
            }
        }

        private mutating func examine(_ directive: String, _ words: [String], isConditional: Bool, _ line: Int) {
            let lowercased = words.map { $0.lowercased() }
            if isConditional, Self.isRule(directive, lowercased) { add(.conditional, line) }
            switch directive {
            case "rewritecond":
                let tests: Set<String> = ["!-f", "!-d", "!-s", "!-l", "!-u", "-f", "-d", "-s", "-l"]
                if lowercased.contains(where: { tests.contains($0) || $0.contains("! -f") || $0.contains("!-f") }) {
                    add(.existingFiles, line)
                }
            case "fallbackresource":
                if lowercased.first != "disabled" { add(.existingFiles, line) }
            case "rewriterule": examineRule(words, line)
            case "options":
                if lowercased.contains(where: { ["indexes", "+indexes", "all", "+all"].contains($0) }) {
                    add(.listing, line)
                }
                if lowercased.contains(where: { ["includes", "+includes"].contains($0) }) { add(.opens, line) }
            case "addhandler": add(.byExtension, line)
            case "require":
                if lowercased.starts(with: ["all", "granted"]) { add(.opens, line) }
            case "allow":
                if lowercased.starts(with: ["from", "all"]) { add(.opens, line) }
            case "satisfy":
                if lowercased.first == "any" { add(.opens, line) }
            case "xsendfile":
                if lowercased.first == "on" { add(.opens, line) }
            default: break
            }
        }

        private mutating func examineRule(_ words: [String], _ line: Int) {
            guard words.count >= 2, words[1] != "-" else { return }
            let flags =
                words.count > 2 ? words[2].uppercased().filter { !"[] ".contains($0) }.split(separator: ",") : []
            // A refusal or a redirect of the client opens nothing.
            if flags.contains(where: { $0 == "F" || $0 == "G" || $0 == "R" || $0.hasPrefix("R=") }) { return }
            if !flags.contains("END") { add(.noEnd, line) }
            let target = Array(words[1].utf8)
            let hasReference = zip(target, target.dropFirst()).contains { first, second in
                first == UInt8(ascii: "$") && 0x30...0x39 ~= second
                    || first == UInt8(ascii: "%") && (0x30...0x39 ~= second || second == UInt8(ascii: "{"))
            }
            if hasReference { add(.backreference, line) }
        }

        /// Whether a directive protects files, so that files are open without it.
        private static func isRule(_ directive: String, _ words: [String]) -> Bool {
            switch directive {
            case "rewriterule", "rewritecond", "require", "deny", "order", "redirectmatch", "sethandler",
                "fcgidwrapper",
                "action":
                true
            case "rewriteengine": words.first == "on"
            default: false
            }
        }

        /// The words of a line; one in quotation marks can have blanks.
        private static func words(of line: String) -> [String] {
            var words: [String] = []
            var word = ""
            var quote: Character?
            for character in line {
                if let open = quote {
                    if character == open { quote = nil } else { word.append(character) }
                } else if character == "\"" || character == "'" {
                    quote = character
                } else if character == " " || character == "\t" || character == "\r" {
                    if !word.isEmpty { words.append(word) }
                    word = ""
                } else {
                    word.append(character)
                }
            }
            return word.isEmpty ? words : words + [word]
        }
    }
#endif
