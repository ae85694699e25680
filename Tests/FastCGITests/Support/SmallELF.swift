/// A small ELF file for 64 bits: segments, and a table of symbols with their names. A test can change its bytes.
struct SmallELF {
    /// A segment.
    struct Segment {
        var type: UInt64
        var address: UInt64 = 0
        var content: [UInt8]
    }

    /// A symbol. Its name is at an offset in ``names``.
    struct Symbol {
        var name: UInt64 = 1
        /// 2 is a function, and 1 is an object.
        var type: UInt8 = 2
        var start: UInt64 = 0x1000
        var size: UInt64 = 0x100
    }

    static let names = Array("\0work\0other\0".utf8)

    var bytes: [UInt8]
    /// The places of the segments' headers, of the contents of the segments, and of the headers of the two sections.
    private(set) var segmentHeaders: [Int] = []
    private(set) var contents: [Int] = []
    let symbolSection: Int
    let nameSection: Int
    let symbolTable: Int

    /// - Parameters:
    ///   - sectionSize: The size of the header of a section, at least 64.
    ///   - sections: How many sections there are, at least 2. Those behind the second are empty.
    init(
        segments: [Segment] = [], symbols: [Symbol] = [Symbol()], names: [UInt8] = names, sectionSize: Int = 64,
        sections: Int = 2
    ) {
        bytes = [0x7F, 0x45, 0x4C, 0x46, 2, 1] + Array(repeating: 0, count: 58)
        for segment in segments {
            segmentHeaders.append(bytes.count)
            bytes += Self.number(segment.type, 8) + Array(repeating: 0, count: 8) + Self.number(segment.address, 8)
            bytes += Array(repeating: 0, count: 8) + Self.number(UInt64(segment.content.count), 8)
            bytes += Array(repeating: 0, count: 16)
        }
        let firstSection = bytes.count
        symbolSection = firstSection
        nameSection = firstSection + sectionSize
        bytes += Array(repeating: 0, count: sections * sectionSize)
        for (header, segment) in zip(segmentHeaders, segments) {
            contents.append(bytes.count)
            bytes.replaceSubrange(header + 8..<header + 16, with: Self.number(UInt64(bytes.count), 8))
            bytes += segment.content
        }
        symbolTable = bytes.count
        for symbol in symbols {
            bytes += Self.number(symbol.name, 4) + [symbol.type, 0, 0, 0]
            bytes += Self.number(symbol.start, 8) + Self.number(symbol.size, 8)
        }
        let firstName = bytes.count
        bytes += names
        set(32, 64, 8)
        set(40, UInt64(firstSection), 8)
        set(54, 56, 2)
        set(56, UInt64(segments.count), 2)
        set(58, UInt64(sectionSize), 2)
        set(60, UInt64(sections), 2)
        // SHT_SYMTAB, whose names are in section 1.
        set(symbolSection + 4, 2, 4)
        set(symbolSection + 24, UInt64(symbolTable), 8)
        set(symbolSection + 32, UInt64(symbols.count * 24), 8)
        set(symbolSection + 40, 1, 4)
        set(nameSection + 24, UInt64(firstName), 8)
        set(nameSection + 32, UInt64(names.count), 8)
    }

    mutating func set(_ place: Int, _ value: UInt64, _ size: Int) {
        bytes.replaceSubrange(place..<place + size, with: Self.number(value, size))
    }

    /// A note, with the padding behind its name and its content.
    static func note(_ type: UInt64, _ owner: String, _ content: [UInt8]) -> [UInt8] {
        let name = owner.utf8 + [0]
        func padded(_ bytes: [UInt8]) -> [UInt8] { bytes + Array(repeating: 0, count: (4 - bytes.count % 4) % 4) }
        return number(UInt64(name.count), 4) + number(UInt64(content.count), 4) + number(type, 4) + padded(name)
            + padded(content)
    }

    static func number(_ value: UInt64, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
}
