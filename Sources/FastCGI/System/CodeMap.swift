internal import GatewayInterface
internal import Glibc

/// The files whose code this process can run, from /proc/self/maps.
struct CodeMap: ~Copyable {
    /// A part of a file in memory.
    private struct Part {
        let addresses: Range<UInt64>
        /// The offset of the part in its file.
        let offset: UInt64
        let file: String
    }

    private static let longest = 1 << 20

    /// In the order of their addresses.
    private let parts: [Part]
    private let memory: Descriptor

    init() throws(SystemError) {
        let maps = try Self.open("/proc/self/maps")
        var text: [UInt8] = []
        while text.count < Self.longest, case let bytes = try maps.read(upTo: 64 * 1024), !bytes.isEmpty {
            text += bytes
        }
        let memory = try Self.open("/proc/self/mem")
        parts = text.split(separator: UInt8(ascii: "\n")).compactMap(Self.part)
        self.memory = memory
    }

    /// The path of the program, as the kernel writes it. "/proc/self/exe" opens it even if it has been replaced.
    static var program: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        // readlink(2) writes at most the given count, and no NUL.
        let length = unsafe readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
        return length > 0 ? String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }

    /// Opens a file; the path comes from the kernel.
    static func open(_ path: String) throws(SystemError) -> Descriptor {
        Descriptor(
            adopting: try systemCall("open \(path)") { unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) })
    }

    /// Reads a line such as `00400000-00401000 r-xp 00001000 fe:00 1234 /usr/bin/app`; `nil` unless it is code of a file.
    private static func part(_ line: ArraySlice<UInt8>) -> Part? {
        let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5, omittingEmptySubsequences: true)
        guard fields.count == 6, fields[1].dropFirst(2).first == UInt8(ascii: "x") else { return nil }
        let bounds = fields[0].split(separator: UInt8(ascii: "-"))
        guard bounds.count == 2, let start = number(bounds[0]), let end = number(bounds[1]), start < end,
            let offset = number(fields[2])
        else { return nil }
        let file = fields[5].drop { $0 == UInt8(ascii: " ") }
        guard file.first == UInt8(ascii: "/") else { return nil }
        return Part(addresses: start..<end, offset: offset, file: String(decoding: file, as: UTF8.self))
    }

    private static func number(_ text: ArraySlice<UInt8>) -> UInt64? {
        UInt64(String(decoding: text, as: UTF8.self), radix: 16)
    }

    private func part(_ address: UInt64) -> Part? { parts.first { $0.addresses.contains(address) } }

    /// The file that an address belongs to, and the offset in it; `nil` if it is no code of a file.
    func place(of address: UInt64) -> (file: String, offset: UInt64)? {
        part(address).map { ($0.file, $0.offset + (address - $0.addresses.lowerBound)) }
    }

    /// Whether the instruction before an address is a call. Reads the code as a file, so an address whose code was unloaded
    /// meanwhile does no harm.
    func isReturn(_ address: UInt64) -> Bool {
        let before: UInt64 = 8
        guard let part = part(address), address >= part.addresses.lowerBound + before,
            let code = try? memory.read(at: Int(address - before), upTo: Int(before)), code.count == Int(before)
        else { return false }
        #if arch(arm64)
            let word = code[4...].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            // BL, BLR and its variants with a signature.
            return word & 0xFC00_0000 == 0x9400_0000 || word & 0xFEFF_F000 == 0xD63F_0000
        #else
            // E8 with four bytes, or FF with the digit 2 and an operand that ends at the address.
            return code[3] == 0xE8
                || (1...6).contains { code[$0] == 0xFF && Self.length(ofCall: code[$0 + 1]) == 8 - $0 }
        #endif
    }

    /// The length of the instruction FF with this second byte; 0 if it is not a call. A register or an address, perhaps with a byte
    /// for an index and with a displacement of 1 or 4 bytes.
    private static func length(ofCall byte: UInt8) -> Int {
        let (mode, digit, base) = (byte >> 6, byte >> 3 & 7, byte & 7)
        guard digit == 2 else { return 0 }
        let index = mode != 3 && base == 4 ? 1 : 0
        switch mode {
        case 0: return 2 + index + (base == 5 ? 4 : 0)
        case 1: return 3 + index
        case 2: return 6 + index
        default: return 2
        }
    }
}
