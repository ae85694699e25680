internal import FoundationEssentials

/// Finds the place of a number that does not fit its type. The error of `JSONDecoder` lacks the place.
///
/// It decodes only after `JSONDecoder` has failed, and forwards all calls to the decoder of `JSONDecoder`.
struct LocatingDecoder: Decoder {
    let inner: any Decoder
    var codingPath: [any CodingKey] { inner.codingPath }
    var userInfo: [CodingUserInfoKey: Any] { inner.userInfo }

    /// Decodes a value through a ``LocatingDecoder``.
    struct Located<Value: Decodable>: Decodable {
        let value: Value

        init(from decoder: any Decoder) throws {
            value = try Value(from: LocatingDecoder(inner: decoder))
        }
    }

    /// Decodes, and adds the place to an error without one.
    static func locating<Value>(_ path: [any CodingKey], _ decode: () throws -> Value) throws -> Value {
        do {
            return try decode()
        } catch let error as DecodingError {
            throw error
        } catch {
            throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: "\(error)"))
        }
    }

    /// Whether `JSONDecoder` has its own decoding for a type.
    static func isSpecial<Value>(_ type: Value.Type) -> Bool {
        type == Data.self || type == Date.self || type == URL.self || type == Decimal.self
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(LocatingKeyedContainer(inner: try inner.container(keyedBy: type)))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        LocatingUnkeyedContainer(inner: try inner.unkeyedContainer())
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        LocatingSingleContainer(inner: try inner.singleValueContainer())
    }
}

private struct LocatingKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let inner: KeyedDecodingContainer<Key>
    var codingPath: [any CodingKey] { inner.codingPath }
    var allKeys: [Key] { inner.allKeys }

    func contains(_ key: Key) -> Bool { inner.contains(key) }
    func decodeNil(forKey key: Key) throws -> Bool { try inner.decodeNil(forKey: key) }

    private func plain<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value {
        try LocatingDecoder.locating(codingPath + [key]) { try inner.decode(type, forKey: key) }
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try plain(type, key) }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try plain(type, key) }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try plain(type, key) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try plain(type, key) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try plain(type, key) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try plain(type, key) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try plain(type, key) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try plain(type, key) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try plain(type, key) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try plain(type, key) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try plain(type, key) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try plain(type, key) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try plain(type, key) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try plain(type, key) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        guard !LocatingDecoder.isSpecial(type) else { return try plain(type, key) }
        return try LocatingDecoder.locating(codingPath + [key]) {
            try inner.decode(LocatingDecoder.Located<Value>.self, forKey: key).value
        }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        KeyedDecodingContainer(
            LocatingKeyedContainer<Nested>(inner: try inner.nestedContainer(keyedBy: type, forKey: key))
        )
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        LocatingUnkeyedContainer(inner: try inner.nestedUnkeyedContainer(forKey: key))
    }

    func superDecoder() throws -> any Decoder { LocatingDecoder(inner: try inner.superDecoder()) }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        LocatingDecoder(inner: try inner.superDecoder(forKey: key))
    }
}

private struct LocatingUnkeyedContainer: UnkeyedDecodingContainer {
    var inner: any UnkeyedDecodingContainer
    var codingPath: [any CodingKey] { inner.codingPath }
    var count: Int? { inner.count }
    var isAtEnd: Bool { inner.isAtEnd }
    var currentIndex: Int { inner.currentIndex }

    private struct Index: CodingKey {
        let intValue: Int?
        var stringValue: String { "" }
        init(intValue: Int) { self.intValue = intValue }
        init?(stringValue: String) { nil }
    }

    private mutating func plain<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let path = codingPath + [Index(intValue: currentIndex)]
        var inner = inner
        defer { self.inner = inner }
        return try LocatingDecoder.locating(path) { try inner.decode(type) }
    }

    mutating func decodeNil() throws -> Bool { try inner.decodeNil() }
    mutating func decode(_ type: Bool.Type) throws -> Bool { try plain(type) }
    mutating func decode(_ type: String.Type) throws -> String { try plain(type) }
    mutating func decode(_ type: Double.Type) throws -> Double { try plain(type) }
    mutating func decode(_ type: Float.Type) throws -> Float { try plain(type) }
    mutating func decode(_ type: Int.Type) throws -> Int { try plain(type) }
    mutating func decode(_ type: Int8.Type) throws -> Int8 { try plain(type) }
    mutating func decode(_ type: Int16.Type) throws -> Int16 { try plain(type) }
    mutating func decode(_ type: Int32.Type) throws -> Int32 { try plain(type) }
    mutating func decode(_ type: Int64.Type) throws -> Int64 { try plain(type) }
    mutating func decode(_ type: UInt.Type) throws -> UInt { try plain(type) }
    mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try plain(type) }
    mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try plain(type) }
    mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try plain(type) }
    mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try plain(type) }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard !LocatingDecoder.isSpecial(type) else { return try plain(type) }
        return try plain(LocatingDecoder.Located<Value>.self).value
    }

    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(LocatingKeyedContainer(inner: try inner.nestedContainer(keyedBy: type)))
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        LocatingUnkeyedContainer(inner: try inner.nestedUnkeyedContainer())
    }

    mutating func superDecoder() throws -> any Decoder { LocatingDecoder(inner: try inner.superDecoder()) }
}

private struct LocatingSingleContainer: SingleValueDecodingContainer {
    let inner: any SingleValueDecodingContainer
    var codingPath: [any CodingKey] { inner.codingPath }

    private func plain<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try LocatingDecoder.locating(codingPath) { try inner.decode(type) }
    }

    func decodeNil() -> Bool { inner.decodeNil() }
    func decode(_ type: Bool.Type) throws -> Bool { try plain(type) }
    func decode(_ type: String.Type) throws -> String { try plain(type) }
    func decode(_ type: Double.Type) throws -> Double { try plain(type) }
    func decode(_ type: Float.Type) throws -> Float { try plain(type) }
    func decode(_ type: Int.Type) throws -> Int { try plain(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try plain(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try plain(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try plain(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try plain(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try plain(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try plain(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try plain(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try plain(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try plain(type) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard !LocatingDecoder.isSpecial(type) else { return try plain(type) }
        return try plain(LocatingDecoder.Located<Value>.self).value
    }
}
