internal import GatewayInterface

/// Numbers under texts, which are found byte by byte: the literal segments that can follow in a ``RouteTable``.
struct LiteralTable: Sendable {
    private let entries: [(text: [UInt8], number: Int)]
    /// For a text's hash, and from there on up to a 0, the entries that it may be, counted from 1. At least half are 0.
    private let slots: [UInt32]

    init(_ literals: [ExactText: Int]) {
        entries = literals.map { (Array($0.key.text.utf8), $0.value) }
        guard !entries.isEmpty else {
            slots = []
            return
        }
        var capacity = 2
        while capacity < entries.count * 2 { capacity *= 2 }
        var slots = [UInt32](repeating: 0, count: capacity)
        for (index, entry) in entries.enumerated() {
            var slot = Self.hash(entry.text.span) & (capacity - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = UInt32(index + 1)
        }
        self.slots = slots
    }

    subscript(_ text: String) -> Int? {
        guard !slots.isEmpty else { return nil }
        let wanted = text.utf8.span
        var slot = Self.hash(wanted) & (slots.count - 1)
        while slots[slot] != 0 {
            let (known, number) = entries[Int(slots[slot]) - 1]
            if wanted.isEqual(to: known.span) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// FNV-1a. It need not withstand those who choose texts: the entries are the program's own, and few share a slot.
    private static func hash(_ text: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in text.indices {
            hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3
        }
        return Int(truncatingIfNeeded: hash >> 8)
    }
}
