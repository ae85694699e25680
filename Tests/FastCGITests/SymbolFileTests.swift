import Foundation
import TestSupport
import Testing

@testable import FastCGI

@Suite("The names of functions in a file")
struct SymbolFileTests {
    private func read(_ bytes: [UInt8]) throws -> [String?] {
        let directory = try TemporaryDirectory()
        let path = directory.path("f")
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let file = try SymbolFile(path)
        _ = file.buildID
        return file.names(at: file.addresses(of: [0, 1000, .max]))
    }

    @Test("A file that is no ELF file for 64 bits is refused", arguments: ["", "#!/bin/sh", "\u{7F}ELF\u{1}\u{1}"])
    func otherFileIsRefused(_ text: String) {
        #expect(throws: SystemError.self) {
            try read(Array(text.utf8) + Array(repeating: 0, count: text.isEmpty ? 0 : 100))
        }
    }

    /// Breaks if a damaged file makes the reader trap or allocate without limit.
    @Test("A damaged file has no names, and does not end the program")
    func damagedFile() throws {
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: "/bin/true")))
        var generator = SystemRandomNumberGenerator()
        for length in [64, 65, 100, 1000, whole.count / 2] { _ = try read(Array(whole.prefix(length))) }
        for place in 6..<64 {
            var bytes = whole
            bytes[place] = 0xFF
            _ = try read(bytes)
        }
        let table = Int(Data(whole[40..<44]).reversed().reduce(0) { $0 << 8 | UInt64($1) })
        for _ in 0..<300 {
            var bytes = whole
            for _ in 0..<8 {
                bytes[Int.random(in: table..<whole.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            _ = try read(bytes)
        }
    }

    @Test("A function of this program has its name, and an address outside of all code has none")
    func ownFunction() throws {
        let code = try CodeMap()
        #expect(code.place(of: 0) == nil && !code.isReturn(0) && !code.isReturn(.max))
        let program = try #require(CodeMap.program)
        let file = try SymbolFile("/proc/self/exe")
        #expect(!program.isEmpty)
        #expect(file.names(at: [0, .max]) == [nil, nil])
    }
}
