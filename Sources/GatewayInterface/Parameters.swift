/// The parameters of a request: the name-value pairs that a web server hands over, kept as bytes.
///
/// In CGI they are the meta-variables of the environment (RFC 3875, section 4.1), in FastCGI the content of the
/// `FCGI_PARAMS` stream (FastCGI specification, section 5.2). A browser's request carries about thirty; most are never
/// looked at, so nothing becomes a `String` before somebody asks for it.
///
/// ```swift
/// let target = parameters["REQUEST_URI"]          // String?
/// if parameters.has("HTTPS", equalTo: "on") { … } // compares bytes, makes no String
/// ```
///
/// Names are unique: a second value under the same name would let two readers see two different requests. `HTTP_PROXY`
/// is left out always, because a client's header field would pose as the setting of that name.
public struct Parameters: Sendable {
    /// Where one pair stands in the block of bytes.
    package struct Entry: Sendable {
        package let name: Range<Int>
        package let value: Range<Int>
        /// The next of those with the same number in the index, counted from 1; 0 after the last.
        fileprivate var next: UInt16 = 0

        package init(name: Range<Int>, value: Range<Int>) {
            self.name = name
            self.value = value
        }
    }

    private let block: [UInt8]
    private var entries: [Entry]
    /// For each number that a name can have, the first entry of such a name, counted from 1. The gate asks for a dozen
    /// names a request, and each would go through all entries.
    private var index = InlineArray<64, UInt16>(repeating: 0)

    /// Creates parameters without any pair.
    public init() {
        block = []
        entries = []
    }

    /// Creates parameters from text.
    ///
    /// - Parameter pairs: names and values, in any order.
    /// - Throws: ``ParametersError`` for an empty name, a name with "=", a NUL in either, a name that comes twice, or a
    ///   breach of ``ParameterLimits``.
    public init(_ pairs: some Sequence<(name: String, value: String)>) throws(ParametersError) {
        var block: [UInt8] = []
        var entries: [Entry] = []
        for (name, value) in pairs {
            let start = block.count
            block += name.utf8
            let middle = block.count
            block += value.utf8
            entries.append(Entry(name: start..<middle, value: middle..<block.count))
        }
        try self.init(block: block, entries: entries, limits: ParameterLimits())
    }

    /// Reads name-value pairs as FastCGI has them (FastCGI specification, section 3.4): two lengths, of one byte or of
    /// four, and as many bytes.
    ///
    /// - Throws: ``ParametersError``, also for bytes that end inside a pair.
    package init(nameValuePairs block: [UInt8], limits: ParameterLimits) throws(ParametersError) {
        var entries: [Entry] = []
        entries.reserveCapacity(40)
        var index = 0
        func length() throws(ParametersError) -> Int {
            guard index < block.count else { throw ParametersError(.malformedPair) }
            let first = block[index]
            guard first & 0x80 != 0 else {
                index += 1
                return Int(first)
            }
            guard block.count - index >= 4 else { throw ParametersError(.malformedPair) }
            defer { index += 4 }
            return Int(first & 0x7F) << 24 | Int(block[index + 1]) << 16 | Int(block[index + 2]) << 8
                | Int(block[index + 3])
        }
        while index < block.count {
            let nameLength = try length()
            let valueLength = try length()
            guard nameLength + valueLength <= block.count - index else { throw ParametersError(.malformedPair) }
            let middle = index + nameLength
            entries.append(Entry(name: index..<middle, value: middle..<middle + valueLength))
            index = middle + valueLength
            guard entries.count <= limits.count else { throw ParametersError(.tooMany) }
        }
        try self.init(block: block, entries: entries, limits: limits)
    }

    /// Takes over a block of bytes that has been split into pairs already.
    package init(block: [UInt8], entries: [Entry], limits: ParameterLimits) throws(ParametersError) {
        guard entries.count <= Swift.min(limits.count, Int(UInt16.max)) else { throw ParametersError(.tooMany) }
        let size = entries.reduce(0) { $0 + $1.name.count + $1.value.count }
        guard size <= limits.bytes else { throw ParametersError(.tooLarge) }
        self.block = block
        self.entries = entries
        // A client's field "Proxy" would pose as the setting that HTTP libraries look for (CVE-2016-5385 and its kin).
        while let index = self.entries.firstIndex(where: { isEqual($0.name, "HTTP_PROXY") }) {
            self.entries.remove(at: index)
        }
        let bytes = block.span
        for position in self.entries.indices {
            let entry = self.entries[position]
            guard !entry.name.isEmpty, !block[entry.name].contains(UInt8(ascii: "=")) else {
                throw ParametersError(.malformedName, name: entry.name.isEmpty ? nil : text(entry.name))
            }
            guard !Self.holdsNUL(bytes.extracting(entry.name)), !Self.holdsNUL(bytes.extracting(entry.value)) else {
                throw ParametersError(.nulByte, name: text(entry.name))
            }
            let number = Self.number(
                length: entry.name.count,
                middle: block[entry.name.lowerBound + entry.name.count / 2],
                last: block[entry.name.upperBound - 1]
            )
            var earlier = index[number]
            while earlier != 0 {
                let other = self.entries[Int(earlier) - 1]
                guard other.name.count != entry.name.count || !areEqual(other.name, entry.name) else {
                    throw ParametersError(.duplicate, name: text(entry.name))
                }
                earlier = other.next
            }
            self.entries[position].next = index[number]
            index[number] = UInt16(position + 1)
        }
    }

    /// The number of a name in the index. Whoever makes names of one number gains nothing: there are few.
    private static func number(length: Int, middle: UInt8, last: UInt8) -> Int {
        (length &* 7 &+ Int(middle) &* 5 &+ Int(last)) & 63
    }

    /// The number of pairs.
    public var count: Int { entries.count }

    /// The value under a name, as text.
    ///
    /// Names are compared byte by byte. Bytes that are no UTF-8 come out as U+FFFD; use ``bytes(of:)`` where the exact
    /// bytes decide something.
    public subscript(_ name: String) -> String? {
        guard let entry = entry(named: name) else { return nil }
        return text(entry.value)
    }

    /// The value under a name, as the bytes that came.
    public func bytes(of name: String) -> ArraySlice<UInt8>? {
        guard let entry = entry(named: name) else { return nil }
        return block[entry.value]
    }

    /// Whether there is a pair of that name.
    public func contains(_ name: String) -> Bool {
        entry(named: name) != nil
    }

    /// Whether the value under a name is exactly the given text, compared byte by byte.
    public func has(_ name: String, equalTo value: String) -> Bool {
        guard let entry = entry(named: name) else { return false }
        return isEqual(entry.value, value)
    }

    /// The value of a header field of HTTP: `HTTP_…`, or `CONTENT_TYPE` and `CONTENT_LENGTH`.
    ///
    /// - Parameter name: in lower case, as HTTP/2 has it: names are compared without regard to case.
    /// - Returns: `nil` where there is none; nginx passes the latter two always, empty when the client sent none.
    package func field(_ name: String) -> String? {
        let variable: String
        switch name {
        case "content-type": variable = "CONTENT_TYPE"
        case "content-length": variable = "CONTENT_LENGTH"
        default:
            let bytes = name.utf8.map { byte in
                switch byte {
                case UInt8(ascii: "-"): UInt8(ascii: "_")
                case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x20
                default: byte
                }
            }
            return self["HTTP_" + String(decoding: bytes, as: UTF8.self)]
        }
        guard let value = self[variable], !value.isEmpty else { return nil }
        return value
    }

    /// Whether the client's header fields are more, or have more bytes in names and values, than they may.
    ///
    /// Few requests have so many parameters at all that they have to be looked at one by one.
    package func fieldsExceed(count limit: Int, bytes byteLimit: Int) -> Bool {
        if entries.count <= limit, block.count <= byteLimit { return false }
        var count = 0
        var bytes = 0
        for entry in entries where block[entry.name].starts(with: "HTTP_".utf8) {
            count += 1
            bytes += entry.name.count - 5 + entry.value.count
        }
        return count > limit || bytes > byteLimit
    }

    private func entry(named name: String) -> Entry? {
        let utf8 = name.utf8
        let length = utf8.count
        guard length > 0 else { return nil }
        let number = Self.number(
            length: length,
            middle: utf8[utf8.index(utf8.startIndex, offsetBy: length / 2)],
            last: utf8[utf8.index(before: utf8.endIndex)]
        )
        var position = index[number]
        while position != 0 {
            let entry = entries[Int(position) - 1]
            if isEqual(entry.name, name) { return entry }
            position = entry.next
        }
        return nil
    }

    private func isEqual(_ range: Range<Int>, _ text: String) -> Bool {
        guard range.count == text.utf8.count else { return false }
        let wanted = text.utf8.span
        for offset in wanted.indices where block[range.lowerBound + offset] != wanted[offset] {
            return false
        }
        return true
    }

    /// Looks at every byte: names and values are short, and to stop at the first NUL would take more instructions.
    private static func holdsNUL(_ bytes: Span<UInt8>) -> Bool {
        var least = UInt8.max
        for index in bytes.indices { least = Swift.min(least, bytes[index]) }
        return least == 0
    }

    private func areEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        // Names share prefixes (HTTP_…, SERVER_…) and differ at their ends.
        for offset in (0..<left.count).reversed()
        where block[left.lowerBound + offset] != block[right.lowerBound + offset] {
            return false
        }
        return true
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: block[range], as: UTF8.self)
    }
}

extension Parameters: Sequence {
    /// Goes through the pairs, as bytes, in the order in which they came.
    public struct Iterator: IteratorProtocol {
        private let block: [UInt8]
        private var entries: IndexingIterator<[Entry]>

        init(block: [UInt8], entries: [Entry]) {
            self.block = block
            self.entries = entries.makeIterator()
        }

        /// The next pair.
        public mutating func next() -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
            guard let entry = entries.next() else { return nil }
            return (block[entry.name], block[entry.value])
        }
    }

    /// Starts with the first pair.
    public func makeIterator() -> Iterator {
        Iterator(block: block, entries: entries)
    }
}
