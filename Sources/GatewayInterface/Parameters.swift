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
/// Names are unique: a second value under the same name would let two readers see two different requests. Only the lines of a
/// header field that is a list are joined into one value (RFC 9110, section 5.3), because nginx before 1.23 and HAProxy pass
/// each line as a parameter. `HTTP_PROXY` is left out always, because a client's header field would pose as the setting of
/// that name.
public struct Parameters: Sendable {
    let table: ParameterTable

    /// Creates parameters without any pair.
    public init() {
        table = .empty
    }

    /// Creates parameters from text.
    ///
    /// - Parameter pairs: names and values, in any order.
    /// - Throws: ``ParametersError`` for an empty name, a name with "=", a NUL in either, a name that comes twice and is
    ///   no header field with a list, or a breach of ``ParameterLimits``.
    public init(_ pairs: some Sequence<(name: String, value: String)>) throws(ParametersError) {
        let limits = ParameterLimits()
        var block: [UInt8] = []
        for (name, value) in pairs {
            guard name.utf8.count + value.utf8.count <= limits.bytes else {
                throw ParametersError(.tooLarge, limit: limits.bytes)
            }
            Self.append(name.utf8, value.utf8, to: &block)
        }
        try self.init(nameValuePairs: block, limits: limits)
    }

    /// Adds a pair as FastCGI writes it, with lengths of four bytes, of which the first bit says that they are four.
    ///
    /// - Parameters: less than 2 GiB each.
    package static func append(
        _ name: some Collection<UInt8>,
        _ value: some Collection<UInt8>,
        to block: inout [UInt8]
    ) {
        append(lengthOfName: name.count, ofValue: value.count, to: &block)
        block += name
        block += value
    }

    /// Adds what stands before a pair, for who adds the two by themselves.
    package static func append(lengthOfName name: Int, ofValue value: Int, to block: inout [UInt8]) {
        for count in [name, value] {
            let length = UInt32(count) | 1 << 31
            for shift in [24, 16, 8, 0] { block.append(UInt8(truncatingIfNeeded: length >> shift)) }
        }
    }

    /// Reads name-value pairs as FastCGI has them (FastCGI specification, section 3.4): two lengths, of one byte or of
    /// four, and as many bytes.
    ///
    /// - Throws: ``ParametersError``, also for bytes that end inside a pair.
    package init(nameValuePairs block: [UInt8], limits: ParameterLimits) throws(ParametersError) {
        table = try ParameterTable(nameValuePairs: block, limits: limits)
    }

    /// The number of pairs.
    public var count: Int { table.entries.count }

    /// The value under a name, as text: `FCGX_GetParam`.
    ///
    /// Names are compared byte by byte. Bytes that are no UTF-8 come out as U+FFFD; use ``bytes(of:)`` where the exact
    /// bytes decide something.
    public subscript(_ name: String) -> String? {
        table.entry(named: name).map { table.text(of: $0) }
    }

    /// The value under a name, as the bytes that came.
    ///
    /// It is a slice of all that came: its indices do not begin at 0.
    public func bytes(of name: String) -> ArraySlice<UInt8>? {
        table.entry(named: name).map { table.block[$0.value] }
    }

    /// Whether there is a pair of that name.
    public func contains(_ name: String) -> Bool {
        table.entry(named: name) != nil
    }

    /// Whether the value under a name is exactly the given text, compared byte by byte.
    public func has(_ name: String, equalTo value: String) -> Bool {
        table.entry(named: name).map { table.isEqual($0.value, value) } ?? false
    }

    // MARK: Names that are ready to be looked up

    /// The value under a name, as text.
    package subscript(_ name: ParameterName) -> String? {
        table.entry(named: name).map { table.text(of: $0) }
    }

    /// The value under a name, as the bytes that came.
    package func bytes(of name: ParameterName) -> ArraySlice<UInt8>? {
        table.entry(named: name).map { table.block[$0.value] }
    }

    /// Whether the value under a name is exactly the given text, compared byte by byte.
    package func has(_ name: ParameterName, equalTo value: String) -> Bool {
        table.entry(named: name).map { table.isEqual($0.value, value) } ?? false
    }

    // MARK: Header fields

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
        if table.entries.count <= limit, table.block.count <= byteLimit { return false }
        var count = 0
        var bytes = 0
        for entry in table.entries where table.block[entry.name].starts(with: "HTTP_".utf8) {
            count += 1
            bytes += entry.name.count - 5 + entry.value.count
        }
        return count > limit || bytes > byteLimit
    }
}

extension Parameters {
    /// All pairs as text, in the order in which they came; for a log or a page that lists them.
    ///
    /// Bytes that are no UTF-8 come out as U+FFFD, so two names can come out alike: look parameters up by name, not in here.
    public var textPairs: [(name: String, value: String)] {
        map { (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.value, as: UTF8.self)) }
    }
}

extension Parameters: Sequence {
    /// Goes through the pairs, as bytes, in the order in which they came: what a loop over `envp` does.
    public struct Iterator: IteratorProtocol {
        private let table: ParameterTable
        private var position = 0

        init(_ table: ParameterTable) {
            self.table = table
        }

        /// The next pair.
        public mutating func next() -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
            guard position < table.entries.count else { return nil }
            defer { position += 1 }
            let entry = table.entries[position]
            return (table.block[entry.name], table.block[entry.value])
        }
    }

    /// Starts with the first pair.
    public func makeIterator() -> Iterator {
        Iterator(table)
    }
}
