#if Tool
    /// A line of a program in the error log of a web server, or on standard error.
    struct LogLine: Equatable, Sendable {
        /// The time as the web server wrote it, without the day; empty if the line has none.
        let time: String
        /// The level: `info`, `notice`, `warning`, `error`, `critical`.
        let level: String
        /// What happened.
        let message: String
        /// The names and values after the message, such as `status` and `route`.
        let fields: [Field]

        struct Field: Equatable, Sendable {
            let name: String
            let value: String
        }

        static let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]

        /// The value of a field.
        subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

        /// `nil` for a line of the web server itself, or of another program.
        ///
        /// The line is `…LEVEL gatehouse: MESSAGE [NAME=VALUE NAME="VALUE"]…`, with the prefix of Apache, nginx or lighttpd.
        init?(_ line: Substring) {
            let parts = line.split(separator: " gatehouse: ", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let level = parts[0].split(separator: " ").last.map(String.init),
                Self.levels.contains(level)
            else { return nil }
            self.level = level
            time = Self.time(parts[0])
            let (text, list) = Self.split(parts[1])
            message = text
            fields = Self.fields(list)
        }

        /// The first text such as `17:34:51`.
        private static func time(_ prefix: Substring) -> String {
            let word = prefix.split(whereSeparator: { $0 == " " || $0 == "T" }).first { word in
                let bytes = Array(word.utf8.prefix(8))
                return bytes.count == 8
                    && bytes.enumerated().allSatisfy { index, byte in
                        index == 2 || index == 5
                            ? byte == UInt8(ascii: ":")
                            : (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    }
            }
            return word.map { String($0.prefix(8)) } ?? ""
        }

        /// The message, and the text in the last brackets. Apache adds the referrer after them.
        private static func split(_ text: Substring) -> (String, String) {
            let bytes = Array(text.utf8)
            // A bracket within a quoted value is no end.
            var start: Int?
            var isQuoted = false
            var isEscaped = false
            for (index, byte) in bytes.enumerated() {
                if isEscaped {
                    isEscaped = false
                } else if isQuoted && byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isQuoted.toggle()
                } else if !isQuoted, byte == UInt8(ascii: "["), start == nil {
                    start = index
                } else if !isQuoted, byte == UInt8(ascii: "]"), let from = start {
                    let list = String(decoding: bytes[(from + 1)..<index], as: UTF8.self)
                    if list.contains("=") {
                        let message = String(decoding: bytes[..<from], as: UTF8.self)
                        return (message.hasSuffix(" ") ? String(message.dropLast()) : message, list)
                    }
                    start = nil
                }
            }
            return (String(text), "")
        }

        private static func fields(_ list: String) -> [Field] {
            var fields: [Field] = []
            var rest = list[...]
            while let equals = rest.firstIndex(of: "=") {
                let name = String(rest[..<equals].drop { $0 == " " })
                rest = rest[rest.index(after: equals)...]
                var value = ""
                if rest.first == "\"" {
                    rest = rest.dropFirst()
                    while let character = rest.first {
                        rest = rest.dropFirst()
                        if character == "\"" { break }
                        value.append(character)
                        if character == "\\", let next = rest.first {
                            value.append(next)
                            rest = rest.dropFirst()
                        }
                    }
                } else {
                    value = String(rest.prefix { $0 != " " })
                    rest = rest.dropFirst(value.count)
                }
                fields.append(Field(name: name, value: value))
            }
            return fields
        }
    }
#endif
