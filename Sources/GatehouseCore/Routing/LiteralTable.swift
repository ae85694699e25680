internal import GatewayInterface

/// A hash table from literal segments to nodes of a ``PatternTree``. It compares texts byte by byte.
///
/// A `Dictionary` with keys of a custom type costs more: to make the first one, the runtime scans all protocol
/// conformances of the program. At the start of a process, that takes longer than to add all routes.
struct LiteralTable: Sendable {
    private var texts: [[UInt8]] = []
    private var nodes: [Int] = []
    /// Open addressing: each slot holds the index of a text, counted from 1, or 0 if it is empty. At least half are
    /// empty.
    private var slots: [UInt32] = []

    /// The node after a text.
    subscript(_ text: String) -> Int? {
        guard !slots.isEmpty else { return nil }
        let wanted = text.utf8.span
        var slot = Self.hash(wanted) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            let known = texts[index]
            if wanted.isEqual(to: known.span) { return nodes[index] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a text that is not yet there.
    mutating func insert(_ text: ExactText, _ node: Int) {
        texts.append(Array(text.text.utf8))
        nodes.append(node)
        if texts.count * 2 > slots.count {
            slots = Array(repeating: 0, count: max(slots.count * 2, 2))
            for index in texts.indices { fillSlot(for: index) }
        } else {
            fillSlot(for: texts.count - 1)
        }
    }

    /// All entries, in the order in which they were added.
    var all: [(text: ExactText, node: Int)] {
        zip(texts, nodes).map { (ExactText(String(decoding: $0, as: UTF8.self)), $1) }
    }

    private mutating func fillSlot(for index: Int) {
        let text = texts[index]
        var slot = Self.hash(text.span) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(index + 1)
    }

    /// FNV-1a. The hash need not resist chosen texts: the program chooses the entries, and few of them share a slot.
    private static func hash(_ text: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var index = 0
        while index < text.count {
            hash = (hash ^ UInt64(text[index])) &* 0x100_0000_01B3
            index &+= 1
        }
        return Int(truncatingIfNeeded: hash >> 8)
    }
}
