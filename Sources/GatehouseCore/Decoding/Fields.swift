internal import GatewayInterface
internal import HTTPTypes

/// The fields of a query or a form: names and values, decoded, in the order in which they came.
///
/// ```swift
/// let fields = try request.query()
/// let word = try fields["q"] ?? ""
/// ```
///
/// The encoding is that of HTML forms (`application/x-www-form-urlencoded`, as the URL standard has it), read strictly:
/// what is malformed is an error, and a name that comes twice has no single value.
public struct Fields: Sendable, Hashable {
    /// One field.
    public struct Field: Sendable, Hashable {
        /// The name.
        public let name: String
        /// The value.
        public let value: String
    }

    /// The fields in the order in which they came.
    public let all: [Field]

    /// Reads fields.
    ///
    /// - Parameters:
    ///   - text: `a=1&b=%20`: bytes as they came.
    ///   - limits: how many, and how long.
    /// - Throws: ``HTTPError`` 400 for what is malformed or too many, 413 for what is too long.
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
                throw HTTPError(.badRequest, "A field has a name or a value that no form has.")
            }
            guard name.utf8.count <= limits.nameBytes else {
                throw HTTPError(.badRequest, "A field has a name of more than \(limits.nameBytes) bytes.")
            }
            all.append(Field(name: name, value: value))
        }
        self.all = all
    }

    /// Takes fields that were read somewhere else.
    package init(_ fields: [(name: String, value: String)]) {
        all = fields.map { Field(name: $0.name, value: $0.value) }
    }

    /// The fields as a value of the program's own type.
    ///
    /// - Throws: ``HTTPError`` 422 for a field that is missing or of another kind, 400 for one that comes too often.
    package func decoded<Value: Decodable>(as type: Value.Type) throws -> Value {
        try FieldDecoder(fields: self).decode(type)
    }

    private static func decoded(_ text: some Collection<UInt8>) throws(HTTPError) -> String {
        let decoded = PathText.decoded(text.lazy.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 })
        guard let decoded else { throw HTTPError(.badRequest, "A field is not encoded as a form is.") }
        do throws(ClientTextError) {
            return try ClientText.string(decoded[...])
        } catch {
            throw HTTPError(.badRequest, "A field \(error).")
        }
    }

    /// The value of a field; `nil` when there is none of this name.
    ///
    /// - Throws: ``HTTPError`` 400 when there are several: two readers could take different ones.
    public subscript(name: String) -> String? {
        get throws(HTTPError) {
            let values = values(name)
            guard values.count <= 1 else {
                throw HTTPError(.badRequest, "The field comes more than once.", field: name)
            }
            return values.first
        }
    }

    /// The values of all fields of a name, in their order.
    public func values(_ name: String) -> [String] {
        let wanted = ExactText(name)
        return all.filter { ExactText($0.name) == wanted }.map(\.value)
    }
}
