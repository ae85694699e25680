#if Tool
    /// The lines of a settings file. Comments and the order of the lines stay.
    struct SettingsDocument: Sendable {
        private var lines: [String]

        init(_ text: String) {
            lines = text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if lines.last?.isEmpty == true { lines.removeLast() }
        }

        var text: String { lines.map { $0 + "\n" }.joined() }

        /// The names of all settings, in the order of the file.
        var names: [String] {
            lines.compactMap { line in
                guard !line.hasPrefix("#"), let equals = line.firstIndex(of: "=") else { return nil }
                return String(line[..<equals])
            }
        }

        /// The value of a setting; `nil` if it has no line.
        subscript(name: String) -> String? {
            get { index(of: name).map { String(lines[$0].dropFirst(name.count + 1)) } }
            set {
                let index = index(of: name)
                guard let newValue else {
                    if let index { lines.remove(at: index) }
                    return
                }
                if let index { lines[index] = "\(name)=\(newValue)" } else { lines.append("\(name)=\(newValue)") }
            }
        }

        private func index(of name: String) -> Int? {
            lines.firstIndex { $0.hasPrefix("\(name)=") }
        }
    }
#endif
