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
        var all: [Field] = []
        for part in text.split(separator: UInt8(ascii: "&")) {
            guard all.count < limits.count else {
                throw HTTPError(.badRequest, "There are more than \(limits.count) fields.")
            }
            let pieces = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(pieces[0])
            let value = pieces.count == 2 ? try Self.decoded(pieces[1]) : ""
            guard !name.isEmpty, name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), !value.utf8.contains(0) else {
                throw HTTPError(.badRequest, "A field has an invalid name or value.")
            }
            guard name.utf8.count <= limits.nameBytes else {
                throw HTTPError(.badRequest, "A field has a name longer than \(limits.nameBytes) bytes.")
            }
            all.append(Field(name: name, value: value))
        }
        self.all = all
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

    private static func decoded(_ text: some Collection<UInt8>) throws(HTTPError) -> String {
        guard let decoded = PathText.decoded(text, plusIsSpace: true) else {
            throw HTTPError(.badRequest, "A field has an invalid percent encoding.")
        }
        do throws(ClientTextError) {
            return try ClientText.string(decoded[...])
        } catch {
            throw HTTPError(.badRequest, "A field \(error).")
        }
    }

    /// The value of a field; `nil` if no field has this name.
    ///
    /// - Throws: ``HTTPError`` 400 if several fields have the name: two readers could take different ones.
    public subscript(name: String) -> String? {
        get throws(HTTPError) {
            let values = values(name)
            guard values.count <= 1 else {
                throw HTTPError(.badRequest, "The field occurs more than once.", field: name)
            }
            return values.first
        }
    }

    /// The values of all fields with a name, in their order.
    public func values(_ name: String) -> [String] {
        let wanted = ExactText(name)
        return all.filter { ExactText($0.name) == wanted }.map(\.value)
    }
}
