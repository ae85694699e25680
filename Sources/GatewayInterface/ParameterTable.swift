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
        fileprivate let next: UInt32

        /// A place that is not used.
        fileprivate static let none = Entry(0, 0, 0, next: 0)

        fileprivate init(_ start: Int, _ middle: Int, _ end: Int, next: UInt32) {
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
    private let index: InlineArray<128, UInt16>

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
        let bytes = block.span
        var first = InlineArray<32, Entry>(repeating: .none)
        var index = InlineArray<128, UInt16>(repeating: 0)
        var entryCount = 0
        let limit = min(limits.count, Int(UInt16.max))
        // How many pairs may become entries. Falls by one for each pair that does not.
        var most = limit
        // The number of empty values. The length of each is a zero byte.
        var zeros = 0
        // What few requests have is in one structure, so that the other variables of the loop fit into registers.
        var unusual = Unusual()
        var position = 0
        while position < bytes.count {
            var nameLength = Int(bytes[position])
            if nameLength > 0x7F {
                nameLength = try unusual.longLength(in: bytes, at: position)
                position &+= 3
            }
            guard position &+ 1 < bytes.count else { throw ParametersError(.malformedPair) }
            var valueLength = Int(bytes[position &+ 1])
            if valueLength > 0x7F {
                valueLength = try unusual.longLength(in: bytes, at: position &+ 1)
                position &+= 3
            }
            let start = position &+ 2
            // No sum overflows: a length is less than 2³¹, and the block has fewer than 2³² bytes.
            guard nameLength &+ valueLength <= bytes.count &- start else { throw ParametersError(.malformedPair) }
            guard entryCount < most else { throw ParametersError(.tooMany, limit: limit) }
            let middle = start &+ nameLength
            position = middle &+ valueLength
            if valueLength == 0 { zeros &+= 1 }
            let name = bytes.extracting(start..<middle)
            guard let number = Self.numberIfValid(name) else {
                unusual.isInvalid = true
                most -= 1
                continue
            }
            let last = index[number]
            let entry = Entry(start, middle, position, next: UInt32(last))
            if Self.isProxy(name) || last != 0 && unusual.repeats(entry, in: block, &first) {
                most -= 1
                continue
            }
            if entryCount < first.count { first[entryCount] = entry } else { unusual.rest.append(entry) }
            entryCount &+= 1
            index[number] = UInt16(truncatingIfNeeded: entryCount)
        }
        let count = entryCount + limit - most
        let size = bytes.count - 2 * count - unusual.moreLengthBytes
        guard size <= limits.bytes else { throw ParametersError(.tooLarge, limit: limits.bytes) }
        // All at once, including the lengths: names and values are short, and checking each separately takes five times
        // as long.
        if unusual.isInvalid || Self.zeroBytes(in: bytes) != zeros + unusual.zeros {
            try Self.refuseFirstProblem(in: bytes)
            // A NUL that is not found was in a field that is left out.
            guard !unusual.isInvalid else { throw ParametersError(.malformedName) }
        }
        var whole = block
        // Nearly all parameters are ASCII.
        let mayHaveMarks = Self.largestByte(in: bytes) >= 0xCC && Self.highBytes(in: bytes) != unusual.high
        if !unusual.lines.isEmpty || mayHaveMarks {
            var entries = first.indices.prefix(entryCount).map { first[$0] } + unusual.rest
            if !unusual.lines.isEmpty { RepeatedField.join(unusual.lines, in: &whole, &entries) }
            if mayHaveMarks { try Self.refuseMarks(in: whole.span, entries) }
            for place in first.indices.prefix(entryCount) { first[place] = entries[place] }
            unusual.rest = Array(entries.dropFirst(first.count))
        }
        self.block = whole
        self.count = entryCount
        self.first = first
        self.rest = unusual.rest
        self.index = index
    }

    /// Reads complete pairs again, one by one, to find the first invalid one.
    private static func refuseFirstProblem(in bytes: Span<UInt8>) throws(ParametersError) {
        var lengths = Unusual()
        var position = 0
        var names: Set<[UInt8]> = []
        while position < bytes.count {
            let nameLength = try lengths.length(in: bytes, at: &position)
            let valueLength = try lengths.length(in: bytes, at: &position)
            let start = position
            position += nameLength + valueLength
            let name = bytes.extracting(start..<start + nameLength)
            if isProxy(name) { continue }
            guard !name.isEmpty else { throw ParametersError(.malformedName) }
            guard !name.contains(UInt8(ascii: "=")) else { throw ParametersError(.malformedName, name: text(name)) }
            guard !bytes.extracting(start..<position).hasZero else {
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
        name.count < 8 ? number(name.shortWord, 0) : number(name.firstWord, name.lastWord)
    }

    @inline(__always)
    private static func number(_ first: UInt64, _ last: UInt64) -> Int {
        Int(truncatingIfNeeded: ((first &+ last) &* 0x9E37_79B9_7F4A_7C15) >> 57)
    }

    /// The index number of a name; `nil` for an empty name, and for one that contains "=".
    @inline(__always)
    private static func numberIfValid(_ name: Span<UInt8>) -> Int? {
        guard name.count >= 8 else {
            return name.isEmpty || name.contains(UInt8(ascii: "=")) ? nil : number(of: name)
        }
        let (first, last) = (name.firstWord, name.lastWord)
        let second = name.count > 16 ? name.extracting(droppingFirst: 8).firstWord : last
        // Letters and "_" have this bit, "=" does not. Most names consist of them.
        let bits: UInt64 = 0x4040_4040_4040_4040
        let mayHoldEqualsSign = first & second & last & bits != bits || name.count > 24
        if mayHoldEqualsSign, name.contains(UInt8(ascii: "=")) { return nil }
        return number(first, last)
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
        var position = UInt32(index[name.number])
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
        var position = UInt32(index[Self.number(of: wanted)])
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

    /// The bytes of a value as one number; `nil` if there are more than eight.
    func shortWord(_ range: Range<Int>) -> UInt64? {
        let block = block
        let bytes = block.span.extracting(range)
        return bytes.count > 8 ? nil : bytes.shortWord
    }

    func text(of entry: Entry) -> String {
        String(decoding: block[entry.value], as: UTF8.self)
    }

    private static func text(_ name: Span<UInt8>) -> String {
        String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
    }

    /// The number of zero bytes. It is counted in a byte, over pieces short enough for it, so that the compiler generates
    /// instructions for 32 bytes at a time.
    private static func zeroBytes(in bytes: Span<UInt8>) -> Int {
        var count = 0
        var rest = bytes
        while rest.count >= 224 {
            count &+= zeroBytes(in: rest, first: 224)
            rest = rest.extracting(droppingFirst: 224)
        }
        return count &+ zeroBytes(in: rest, first: rest.count)
    }

    /// The number of zero bytes among the first ones, of which there are less than 256.
    @inline(__always)
    private static func zeroBytes(in bytes: Span<UInt8>, first length: Int) -> Int {
        var count: UInt8 = 0
        var index = 0
        while index < length {
            count &+= bytes[index] == 0 ? 1 : 0
            index &+= 1
        }
        return Int(count)
    }

    private static func largestByte(in bytes: Span<UInt8>) -> UInt8 {
        var largest: UInt8 = 0
        for index in bytes.indices { largest = max(largest, bytes[index]) }
        return largest
    }

    /// The number of bytes that can begin a combining mark.
    private static func highBytes(in bytes: Span<UInt8>) -> Int {
        var count = 0
        for index in bytes.indices where bytes[index] >= 0xCC { count &+= 1 }
        return count
    }
}

/// What few requests have.
private struct Unusual {
    /// The entries after the first 32.
    var rest: [ParameterTable.Entry] = []
    /// The further lines of header fields.
    var lines: [RepeatedField.Line] = []
    /// Whether a name is invalid. The error is determined after all pairs, because bytes that end inside a pair are not a
    /// request at all.
    var isInvalid = false
    /// The bytes of the lengths of four bytes, without the first of each.
    var moreLengthBytes = 0
    /// The number of zero bytes in these lengths.
    var zeros = 0
    /// The number of bytes in these lengths that look like the beginning of a combining mark.
    var high = 0

    /// Reads a length, and moves the position behind it.
    mutating func length(in bytes: Span<UInt8>, at position: inout Int) throws(ParametersError) -> Int {
        guard position < bytes.count else { throw ParametersError(.malformedPair) }
        let start = position
        guard bytes[start] > 0x7F else {
            position += 1
            return Int(bytes[start])
        }
        position += 4
        return try longLength(in: bytes, at: start)
    }

    /// Reads a length of four bytes.
    @inline(never)
    mutating func longLength(in bytes: Span<UInt8>, at position: Int) throws(ParametersError) -> Int {
        guard bytes.count - position >= 4 else { throw ParametersError(.malformedPair) }
        moreLengthBytes += 3
        let first = bytes[position]
        if first >= 0xCC { high += 1 }
        var length = Int(first & 0x7F)
        for index in 1...3 {
            let byte = bytes[position + index]
            if byte == 0 { zeros += 1 }
            if byte >= 0xCC { high += 1 }
            length = length << 8 | Int(byte)
        }
        // The initializer counts one zero byte for an empty value.
        if length == 0 { zeros -= 1 }
        return length
    }

    /// Whether an earlier entry with the same number in the index has the name of this one. Then this one is a further line
    /// of a header field, or invalid.
    ///
    /// - Parameter first: Not changed. A borrowed parameter would be copied.
    @inline(never)
    mutating func repeats(
        _ entry: ParameterTable.Entry, in block: [UInt8], _ first: inout InlineArray<32, ParameterTable.Entry>
    ) -> Bool {
        let bytes = block.span
        let name = bytes.extracting(entry.name)
        var earlier = entry.next
        while earlier != 0 {
            let place = Int(earlier) - 1
            let other = place < first.count ? first[place] : rest[place - first.count]
            if name.isEqual(to: bytes.extracting(other.name)) {
                if RepeatedField.separator(of: block[other.name]) == nil { isInvalid = true }
                lines.append(RepeatedField.Line(entry: place, value: entry.value))
                return true
            }
            earlier = other.next
        }
        return false
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
