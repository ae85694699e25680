internal import CFastCGI
internal import Glibc

/// An ELF file, from which the names of functions are read.
///
/// It reads what it needs and nothing else, and never more than the limits below. A malformed file has no names.
package struct SymbolFile: ~Copyable {
    private static let mostHeaders = 256
    private static let mostSections = 4096
    private static let mostSymbols = 2_000_000
    private static let longestName = 512
    private static let symbolSize = 24

    private let file: Descriptor
    private let header: [UInt8]

    package init(_ path: String) throws(SystemError) {
        let file = try CodeMap.open(path)
        let header = try file.read(at: 0, upTo: 64)
        // 64 bits, little-endian.
        guard header.count == 64, header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]) else {
            throw SystemError("\(path) is not an ELF file", number: ENOEXEC)
        }
        self.file = file
        self.header = header
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> UInt64 {
        guard offset >= 0, size <= bytes.count, offset <= bytes.count - size else { return 0 }
        return bytes[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reads `count` entries of a table.
    private func table(_ offset: UInt64, _ size: UInt64, _ count: UInt64, most: Int) -> [[UInt8]] {
        guard size > 0, size <= 256, count <= UInt64(most), offset < 1 << 48,
            let bytes = try? file.read(at: Int(offset), upTo: Int(size * count)), bytes.count == Int(size * count)
        else { return [] }
        return (0..<Int(count)).map { Array(bytes[$0 * Int(size)..<($0 + 1) * Int(size)]) }
    }

    private var segments: [[UInt8]] {
        table(
            Self.number(header, 32, 8), Self.number(header, 54, 2), Self.number(header, 56, 2), most: Self.mostHeaders)
    }

    private var sections: [[UInt8]] {
        table(
            Self.number(header, 40, 8), Self.number(header, 58, 2), Self.number(header, 60, 2), most: Self.mostSections)
    }

    /// The addresses that the file itself uses for offsets, as its symbols and tools such as addr2line do.
    func addresses(of offsets: [UInt64]) -> [UInt64] {
        let loaded = segments.filter { Self.number($0, 0, 4) == 1 }
        return offsets.map { offset in
            for segment in loaded {
                let (start, address, size) =
                    (Self.number(segment, 8, 8), Self.number(segment, 16, 8), Self.number(segment, 32, 8))
                if offset >= start, offset - start < size { return address &+ (offset - start) }
            }
            return offset
        }
    }

    /// The build ID as hexadecimal digits; `nil` if the file has none.
    package var buildID: String? {
        // PT_NOTE
        for segment in segments where Self.number(segment, 0, 4) == 4 {
            let (offset, size) = (Self.number(segment, 8, 8), Self.number(segment, 32, 8))
            guard size <= 4096, offset < 1 << 48, let bytes = try? file.read(at: Int(offset), upTo: Int(size)) else {
                continue
            }
            if let content = Self.content(ofNote: 3, "GNU", in: bytes) {
                let digits = Array("0123456789abcdef")
                return String(content.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
            }
        }
        return nil
    }

    /// The content of the first note with this type and owner, of at most 64 bytes (elf(5)).
    private static func content(ofNote type: UInt64, _ owner: String, in bytes: [UInt8]) -> ArraySlice<UInt8>? {
        var place = 0
        while place + 12 <= bytes.count {
            let (nameSize, size) = (number(bytes, place, 4), number(bytes, place + 4, 4))
            let start = place + 12 + Int(nameSize + 3) / 4 * 4
            let end = start + Int(size)
            guard end <= bytes.count else { return nil }
            if number(bytes, place + 8, 4) == type, bytes[(place + 12)..<start].starts(with: owner.utf8 + [0]) {
                return size <= 64 ? bytes[start..<end] : nil
            }
            place = (end + 3) / 4 * 4
        }
        return nil
    }

    /// A function, and its distance from an address that is inside it.
    private struct Found {
        var name = UInt64(0)
        var start = UInt64(0)
    }

    /// The names of the functions that contain the addresses; `nil` where the file has none.
    func names(at addresses: [UInt64]) -> [String?] {
        let sections = sections
        // SHT_SYMTAB, which `strip` removes, else SHT_DYNSYM.
        guard
            let symbols = sections.first(where: { Self.number($0, 4, 4) == 2 })
                ?? sections.first(where: { Self.number($0, 4, 4) == 11 }),
            case let link = Self.number(symbols, 40, 4), link < UInt64(sections.count)
        else { return addresses.map { _ in nil } }
        let strings = sections[Int(link)]
        let (offset, size) = (Self.number(symbols, 24, 8), Self.number(symbols, 32, 8))
        guard offset < 1 << 48, size / UInt64(Self.symbolSize) <= UInt64(Self.mostSymbols) else {
            return addresses.map { _ in nil }
        }
        var found = addresses.map { _ in Found() }
        let order = addresses.indices.sorted { addresses[$0] < addresses[$1] }
        let sorted = order.map { addresses[$0] }
        var position = 0
        while position < Int(size) {
            let most = min(Int(size) - position, Self.symbolSize * 4096)
            guard let bytes = try? file.read(at: Int(offset) + position, upTo: most), bytes.count >= Self.symbolSize
            else { break }
            scan(bytes, sorted) { place, symbol in found[order[place]] = symbol }
            position += bytes.count / Self.symbolSize * Self.symbolSize
        }
        let (first, length) = (Self.number(strings, 24, 8), Self.number(strings, 32, 8))
        return found.map { symbol in
            guard symbol.start > 0, symbol.name < length, first < 1 << 48,
                let text = try? file.read(at: Int(first + symbol.name), upTo: Self.longestName)
            else { return nil }
            return Self.demangled(text.prefix { $0 != 0 })
        }
    }

    /// Finds the addresses that functions of a table contain.
    private func scan(_ bytes: [UInt8], _ addresses: [UInt64], _ found: (Int, Found) -> Void) {
        guard let least = addresses.first, let greatest = addresses.last else { return }
        let symbolSize = Self.symbolSize
        // All loads are inside the buffer, because each entry is.
        unsafe bytes.withUnsafeBytes { table in
            for entry in stride(from: 0, through: table.count - symbolSize, by: symbolSize) {
                let start = unsafe table.loadUnaligned(fromByteOffset: entry + 8, as: UInt64.self)
                guard start > 0, start <= greatest else { continue }
                let size = unsafe table.loadUnaligned(fromByteOffset: entry + 16, as: UInt64.self)
                let (end, isTooLong) = start.addingReportingOverflow(size)
                // STT_FUNC.
                guard end > least, !isTooLong, unsafe table[entry + 4] & 15 == 2 else { continue }
                let name = unsafe table.loadUnaligned(fromByteOffset: entry, as: UInt32.self)
                for (place, address) in addresses.enumerated() where address >= start && address < end {
                    found(place, Found(name: UInt64(name), start: start))
                }
            }
        }
    }

    /// A name as Swift source shows it; another name as it is.
    private static func demangled(_ name: some Collection<UInt8>) -> String {
        let text = String(decoding: name, as: UTF8.self)
        // The runtime allocates the result, and it is freed once.
        guard text.hasPrefix("$s"), let result = unsafe gatehouse_demangle(text, text.utf8.count, nil, nil, 0) else {
            return text
        }
        defer { unsafe free(result) }
        return unsafe String(cString: result)
    }
}
