import Foundation
import TestSupport
import Testing

@testable import FastCGI

@Suite("Names and build IDs in small and malformed files", .timeLimit(.minutes(1)))
struct MalformedSymbolFileTests {
    private func withFile<Result>(_ bytes: [UInt8], _ body: (borrowing SymbolFile) throws -> Result) throws -> Result {
        let directory = try TemporaryDirectory()
        let path = directory.path("f")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try body(SymbolFile(path))
    }

    private func names(_ file: SmallELF, _ addresses: [UInt64] = [0x1000]) throws -> [String?] {
        try withFile(file.bytes) { $0.names(at: addresses) }
    }

    @Test("An address has the name of the function that contains it, and not of an object")
    func functionOfAddress() throws {
        let object = SmallELF.Symbol(name: 6, type: 1, start: 0x2000)
        let file = SmallELF(symbols: [SmallELF.Symbol(), object])
        #expect(try names(file, [0x10FF, 0x1100, 0x2000, 0xFFF, 0x1000]) == ["work", nil, nil, nil, "work"])
    }

    @Test("The offset in a loaded segment becomes the address that the file uses for it")
    func addressOfOffset() throws {
        let load = SmallELF.Segment(type: 1, address: 0x5000, content: Array(repeating: 0, count: 16))
        let note = SmallELF.Segment(type: 4, address: 0x9000, content: Array(repeating: 0, count: 16))
        let file = SmallELF(segments: [load, note])
        let (start, other) = (UInt64(file.contents[0]), UInt64(file.contents[1]))
        let addresses = try withFile(file.bytes) { $0.addresses(of: [start + 8, other, 1 << 50]) }
        #expect(addresses == [0x5008, other, 1 << 50])
    }

    /// A number in the file that is changed.
    enum Place: CaseIterable {
        case sections, sectionSize, sectionCount, symbols, symbolsSize, link, names
    }

    /// Breaks if a number of the file is used without a check: the program would trap, or allocate memory without limit.
    @Test(
        "A number that points outside of the file leaves the function without a name", arguments: Place.allCases,
        [1 << 16 - 1, 1 << 31, 1 << 47, 1 << 48, UInt64(Int64.max), 1 << 63, .max])
    func numberBeyondFile(_ place: Place, _ number: UInt64) throws {
        var file = SmallELF()
        switch place {
        case .sections: file.set(40, number, 8)
        case .sectionSize: file.set(58, min(number, 0xFFFF), 2)
        case .sectionCount: file.set(60, min(number, 0xFFFF), 2)
        case .symbols: file.set(file.symbolSection + 24, number, 8)
        case .symbolsSize: file.set(file.symbolSection + 32, number | 1 << 32, 8)
        case .link: file.set(file.symbolSection + 40, max(min(number, 0xFFFF_FFFF), 2), 4)
        case .names: file.set(file.nameSection + 24, number, 8)
        }
        let name = try names(file)
        // A name that begins behind the end of the file is empty.
        #expect(name == [nil] || place == .names && name == [""])
    }

    @Test("Headers that are too small for their fields are read without a trap", arguments: 0..<64)
    func smallHeaders(_ size: UInt64) throws {
        let note = SmallELF.Segment(type: 4, content: SmallELF.note(3, "GNU", [1]))
        var file = SmallELF(segments: [note])
        file.set(54, size, 2)
        file.set(58, size, 2)
        try withFile(file.bytes) {
            _ = $0.names(at: $0.addresses(of: [0x1000]))
            _ = $0.buildID
        }
    }

    @Test("A table of symbols that is longer than the file is read up to the end of the file")
    func tableBeyondFile() throws {
        var file = SmallELF()
        file.set(file.symbolSection + 32, 24 * 10_000, 8)
        #expect(try names(file, [0x1000, 0x5000]) == ["work", nil])
        // Less than one symbol.
        file.set(file.symbolSection + 32, 23, 8)
        #expect(try names(file) == [nil])
    }

    @Test("A name must begin inside the names of the file, and is not longer than 512 bytes")
    func nameBeyondNames() throws {
        var file = SmallELF(symbols: [SmallELF.Symbol(name: 6)])
        #expect(try names(file) == ["other"])
        file.set(file.nameSection + 32, 6, 8)
        #expect(try names(file) == [nil])
        file = SmallELF(symbols: [SmallELF.Symbol(name: 0xFFFF_FFFF)])
        #expect(try names(file) == [nil])
        file = SmallELF(names: Array(repeating: UInt8(ascii: "x"), count: 10_000))
        #expect(try names(file) == [String(repeating: "x", count: 512)])
    }

    @Test("A function whose end overflows has no name")
    func functionWithoutEnd() throws {
        #expect(try names(SmallELF(symbols: [SmallELF.Symbol(size: .max)]), [0x1000, .max]) == [nil, nil])
    }

    @Test("At most 4,096 sections are read, whose headers have at most 256 bytes")
    func limitsOfSections() throws {
        #expect(try names(SmallELF(sections: 4096)) == ["work"])
        #expect(try names(SmallELF(sections: 4097)) == [nil])
        #expect(try names(SmallELF(sectionSize: 256)) == ["work"])
        #expect(try names(SmallELF(sectionSize: 257)) == [nil])
    }

    // MARK: The build ID

    private func buildID(_ notes: [[UInt8]], _ change: (inout SmallELF) -> Void = { _ in }) throws -> String? {
        var file = SmallELF(segments: notes.map { SmallELF.Segment(type: 4, content: $0) })
        change(&file)
        return try withFile(file.bytes) { $0.buildID }
    }

    private let own = SmallELF.note(3, "GNU", [0xAB, 0x0D])

    @Test("The build ID is the note of type 3 of GNU, wherever it is")
    func placeOfBuildID() throws {
        #expect(try buildID([own]) == "ab0d")
        #expect(try buildID([]) == nil)
        #expect(try buildID([SmallELF.note(3, "Go", [1]) + own]) == "ab0d")
        #expect(try buildID([SmallELF.note(3, "GNUs", [1]) + SmallELF.note(3, "", [2]) + own]) == "ab0d")
        // Behind a content that needs padding, and in another segment.
        #expect(try buildID([SmallELF.note(1, "GNU", [1, 2, 3]) + own]) == "ab0d")
        #expect(try buildID([SmallELF.note(1, "GNU", []), own]) == "ab0d")
    }

    @Test("Another segment than one of notes has no build ID")
    func otherSegment() throws {
        let file = SmallELF(segments: [SmallELF.Segment(type: 1, content: own)])
        #expect(try withFile(file.bytes) { $0.buildID } == nil)
    }

    @Test("A build ID has at most 64 bytes, and a segment of notes at most 4,096")
    func limitsOfBuildID() throws {
        let content = [UInt8](repeating: 0x11, count: 65)
        #expect(try buildID([SmallELF.note(3, "GNU", Array(content.prefix(64)))])?.count == 128)
        #expect(try buildID([SmallELF.note(3, "GNU", content)]) == nil)
        let long = own + Array(repeating: 0, count: 4096)
        #expect(try buildID([long]) == nil)
        #expect(try buildID([long, own]) == "ab0d")
    }

    /// Breaks if the note is read as far as it claims: the program would trap.
    @Test(
        "A note that claims to be longer than its segment has no build ID", arguments: [0, 4],
        [1, 5, 0x7FFF_FFFF, 0xFFFF_FFFF])
    func noteBeyondSegment(_ field: Int, _ more: UInt64) throws {
        let size: UInt64 = field == 0 ? 4 : 2
        #expect(
            try buildID([own]) { file in
                file.bytes.append(contentsOf: Array(repeating: 0, count: 16))
                file.set(file.contents[0] + field, min(size + more + 3, 0xFFFF_FFFF), 4)
            } == nil)
    }

    @Test(
        "A segment of notes outside of the file has no build ID", arguments: [8, 32],
        [1 << 20, 1 << 48, UInt64(Int64.max), .max])
    func segmentBeyondFile(_ field: Int, _ number: UInt64) throws {
        #expect(try buildID([own]) { file in file.set(file.segmentHeaders[0] + field, number, 8) } == nil)
    }

    @Test("A segment of notes that ends inside a note has no build ID", arguments: 0..<18)
    func segmentEndsInsideNote(_ size: UInt64) throws {
        #expect(try buildID([own]) { file in file.set(file.segmentHeaders[0] + 32, size, 8) } == nil)
    }
}
