#if Tool
    /// An executable file, as far as its safety depends on how it was built.
    struct StaticFile {
        /// The text that only a debug build of the library contains.
        static let debugMark = "Gatehouse debug page"

        /// The problem of a debug build.
        static let debugProblem = "it is a debug build, which shows details of errors"

        let bytes: [UInt8]

        /// The reasons why the file should not be deployed; empty if there are none.
        var problems: [String] {
            var problems: [String] = []
            if let segments {
                // PT_INTERP names the dynamic linker; a static file has none.
                if segments.contains(where: { $0.type == 3 }) {
                    problems.append("it needs shared libraries of the host")
                }
            } else {
                problems.append("it is not a 64-bit ELF file with the byte order of this processor")
            }
            if contains(Self.debugMark) { problems.append(Self.debugProblem) }
            return problems
        }

        private func contains(_ text: String) -> Bool {
            let mark = Array(text.utf8)
            var start = bytes.startIndex
            while let index = bytes[start...].firstIndex(of: mark[0]) {
                if bytes[index...].starts(with: mark) { return true }
                start = index + 1
            }
            return false
        }

        private struct Segment {
            let type: UInt64
        }

        /// The program headers (elf(5)); `nil` if the file is not ELF or damaged.
        private var segments: [Segment]? {
            guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let start = number(at: 32, bytes: 8),
                let size = number(at: 54, bytes: 2), let count = number(at: 56, bytes: 2), size >= 56
            else { return nil }
            var segments: [Segment] = []
            for index in 0..<count {
                let (offset, overflow) = start.addingReportingOverflow(index * size)
                guard !overflow, let type = number(at: offset, bytes: 4) else { return nil }
                segments.append(Segment(type: type))
            }
            return segments
        }

        /// A number in little-endian order; `nil` beyond the end of the file.
        private func number(at offset: UInt64, bytes count: Int) -> UInt64? {
            guard offset <= UInt64(bytes.count), bytes.count - Int(offset) >= count else { return nil }
            let start = Int(offset)
            return bytes[start..<(start + count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
#endif
