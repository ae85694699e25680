internal import HTTPTypes

/// Decodes a `Decodable` type from fields.
///
/// A property can be a text, a number, a Boolean, an enumeration of those, an optional, or an array of those. A Boolean
/// is `true`, `on`, `yes` or `1`, and `false`, `off`, `no` or `0`. A missing Boolean is `false`, because an unchecked
/// check box sends nothing. Unknown fields are ignored.
struct FieldDecoder {
    let fields: Fields

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try Value(from: FieldsDecoder(fields: fields))
    }
}

/// Errors of fields, as responses.
extension HTTPError {
    static func field(_ name: String, _ message: String) -> HTTPError {
        HTTPError(.unprocessableContent, message, field: name)
    }
}

/// Decodes a type with properties.
private struct FieldsDecoder: Decoder {
    let fields: Fields
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(FieldsContainer(fields: fields))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw FieldShapeError("cannot decode a list from fields; decode a type with properties")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw FieldShapeError("cannot decode a single value from fields; decode a type with properties")
    }
}

/// An error for a type that cannot be decoded from fields. It is a programming error.
struct FieldShapeError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
