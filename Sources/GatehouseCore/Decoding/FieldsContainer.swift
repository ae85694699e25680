/// Decodes the properties of a type, each from the field of its name.
struct FieldsContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: Fields
    let codingPath: [any CodingKey] = []

    var allKeys: [Key] {
        Set(fields.all.map(\.name)).sorted().compactMap { Key(stringValue: $0) }
    }

    func contains(_ key: Key) -> Bool {
        !fields.values(key.stringValue).isEmpty
    }

    /// An empty field decodes as `nil` for an optional, because forms send empty fields for missing values. Several
    /// values never decode as `nil`, so a repeated field is refused for an optional too.
    func decodeNil(forKey key: Key) throws -> Bool {
        let values = fields.values(key.stringValue)
        return values.count <= 1 && values.allSatisfy(\.isEmpty)
    }

    private func value(_ key: Key) throws(HTTPError) -> FieldValue {
        guard let text = try fields[key.stringValue] else {
            throw HTTPError.field(key.stringValue, "The field is missing.")
        }
        return FieldValue(name: key.stringValue, text: text)
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        guard contains(key) else { return false }
        return try value(key).bool()
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String { try value(key).text }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try value(key).number(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try value(key).number(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try value(key).integer() }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try value(key).integer() }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try value(key).integer() }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try value(key).integer() }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try value(key).integer() }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try value(key).integer() }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try value(key).integer() }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try value(key).integer() }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try value(key).integer() }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try value(key).integer() }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let name = key.stringValue
        let values = fields.values(name).map { FieldValue(name: name, text: $0) }
        return try FieldValuesDecoder(name: name, values: values).decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        throw FieldShapeError("cannot decode a nested object from the field \(key.stringValue)")
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        let name = key.stringValue
        let values = fields.values(name).map { FieldValue(name: name, text: $0) }
        return FieldValuesContainer(name: name, values: values)
    }

    func superDecoder() throws -> any Decoder {
        throw FieldShapeError("cannot decode a superclass from fields")
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        throw FieldShapeError("cannot decode a superclass from fields")
    }
}
