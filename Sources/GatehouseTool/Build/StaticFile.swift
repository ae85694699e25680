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

        /// The file without names and debug information: only what the kernel loads. Its build ID stays.
        ///
        /// - Throws: ``ToolError`` if it is not an ELF file, or damaged.
        func stripped() throws(ToolError) -> [UInt8] {
            guard let segments, let end = segments.map(\.file.upperBound).max(), end >= 64 else {
                throw ToolError("the file is not an ELF file, or is damaged", status: .invalidData)
            }
            var stripped = Array(bytes[..<end])
            // e_shoff, e_shnum and e_shstrndx: the table of the sections was at the end of the file.
            for index in Array(40..<48) + Array(60..<64) { stripped[index] = 0 }
            return stripped
        }

        private struct Segment {
            let type: UInt64
            /// Its bytes in the file.
            let file: Range<Int>
        }

        /// The program headers (elf(5)); `nil` if the file is not ELF or damaged.
        private var segments: [Segment]? {
            guard bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]), let start = number(at: 32, bytes: 8),
                let size = number(at: 54, bytes: 2), let count = number(at: 56, bytes: 2), size >= 56
            else { return nil }
            var segments: [Segment] = []
            for index in 0..<count {
                let (header, overflow) = start.addingReportingOverflow(index * size)
                guard !overflow, let type = number(at: header, bytes: 4), header < UInt64(bytes.count),
                    let offset = number(at: header + 8, bytes: 8), let length = number(at: header + 32, bytes: 8),
                    offset <= UInt64(bytes.count), length <= UInt64(bytes.count) - offset
                else { return nil }
                segments.append(Segment(type: type, file: Int(offset)..<Int(offset + length)))
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
