internal import GatewayInterface
internal import HTTPTypes

/// The value of one field, with conversions to other types.
struct FieldValue {
    let name: String
    let text: String

    func bool() throws(HTTPError) -> Bool {
        if ["true", "on", "yes", "1"].contains(where: text.hasSameBytes(as:)) { return true }
        if text.isEmpty || ["false", "off", "no", "0"].contains(where: text.hasSameBytes(as:)) { return false }
        throw HTTPError.field(name, "The field must be yes or no.")
    }

    /// Reads digits with an optional "-" before them. Forms that only some readers accept as a number are invalid.
    func integer<Number: FixedWidthInteger>() throws(HTTPError) -> Number {
        if text.utf8.first != UInt8(ascii: "+"), let number = Number(text) { return number }
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let isWhole = !digits.isEmpty && digits.allSatisfy(\.isASCIIDigit)
        // The limits of 64 bits mean nothing to a person who fills in a form.
        switch (isWhole, Number.bitWidth < 64, digits.count < text.utf8.count) {
        case (_, true, _):
            throw HTTPError.field(name, "The field must be a whole number from \(Number.min) to \(Number.max).")
        case (false, _, _): throw HTTPError.field(name, "The field must be a whole number.")
        case (true, _, false): throw HTTPError.field(name, "The number is too large.")
        case (true, _, true):
            throw HTTPError.field(
                name, Number.isSigned ? "The number is too small." : "The number must not be negative.")
        }
    }

    /// Reads a decimal number. Hexadecimal, infinite and NaN values are invalid.
    func number<Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ type: Number.Type
    ) throws(HTTPError) -> Number {
        guard text.utf8.allSatisfy({ $0.isASCIIDigit || "+-.eE".utf8.contains($0) }),
            let number = Number(text), number.isFinite
        else { throw HTTPError.field(name, "The field must be a number.") }
        return number
    }
}

/// Decodes the values of one name.
struct FieldValuesDecoder: Decoder {
    let name: String
    let values: [FieldValue]
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    /// An enumeration over texts or numbers throws a `DecodingError` for a value that it does not have.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try Value(from: self)
        } catch is DecodingError {
            throw HTTPError.field(name, "The field has an invalid value.")
        }
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw FieldShapeError("cannot decode a nested object from the field \(name)")
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        FieldValuesContainer(name: name, values: values)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard let value = values.first else { throw HTTPError.field(name, "The field is missing.") }
        guard values.count == 1 else { throw HTTPError(.badRequest, "The field occurs more than once.", field: name) }
        return FieldValueContainer(value: value)
    }
}

/// Decodes one value.
struct FieldValueContainer: SingleValueDecodingContainer {
    let value: FieldValue
    let codingPath: [any CodingKey] = []

    func decodeNil() -> Bool { value.text.isEmpty }
    func decode(_ type: Bool.Type) throws -> Bool { try value.bool() }
    func decode(_ type: String.Type) throws -> String { value.text }
    func decode(_ type: Double.Type) throws -> Double { try value.number(type) }
    func decode(_ type: Float.Type) throws -> Float { try value.number(type) }
    func decode(_ type: Int.Type) throws -> Int { try value.integer() }
    func decode(_ type: Int8.Type) throws -> Int8 { try value.integer() }
    func decode(_ type: Int16.Type) throws -> Int16 { try value.integer() }
    func decode(_ type: Int32.Type) throws -> Int32 { try value.integer() }
    func decode(_ type: Int64.Type) throws -> Int64 { try value.integer() }
    func decode(_ type: UInt.Type) throws -> UInt { try value.integer() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try value.integer() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try value.integer() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try value.integer() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try value.integer() }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try FieldValuesDecoder(name: value.name, values: [value]).decode(type)
    }
}

/// Decodes the values of one name, in their order.
struct FieldValuesContainer: UnkeyedDecodingContainer {
    let name: String
    let values: [FieldValue]
    let codingPath: [any CodingKey] = []
    private(set) var currentIndex = 0

    init(name: String, values: [FieldValue]) {
        self.name = name
        self.values = values
    }

    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }

    private mutating func next() throws -> FieldValueContainer {
        guard !isAtEnd else { throw HTTPError.field(name, "The field has too few values.") }
        defer { currentIndex += 1 }
        return FieldValueContainer(value: values[currentIndex])
    }

    mutating func decodeNil() throws -> Bool { false }
    mutating func decode(_ type: Bool.Type) throws -> Bool { try next().decode(type) }
    mutating func decode(_ type: String.Type) throws -> String { try next().decode(type) }
    mutating func decode(_ type: Double.Type) throws -> Double { try next().decode(type) }
    mutating func decode(_ type: Float.Type) throws -> Float { try next().decode(type) }
    mutating func decode(_ type: Int.Type) throws -> Int { try next().decode(type) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try next().decode(type) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try next().decode(type) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try next().decode(type) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try next().decode(type) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try next().decode(type) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next().decode(type) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next().decode(type) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next().decode(type) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next().decode(type) }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().decode(type) }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw FieldShapeError("cannot decode a nested object from the field \(name)")
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw FieldShapeError("cannot decode nested lists from the field \(name)")
    }

    mutating func superDecoder() throws -> any Decoder {
        throw FieldShapeError("cannot decode a superclass from fields")
    }
}
