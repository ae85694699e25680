/// The parameters of a request: name-value pairs from the web server, kept as bytes.
///
/// In CGI, they are the meta-variables of the environment (RFC 3875, section 4.1); in FastCGI, the content of the
/// `FCGI_PARAMS` stream (FastCGI specification, section 5.2). A request of a browser has about thirty, and most are
/// never read, so each becomes a `String` only when it is read.
///
/// ```swift
/// let target = parameters["REQUEST_URI"]          // String?
/// if parameters.has("HTTPS", equalTo: "on") { … } // compares bytes, makes no String
/// ```
///
/// Names are unique, because two readers could choose different values of the same name. Only the lines of a header
/// field that is a list are joined into one value (RFC 9110, section 5.3), because nginx before 1.23 and HAProxy pass
/// each line as a parameter. `HTTP_PROXY` is always left out, because a client's header field would look like the
/// setting of that name.
public struct Parameters: Sendable {
    let table: ParameterTable

    /// Creates an empty set of parameters.
    public init() {
        table = .empty
    }

    /// Creates parameters from text.
    ///
    /// - Parameter pairs: names and values, in any order.
    /// - Throws: ``ParametersError`` for an empty name, a name with "=", a NUL in a name or value, a duplicate name
    ///   other than that of a header field with a list, and above the default ``ParameterLimits``.
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

    /// Appends a pair in the format of FastCGI, with lengths of four bytes. Their first bit marks a length of four
    /// bytes.
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

    /// Appends the lengths of a pair, for a caller that appends name and value itself.
    package static func append(lengthOfName name: Int, ofValue value: Int, to block: inout [UInt8]) {
        for count in [name, value] {
            let length = UInt32(count) | 1 << 31
            for shift in [24, 16, 8, 0] { block.append(UInt8(truncatingIfNeeded: length >> shift)) }
        }
    }

    /// Reads name-value pairs in the format of FastCGI (FastCGI specification, section 3.4): two lengths of one or four
    /// bytes, then the name and the value.
    ///
    /// - Throws: ``ParametersError``, also for bytes that end inside a pair.
    package init(nameValuePairs block: [UInt8], limits: ParameterLimits) throws(ParametersError) {
        table = try ParameterTable(nameValuePairs: block, limits: limits)
    }

    /// The number of pairs.
    public var count: Int { table.count }

    /// The value of a name as text: `FCGX_GetParam`.
    ///
    /// Names are compared byte by byte. Invalid UTF-8 becomes U+FFFD; use ``bytes(of:)`` if a decision depends on the
    /// exact bytes.
    public subscript(_ name: String) -> String? {
        table.entry(named: name).map { table.text(of: $0) }
    }

    /// The value of a name as the original bytes.
    ///
    /// The value is a slice of a larger array: its indices do not begin at 0.
    public func bytes(of name: String) -> ArraySlice<UInt8>? {
        table.entry(named: name).map { table.block[$0.value] }
    }

    /// Whether the parameters contain a name.
    public func contains(_ name: String) -> Bool {
        table.entry(named: name) != nil
    }

    /// Whether the value of a name is equal to a text, byte by byte.
    public func has(_ name: String, equalTo value: String) -> Bool {
        table.entry(named: name).map { table.isEqual($0.value, value) } ?? false
    }

    // MARK: Lookup by prepared names

    /// The value of a name as text.
    package subscript(_ name: ParameterName) -> String? {
        table.entry(named: name).map { table.text(of: $0) }
    }

    /// The value of a name as the original bytes.
    package func bytes(of name: ParameterName) -> ArraySlice<UInt8>? {
        table.entry(named: name).map { table.block[$0.value] }
    }

    /// Whether the value of a name is equal to a text, byte by byte.
    package func has(_ name: ParameterName, equalTo value: String) -> Bool {
        table.entry(named: name).map { table.isEqual($0.value, value) } ?? false
    }

    /// The value of a name as one number, with the last byte in its lowest bits; `nil` for a value of more than eight bytes.
    package func shortValue(of name: ParameterName) -> UInt64? {
        table.entry(named: name).flatMap { table.shortWord($0.value) }
    }

    // MARK: Header fields

    /// The value of an HTTP header field: `HTTP_…`, `CONTENT_TYPE` or `CONTENT_LENGTH`.
    ///
    /// - Parameter name: the name in lower case, as in HTTP/2: field names are case-insensitive.
    /// - Returns: `nil` if the field is missing. An empty content type or length counts as missing, because nginx
    ///   always passes both.
    package func field(_ name: String) -> String? {
        let value = self[Self.variable(of: name)]
        guard name == "content-type" || name == "content-length", value?.isEmpty == true else { return value }
        return nil
    }

    /// A copy with another value of an HTTP header field.
    ///
    /// - Parameters:
    ///   - name: the name in lower case.
    ///   - value: the new value; `nil` removes the field.
    /// - Throws: ``ParametersError`` for a value with a NUL, with too many combining marks in a row or above the default
    ///   limit of ``ParameterLimits``, and above the largest table.
    package func settingField(_ name: String, to value: String?) throws(ParametersError) -> Parameters {
        // The program may have raised the limits for the client's parameters. For this value the default holds.
        let limit = ParameterLimits().bytes
        guard value?.utf8.count ?? 0 <= limit else { throw ParametersError(.tooLarge, limit: limit) }
        let variable = Self.variable(of: name)
        var block: [UInt8] = []
        for pair in self where !pair.name.elementsEqual(variable.utf8) {
            Self.append(pair.name, pair.value, to: &block)
        }
        if let value { Self.append(variable.utf8, value.utf8, to: &block) }
        return try Parameters(nameValuePairs: block, limits: ParameterLimits(count: .max, bytes: .max))
    }

    /// The CGI variable of a header field (RFC 3875, section 4.1).
    private static func variable(of field: String) -> String {
        switch field {
        case "content-type": return "CONTENT_TYPE"
        case "content-length": return "CONTENT_LENGTH"
        default:
            var bytes = Array("HTTP_".utf8)
            bytes.reserveCapacity(bytes.count + field.utf8.count)
            for byte in field.utf8 {
                switch byte {
                case UInt8(ascii: "-"): bytes.append(UInt8(ascii: "_"))
                case UInt8(ascii: "a")...UInt8(ascii: "z"): bytes.append(byte - 0x20)
                default: bytes.append(byte)
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Whether the number or the total size of the client's header fields exceeds a limit.
    ///
    /// Few requests have so many parameters that the fields must be counted.
    package func fieldsExceed(count limit: Int, bytes byteLimit: Int) -> Bool {
        if table.count <= limit, table.block.count <= byteLimit { return false }
        var count = 0
        var bytes = 0
        for place in 0..<table.count {
            let entry = table.entry(at: place)
            guard table.block[entry.name].starts(with: "HTTP_".utf8) else { continue }
            count += 1
            bytes += entry.name.count - 5 + entry.value.count
        }
        return count > limit || bytes > byteLimit
    }
}

extension Parameters {
    /// All pairs as text, in their original order, for a log or a listing.
    ///
    /// Invalid UTF-8 becomes U+FFFD, so two different names can have the same text. Look up parameters by name instead.
    public var textPairs: [(name: String, value: String)] {
        map { (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.value, as: UTF8.self)) }
    }
}

extension Parameters: Sequence {
    /// Iterates over the pairs as bytes, in their original order, like a loop over `envp`.
    public struct Iterator: IteratorProtocol {
        private let table: ParameterTable
        private var position = 0

        init(_ table: ParameterTable) {
            self.table = table
        }

        /// The next pair.
        public mutating func next() -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
            guard position < table.count else { return nil }
            defer { position += 1 }
            let entry = table.entry(at: position)
            return (table.block[entry.name], table.block[entry.value])
        }
    }

    /// Returns an iterator over all pairs.
    public func makeIterator() -> Iterator {
        Iterator(table)
    }
}
