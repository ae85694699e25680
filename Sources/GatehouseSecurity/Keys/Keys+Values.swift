#if Security
    internal import Crypto

    /// Signed and sealed values.
    ///
    /// The text consists of letters, digits, "-" and "_", so it fits into cookies, URLs and forms. It encodes these bytes:
    ///
    /// | bytes | content |
    /// |---|---|
    /// | 1 | 1 for a signed value, 2 for a sealed value |
    /// | 6 | the identifier of the key |
    /// | 8 | the moment of expiry, in seconds since 1970 |
    /// | … | signed: the content and 32 bytes of HMAC; sealed: 12 bytes of nonce, the encrypted content, 16 bytes of tag |
    extension Keys {
        /// The longest content of a value in bytes.
        public static let longestValue = 4096

        private static let headLength = 1 + idLength + 8
        private static let longestText = (headLength + 12 + longestValue + 32) * 4 / 3 + 4

        /// Signs a value. The client can read it and cannot change it.
        ///
        /// - Parameters:
        ///   - bytes: the content, at most ``longestValue`` bytes.
        ///   - purpose: what the value is for.
        ///   - expires: the first moment at which the value is invalid.
        /// - Throws: ``ValueError`` for a longer content.
        public func sign(
            _ bytes: [UInt8], for purpose: Purpose, expires: Timestamp
        ) throws(ValueError) -> String {
            let message = try head(1, expires, bytes) + bytes
            let code = HMAC<SHA256>.authenticationCode(for: message, using: newest("sign \(purpose.name)"))
            return Base64URL.encode(message + Array(code))
        }

        /// The content of a signed value.
        ///
        /// - Parameters:
        ///   - text: what the client sent.
        ///   - purpose: what the value is for.
        ///   - time: the current time, usually `request.time`.
        /// - Returns: `nil` for any text that ``sign(_:for:expires:)`` did not return for this purpose, and for an expired
        ///   one.
        public func verify(_ text: String, for purpose: Purpose, at time: Timestamp) -> [UInt8]? {
            try? verified(text, for: purpose, at: time)
        }

        /// Seals a value. The client can neither read nor change it.
        ///
        /// - Parameters: as in ``sign(_:for:expires:)``.
        /// - Throws: ``ValueError`` for a longer content.
        public func seal(
            _ bytes: [UInt8], for purpose: Purpose, expires: Timestamp
        ) throws(ValueError) -> String {
            let head = try head(2, expires, bytes)
            do {
                let box = try ChaChaPoly.seal(bytes, using: newest("seal \(purpose.name)"), authenticating: head)
                return Base64URL.encode(head + Array(box.combined))
            } catch {
                throw ValueError("the value cannot be sealed: \(error)")
            }
        }

        /// The content of a sealed value; as ``verify(_:for:at:)``.
        public func open(_ text: String, for purpose: Purpose, at time: Timestamp) -> [UInt8]? {
            try? opened(text, for: purpose, at: time)
        }

        /// Like ``verify(_:for:at:)``, with the reason for the log.
        package func verified(
            _ text: String, for purpose: Purpose, at time: Timestamp
        ) throws(ValueProblem) -> [UInt8] {
            let parts = try parse(text, kind: 1, tail: 32)
            guard let key = key(parts.id, "sign \(purpose.name)") else { throw .unknownKey }
            let message = parts.bytes.dropLast(32)
            guard
                HMAC<SHA256>.isValidAuthenticationCode(
                    parts.bytes.suffix(32), authenticating: message, using: key)
            else { throw .forged }
            guard time < parts.expires else { throw .expired }
            return Array(message.dropFirst(Self.headLength))
        }

        /// Like ``open(_:for:at:)``, with the reason for the log.
        package func opened(
            _ text: String, for purpose: Purpose, at time: Timestamp
        ) throws(ValueProblem) -> [UInt8] {
            let parts = try parse(text, kind: 2, tail: 12 + 16)
            guard let key = key(parts.id, "seal \(purpose.name)") else { throw .unknownKey }
            let head = parts.bytes.prefix(Self.headLength)
            let content: [UInt8]
            do {
                let box = try ChaChaPoly.SealedBox(combined: Array(parts.bytes.dropFirst(Self.headLength)))
                content = Array(try ChaChaPoly.open(box, using: key, authenticating: Array(head)))
            } catch {
                throw .forged
            }
            guard time < parts.expires else { throw .expired }
            return content
        }

        /// The bytes before the content.
        private func head(_ kind: UInt8, _ expires: Timestamp, _ content: [UInt8]) throws(ValueError) -> [UInt8] {
            guard content.count <= Self.longestValue else {
                throw ValueError("the value has \(content.count) bytes; the limit is \(Self.longestValue)")
            }
            let seconds = UInt64(bitPattern: expires.secondsSince1970)
            return [kind] + newestID + (0..<8).map { UInt8(truncatingIfNeeded: seconds >> (56 - 8 * $0)) }
        }

        /// Splits a value. Nothing in it is authenticated yet.
        private func parse(
            _ text: String, kind: UInt8, tail: Int
        ) throws(ValueProblem) -> (bytes: [UInt8], id: ArraySlice<UInt8>, expires: Timestamp) {
            guard text.utf8.count <= Self.longestText, let bytes = Base64URL.decode(text.utf8), bytes.first == kind,
                bytes.count >= Self.headLength + tail
            else { throw .malformed }
            let seconds = bytes[(1 + Self.idLength)..<Self.headLength].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let expires = Timestamp(secondsSince1970: Int64(bitPattern: seconds))
            return (bytes, bytes[1..<(1 + Self.idLength)], expires)
        }
    }
#endif
