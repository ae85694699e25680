#if Tool
    /// Splits the output of a program into lines.
    struct LineBuffer {
        /// The longest line, in bytes. A longer one is passed on in parts.
        static let limit = 65_536

        private var pending: [UInt8] = []

        /// Adds bytes, and returns the lines that they complete.
        mutating func add(_ bytes: some Sequence<UInt8>) -> [String] {
            var lines: [String] = []
            for byte in bytes {
                if byte == UInt8(ascii: "\n") || pending.count == Self.limit { lines += rest() }
                if byte != UInt8(ascii: "\n") { pending.append(byte) }
            }
            return lines
        }

        /// Returns what follows the last line end, and forgets it.
        mutating func rest() -> [String] {
            defer { pending.removeAll(keepingCapacity: true) }
            return [String(decoding: pending, as: UTF8.self)]
        }

        /// Whether bytes follow the last line end.
        var isEmpty: Bool { pending.isEmpty }
    }
#endif
