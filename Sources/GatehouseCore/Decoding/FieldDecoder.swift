internal import HTTPTypes

/// Makes a value of a program's own type of fields, by `Codable`.
///
/// A property is a text, a number, a Boolean, an enumeration of those, an optional, or an array of those. A Boolean is
/// `true`, `on`, `yes` or `1`, and `false`, `off`, `no` or `0`; a check box that is not ticked sends nothing, so a
/// Boolean that is not there is `false`. A field that the type does not know is left alone.
struct FieldDecoder {
    let fields: Fields

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try Value(from: FieldsDecoder(fields: fields))
    }
}

/// What is wrong with a field, as an answer.
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
        throw FieldShapeError("fields have names; a list of them cannot be decoded")
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw FieldShapeError("fields have names; a single value cannot be decoded")
    }
}

/// The program asks for a type that fields do not have: a mistake in the program.
struct FieldShapeError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
