internal import GatewayInterface
internal import HTTPTypes

/// The fields of a query or a form: decoded names and values, in their original order.
///
/// ```swift
/// let fields = try request.query()
/// let word = try fields["q"] ?? ""
/// ```
///
/// Fields are decoded as `application/x-www-form-urlencoded` (URL standard), but strictly: a malformed field is an
/// error, and a name that occurs twice has no single value.
public struct Fields: Sendable, Hashable {
    /// One field.
    public struct Field: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The value.
        public let value: String
    }

    /// The fields, in their original order.
    public let all: [Field]

    /// Parses fields.
    ///
    /// - Parameters:
    ///   - text: the encoded bytes, such as `a=1&b=%20`.
    ///   - limits: limits for the number and the length of the fields.
    /// - Throws: ``HTTPError`` 400 for malformed or too many fields, 413 for fields that are too long.
    public init(_ text: some Collection<UInt8>, limits: FieldLimits = FieldLimits()) throws(HTTPError) {
        guard text.count <= limits.bytes else {
            throw HTTPError(.contentTooLarge, "The fields are longer than \(limits.bytes) bytes.")
        }
        var bytes = Array(text)
        all = try Self.decoded(&bytes, limits)
    }

    /// Creates fields that were parsed elsewhere.
    package init(_ fields: [(name: String, value: String)]) {
        all = fields.map { Field(name: $0.name, value: $0.value) }
    }

    /// Decodes the fields as a value of a type.
    ///
    /// - Throws: ``HTTPError`` 422 for a field that is missing or has an invalid value, 400 for a field that occurs too
    ///   often.
    package func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
        try FieldDecoder(fields: self).decode(type)
    }

    /// Decodes the fields in place: no field becomes longer.
    private static func decoded(_ encoded: inout [UInt8], _ limits: FieldLimits) throws(HTTPError) -> [Field] {
        var bytes = encoded.mutableSpan
        var all: [Field] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "&") {
                index += 1
                continue
            }
            guard all.count < limits.count else {
                throw HTTPError(.badRequest, "There are more than \(limits.count) fields.")
            }
            let name = try decode(&bytes, from: &index, until: UInt8(ascii: "="))
            var value = index..<index
            if index < bytes.count, bytes[index] == UInt8(ascii: "=") {
                index += 1
                value = try decode(&bytes, from: &index, until: UInt8(ascii: "&"))
            }
            let field = Field(
                name: try text(bytes.span.extracting(name)), value: try text(bytes.span.extracting(value)))
            guard isName(bytes.span.extracting(name)), !bytes.span.extracting(value).contains(0) else {
                throw HTTPError(.badRequest, "A field has an invalid name or value.")
            }
            guard name.count <= limits.nameBytes else {
                throw HTTPError(.badRequest, "A field has a name longer than \(limits.nameBytes) bytes.")
            }
            // Most forms have few fields. A form with eight needs one allocation then.
            if all.isEmpty { all.reserveCapacity(8) }
            all.append(field)
        }
        return all
    }

    /// Decodes a name or a value in place.
    ///
    /// - Parameters:
    ///   - index: where it begins; afterwards, where its delimiter stands, or the end of the bytes.
    ///   - delimiter: what ends it, beside "&".
    /// - Returns: where the decoded bytes are.
    private static func decode(
        _ bytes: inout MutableSpan<UInt8>, from index: inout Int, until delimiter: UInt8
    ) throws(HTTPError) -> Range<Int> {
        let start = index
        var end = start
        while index < bytes.count {
            var byte = bytes[index]
            if byte == delimiter || byte == UInt8(ascii: "&") { break }
            index += 1
            if byte == UInt8(ascii: "+") {
                byte = UInt8(ascii: " ")
            } else if byte == UInt8(ascii: "%") {
                guard bytes.count - index >= 2, let high = bytes[index].hexadecimalValue,
                    let low = bytes[index + 1].hexadecimalValue
                else {
                    throw HTTPError(.badRequest, "A field has an invalid percent encoding.")
                }
                byte = high << 4 | low
                index += 2
            }
            bytes[end] = byte
            end += 1
        }
        return start..<end
    }

    private static func isName(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where bytes[index] < 0x20 || bytes[index] == 0x7F { return false }
        return !bytes.isEmpty
    }

    private static func text(_ bytes: Span<UInt8>) throws(HTTPError) -> String {
        do throws(ClientTextError) {
            return try ClientText.string(bytes)
        } catch {
            throw HTTPError(.badRequest, "A field \(error).")
        }
    }

    /// The value of a field; `nil` if no field has this name.
    ///
    /// - Throws: ``HTTPError`` 400 if several fields have the name: two readers could take different ones.
    public subscript(name: String) -> String? {
        get throws(HTTPError) {
            var found: String?
            for field in all where field.name.hasSameBytes(as: name) {
                guard found == nil else {
                    throw HTTPError(.badRequest, "The field occurs more than once.", field: name)
                }
                found = field.value
            }
            return found
        }
    }

    /// The values of all fields with a name, in their order.
    public func values(_ name: String) -> [String] {
        all.filter { $0.name.hasSameBytes(as: name) }.map(\.value)
    }
}
