/// The name-value pairs of a request, with an index by name.
///
/// A class, because a request is copied often and shares the table.
final class ParameterTable: Sendable {
    /// The place of a pair in the block of bytes.
    struct Entry: Sendable {
        private let start: UInt32
        private let middle: UInt32
        private let end: UInt32
        /// The next entry with the same number in the index, counted from 1; 0 for the last.
        fileprivate let next: UInt16

        /// A place that is not used.
        fileprivate static let none = Entry(0, 0, 0, next: 0)

        fileprivate init(_ start: Int, _ middle: Int, _ end: Int, next: UInt16) {
            self.start = UInt32(truncatingIfNeeded: start)
            self.middle = UInt32(truncatingIfNeeded: middle)
            self.end = UInt32(truncatingIfNeeded: end)
            self.next = next
        }

        /// The same entry at a place in another block.
        func moved(to start: Int, _ middle: Int, _ end: Int) -> Entry {
            Entry(start, middle, end, next: next)
        }

        var name: Range<Int> { Int(start)..<Int(middle) }
        var value: Range<Int> { Int(middle)..<Int(end) }
    }

    let block: [UInt8]
    /// The number of entries.
    let count: Int
    /// The first entries, which are all entries of most requests, without an allocation of their own. A structure of this
    /// and the next property would be copied at each access.
    private let first: InlineArray<32, Entry>
    private let rest: [Entry]
    /// For each index number, the last entry with such a name, counted from 1; 0 if there is none.
    private let index: InlineArray<64, UInt16>

    static let empty = ParameterTable()

    private init() {
        block = []
        count = 0
        first = InlineArray(repeating: .none)
        rest = []
        index = InlineArray(repeating: 0)
    }

    /// Reads name-value pairs in the format of FastCGI.
    ///
    /// - Throws: ``ParametersError`` for ambiguous pairs, and above the limits.
    init(nameValuePairs block: [UInt8], limits: ParameterLimits) throws(ParametersError) {
        // The largest block and number of pairs that an Entry can represent, above any reasonable limit.
        guard block.count <= Int(UInt32.max) else { throw ParametersError(.tooLarge, limit: limits.bytes) }
        let most = min(limits.count, Int(UInt16.max))
        let bytes = block.span
        var first = InlineArray<32, Entry>(repeating: .none)
        var rest: [Entry] = []
        var entryCount = 0
        var index = InlineArray<64, UInt16>(repeating: 0)
        var reader = LengthReader()
        var count = 0
        // The error is determined after all pairs, because bytes that end inside a pair are not a request at all.
        var isInvalid = false
        var lines: [RepeatedField.Line] = []
        pairs: while reader.position < bytes.count {
            let nameLength = try reader.next(in: bytes)
            let valueLength = try reader.next(in: bytes)
            let start = reader.position
            // No sum overflows: a length is less than 2³¹, and the block has fewer than 2³² bytes.
            guard nameLength &+ valueLength <= bytes.count &- start else { throw ParametersError(.malformedPair) }
            let middle = start &+ nameLength
            reader.position = middle &+ valueLength
            count &+= 1
            guard count <= most else { throw ParametersError(.tooMany, limit: most) }
            let name = bytes.extracting(start..<middle)
            guard !name.isEmpty, !name.contains(UInt8(ascii: "=")) else {
                isInvalid = true
                continue
            }
            if Self.isProxy(name) { continue }
            let number = Self.number(of: name)
            let last = index[number]
            var earlier = last
            while earlier != 0 {
                let place = Int(earlier) - 1
                let other = place < first.count ? first[place] : rest[place - first.count]
                guard !name.isEqual(to: bytes.extracting(other.name)) else {
                    if RepeatedField.separator(of: block[other.name]) == nil { isInvalid = true }
                    lines.append(RepeatedField.Line(entry: place, value: middle..<reader.position))
                    continue pairs
                }
                earlier = other.next
            }
            let entry = Entry(start, middle, reader.position, next: last)
            if entryCount < first.count { first[entryCount] = entry } else { rest.append(entry) }
            entryCount &+= 1
            index[number] = UInt16(truncatingIfNeeded: entryCount)
        }
        let size = bytes.count - 2 * count - reader.moreLengthBytes
        guard size <= limits.bytes else { throw ParametersError(.tooLarge, limit: limits.bytes) }
        // All at once, including the lengths: names and values are short, and checking each separately takes five times
        // as long.
        let counts = Self.counts(in: bytes)
        if isInvalid || counts.zeros != reader.zeros {
            try Self.refuseFirstProblem(in: bytes)
            // A NUL that is not found was in a field that is left out.
            guard !isInvalid else { throw ParametersError(.malformedName) }
        }
        var whole = block
        // Nearly all parameters are ASCII.
        let mayHaveMarks = counts.high != reader.high
        if !lines.isEmpty || mayHaveMarks {
            var entries = first.indices.prefix(entryCount).map { first[$0] } + rest
            if !lines.isEmpty { RepeatedField.join(lines, in: &whole, &entries) }
            if mayHaveMarks { try Self.refuseMarks(in: whole.span, entries) }
            for place in first.indices.prefix(entryCount) { first[place] = entries[place] }
            rest = Array(entries.dropFirst(first.count))
        }
        self.block = whole
        self.count = entryCount
        self.first = first
        self.rest = rest
        self.index = index
    }

    /// Reads complete pairs again, one by one, to find the first invalid one.
    private static func refuseFirstProblem(in bytes: Span<UInt8>) throws(ParametersError) {
        var reader = LengthReader()
        var names: Set<[UInt8]> = []
        while reader.position < bytes.count {
            let nameLength = try reader.next(in: bytes)
            let valueLength = try reader.next(in: bytes)
            let start = reader.position
            reader.position += nameLength + valueLength
            let name = bytes.extracting(start..<start + nameLength)
            if isProxy(name) { continue }
            guard !name.isEmpty else { throw ParametersError(.malformedName) }
            guard !name.contains(UInt8(ascii: "=")) else { throw ParametersError(.malformedName, name: text(name)) }
            guard !bytes.extracting(start..<reader.position).hasZero else {
                throw ParametersError(.nulByte, name: text(name))
            }
            let copy = name.indices.map { name[$0] }
            guard names.insert(copy).inserted || RepeatedField.separator(of: copy[...]) != nil else {
                throw ParametersError(.duplicate, name: text(name))
            }
        }
    }

    /// Whether a name is that of a header field "Proxy" of a client, which would look like the setting of HTTP libraries
    /// (CVE-2016-5385 and similar).
    @inline(__always)
    private static func isProxy(_ name: Span<UInt8>) -> Bool {
        name.count == 10 && ParameterName.proxy.isEqual(to: name)
    }

    /// The index number of a name. A client that sends names with the same number gains nothing, because the pairs are
    /// few.
    static func number(of name: Span<UInt8>) -> Int {
        (name.count &* 7 &+ Int(name[name.count / 2]) &* 5 &+ Int(name[name.count - 1])) & 63
    }

    /// Refuses text that would take more than linear time to compare. Values become text when they are read.
    private static func refuseMarks(in bytes: Span<UInt8>, _ entries: [Entry]) throws(ParametersError) {
        for entry in entries {
            let name = bytes.extracting(entry.name)
            guard ClientText.isStreamSafe(name), ClientText.isStreamSafe(bytes.extracting(entry.value)) else {
                throw ParametersError(.tooManyMarks, name: text(name))
            }
        }
    }

    // MARK: Lookup

    /// The entry at a place in the original order.
    @inline(__always)
    func entry(at place: Int) -> Entry {
        precondition(place < count)
        return place < first.count ? first[place] : rest[place - first.count]
    }

    func entry(named name: ParameterName) -> Entry? {
        let block = block
        let bytes = block.span
        var position = index[name.number]
        while position != 0 {
            let entry = entry(at: Int(position) - 1)
            if name.isEqual(to: bytes.extracting(entry.name)) { return entry }
            position = entry.next
        }
        return nil
    }

    func entry(named name: String) -> Entry? {
        let wanted = name.utf8.span
        guard !wanted.isEmpty else { return nil }
        let block = block
        let bytes = block.span
        var position = index[Self.number(of: wanted)]
        while position != 0 {
            let entry = entry(at: Int(position) - 1)
            if wanted.isEqual(to: bytes.extracting(entry.name)) { return entry }
            position = entry.next
        }
        return nil
    }

    func isEqual(_ range: Range<Int>, _ text: String) -> Bool {
        let block = block
        let bytes = block.span
        return text.utf8.span.isEqual(to: bytes.extracting(range))
    }

    func text(of entry: Entry) -> String {
        String(decoding: block[entry.value], as: UTF8.self)
    }

    private static func text(_ name: Span<UInt8>) -> String {
        String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
    }

    /// Counts the zero bytes, and the bytes that can begin a combining mark. The counters are bytes, over pieces short
    /// enough for them, so that the compiler generates instructions for 32 bytes at a time.
    private static func counts(in bytes: Span<UInt8>) -> (zeros: Int, high: Int) {
        var counts = (zeros: 0, high: 0)
        var start = 0
        while start < bytes.count {
            let piece = bytes.extracting(start..<min(start &+ 224, bytes.count))
            var zeros: UInt8 = 0
            var high: UInt8 = 0
            var index = 0
            while index < piece.count {
                zeros &+= piece[index] == 0 ? 1 : 0
                high &+= piece[index] >= 0xCC ? 1 : 0
                index &+= 1
            }
            counts.zeros &+= Int(zeros)
            counts.high &+= Int(high)
            start &+= 224
        }
        return counts
    }
}

/// Reads the lengths of names and values.
private struct LengthReader {
    var position = 0
    /// The bytes of the lengths, without the first of each.
    var moreLengthBytes = 0
    /// The number of zero bytes in the lengths.
    var zeros = 0
    /// The number of bytes in the lengths that look like the beginning of a combining mark.
    var high = 0

    @inline(__always)
    mutating func next(in bytes: Span<UInt8>) throws(ParametersError) -> Int {
        guard position < bytes.count else { throw ParametersError(.malformedPair) }
        let first = bytes[position]
        position &+= 1
        guard first & 0x80 != 0 else {
            zeros &+= first == 0 ? 1 : 0
            return Int(first)
        }
        guard bytes.count - position >= 3 else { throw ParametersError(.malformedPair) }
        moreLengthBytes += 3
        if first >= 0xCC { high += 1 }
        var length = Int(first & 0x7F)
        for _ in 0..<3 {
            let byte = bytes[position]
            position += 1
            if byte == 0 { zeros += 1 }
            if byte >= 0xCC { high += 1 }
            length = length << 8 | Int(byte)
        }
        return length
    }
}

extension ParameterName {
    fileprivate static let proxy = ParameterName("HTTP_PROXY")
}

extension Span<UInt8> {
    fileprivate var hasZero: Bool {
        for index in indices where self[index] == 0 { return true }
        return false
    }
}
