internal import GatewayInterface

/// A hash table from literal segments to values, compared byte by byte; a node of a ``RouteTable`` uses it to find the
/// next one.
struct LiteralTable<Value: Sendable>: Sendable {
    private let texts: [[UInt8]]
    private let values: [Value]
    /// Open addressing: each slot holds the index of a text, counted from 1, or 0 if it is empty. At least half are
    /// empty.
    private let slots: [UInt32]

    init(_ literals: [(text: ExactText, value: Value)]) {
        texts = literals.map { Array($0.text.text.utf8) }
        values = literals.map(\.value)
        guard !texts.isEmpty else {
            slots = []
            return
        }
        var capacity = 2
        while capacity < texts.count * 2 { capacity *= 2 }
        var slots = [UInt32](repeating: 0, count: capacity)
        for (index, text) in texts.enumerated() {
            var slot = Self.hash(text.span) & (capacity - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            slots[slot] = UInt32(index + 1)
        }
        self.slots = slots
    }

    subscript(_ text: String) -> Value? {
        guard !slots.isEmpty else { return nil }
        let wanted = text.utf8.span
        var slot = Self.hash(wanted) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            let known = texts[index]
            if wanted.isEqual(to: known.span) { return values[index] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
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
