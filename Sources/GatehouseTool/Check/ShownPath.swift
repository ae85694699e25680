#if Tool
    /// A path of a file as bytes, which may be hostile to terminals, shells and people.
    struct ShownPath: Hashable, Sendable {
        let bytes: [UInt8]

        init(_ path: String) { bytes = Array(path.utf8) }

        init(bytes: [UInt8]) { self.bytes = bytes }

        /// The path of a name in this directory.
        func appending(_ name: [UInt8]) -> ShownPath {
            ShownPath(bytes: bytes + (bytes.last == UInt8(ascii: "/") ? [] : [UInt8(ascii: "/")]) + name)
        }

        /// The text if it can be printed as it is; otherwise `nil`.
        private var plain: String? {
            guard let text = String(validating: bytes, as: UTF8.self), !text.isEmpty else { return nil }
            let isPlain = text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
                default: scalar != "|" && scalar != "\"" && scalar != "\\"
                }
            }
            return isPlain ? text : nil
        }

        /// The path for people, on one line. A path with control characters, or one that is not in UTF-8, is in quotation
        /// marks with escapes.
        var text: String { plain ?? "\"\(escaped)\"" }

        /// The path as one word of a shell command.
        var shellWord: String {
            guard let plain else { return "$'\(escaped)'" }
            let isSimple = plain.utf8.allSatisfy { byte in
                byte >= 0x80 || byte.isLetterOrDigit || "/._-+@:,=".utf8.contains(byte)
            }
            if isSimple, !plain.hasPrefix("-") { return plain }
            return "'" + plain.replacing("'", with: "'\\''") + "'"
        }

        /// Bytes other than printable ASCII, and those with a meaning in quotation marks, as `\xNN`.
        private var escaped: String {
            bytes.map { byte in
                if 0x20..<0x7F ~= byte, !"\"'\\|".utf8.contains(byte) {
                    return String(UnicodeScalar(byte))
                }
                let digits = String(byte, radix: 16, uppercase: true)
                return "\\x" + (digits.count == 1 ? "0" : "") + digits
            }
            .joined()
        }
    }

    extension UInt8 {
        /// Whether the byte is an ASCII letter or digit.
        var isLetterOrDigit: Bool {
            switch self {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: false
            }
        }
    }
#endif
