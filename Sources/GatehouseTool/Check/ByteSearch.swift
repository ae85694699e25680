#if Tool
    /// Finds many texts in a stream of bytes, with bounded memory.
    struct ByteSearch {
        /// A text to find.
        struct Needle: Sendable {
            /// The first bytes, at least two.
            let prefix: [UInt8]
            /// The number of bytes after the start of the prefix that `matches` needs.
            let length: Int
            /// Whether the bytes at an index, where the prefix is, are a match.
            let matches: @Sendable (_ bytes: [UInt8], _ index: Int) -> Bool

            /// An exact text.
            init(_ text: [UInt8]) {
                self.init(text, length: text.count) { _, _ in true }
            }

            init(
                _ prefix: [UInt8], length: Int,
                _ matches: @escaping @Sendable (_ bytes: [UInt8], _ index: Int) -> Bool
            ) {
                self.prefix = prefix
                self.length = length
                self.matches = matches
            }
        }

        private let needles: [Needle]
        /// The needles that begin with two bytes.
        private var byStart: [UInt16: [Int]] = [:]
        /// Whether a needle begins with two bytes: faster than the dictionary.
        private var isStart = Array(repeating: false, count: 1 << 16)
        private var buffer: [UInt8] = []
        /// The first byte in the buffer that was not examined.
        private var next = 0
        private let lookAhead: Int
        private static let lookBehind = 1

        /// The indices of the needles that were found.
        private(set) var found: Set<Int> = []

        init(_ needles: [Needle]) {
            self.needles = needles
            lookAhead = needles.map(\.length).max() ?? 0
            for (index, needle) in needles.enumerated() {
                let start = UInt16(needle.prefix[0]) << 8 | UInt16(needle.prefix[1])
                byStart[start, default: []].append(index)
                isStart[Int(start)] = true
            }
        }

        /// Examines further bytes.
        mutating func append(_ bytes: [UInt8]) {
            buffer += bytes
            examine(upTo: buffer.count - lookAhead)
            let kept = max(0, next - Self.lookBehind)
            buffer.removeFirst(kept)
            next -= kept
        }

        /// Examines the last bytes.
        mutating func finish() {
            examine(upTo: buffer.count - 1)
        }

        private mutating func examine(upTo end: Int) {
            while next < end {
                let start = UInt16(buffer[next]) << 8 | UInt16(buffer[next + 1])
                if isStart[Int(start)] {
                    for index in byStart[start] ?? [] where !found.contains(index) {
                        let needle = needles[index]
                        if buffer[next...].starts(with: needle.prefix), needle.matches(buffer, next) {
                            found.insert(index)
                        }
                    }
                }
                next += 1
            }
        }
    }
#endif
