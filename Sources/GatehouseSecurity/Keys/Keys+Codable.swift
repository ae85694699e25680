#if Security
    internal import FoundationEssentials

    /// Signed and sealed values of a type of the program, as JSON.
    extension Keys {
        /// Signs a value; as ``sign(_:for:expires:)``.
        ///
        /// - Throws: ``ValueError`` if the value cannot be encoded, or is longer than ``longestValue`` bytes as JSON.
        public func sign(
            encoding value: some Encodable, for purpose: Purpose, expires: Timestamp
        ) throws(ValueError) -> String {
            try sign(try Self.encode(value), for: purpose, expires: expires)
        }

        /// The value of a signed text; `nil` also if its content has another type.
        public func verify<Value: Decodable>(
            _ text: String, decoding type: Value.Type, for purpose: Purpose, at time: Timestamp
        ) -> Value? {
            verify(text, for: purpose, at: time).flatMap { try? Self.decode($0) }
        }

        /// Seals a value. The client can neither read nor change it.
        ///
        /// - Throws: ``ValueError`` if the value cannot be encoded, or is longer than ``longestValue`` bytes as JSON.
        public func seal(
            encoding value: some Encodable, for purpose: Purpose, expires: Timestamp
        ) throws(ValueError) -> String {
            try seal(try Self.encode(value), for: purpose, expires: expires)
        }

        /// The value of a sealed text; `nil` also if its content has another type.
        public func open<Value: Decodable>(
            _ text: String, decoding type: Value.Type, for purpose: Purpose, at time: Timestamp
        ) -> Value? {
            open(text, for: purpose, at: time).flatMap { try? Self.decode($0) }
        }

        private static func encode(_ value: some Encodable) throws(ValueError) -> [UInt8] {
            do {
                return Array(try JSONEncoder().encode(value))
            } catch {
                throw ValueError("the value cannot be encoded: \(error)")
            }
        }

        private static func decode<Value: Decodable>(_ bytes: [UInt8]) throws -> Value {
            try JSONDecoder().decode(Value.self, from: Data(bytes))
        }
    }
#endif
