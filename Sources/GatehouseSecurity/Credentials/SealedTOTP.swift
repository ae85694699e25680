#if Security
    internal import GatewayInterface

    /// The secret of an authenticator app, sealed with the program's keys, and the step of the last code that was used.
    struct SealedTOTP: Sendable, Hashable {
        let text: String
        let lastStep: Int64

        private static let purpose = Purpose(library: "totp secret")
        private static let longest = 256

        /// Seals a secret. It never expires.
        init(_ secret: TOTPSecret, lastStep: Int64, _ keys: Keys) throws(ValueError) {
            text = try keys.seal(secret.bytes, for: Self.purpose, expires: Timestamp(secondsSince1970: .max))
            self.lastStep = lastStep
        }

        /// Takes a stored text; `nil` for one that cannot be a sealed value. The keys decide whether it is one.
        init?(_ text: String, lastStep: Int64) {
            guard (1...Self.longest).contains(text.utf8.count), Base64URL.decode(text.utf8) != nil else { return nil }
            self.text = text
            self.lastStep = lastStep
        }

        /// Opens the secret.
        func secret(_ keys: Keys) throws(ValueProblem) -> TOTPSecret {
            let bytes = try keys.opened(text, for: Self.purpose, at: Timestamp(secondsSince1970: 0))
            guard let secret = TOTPSecret(bytes) else { throw .malformed }
            return secret
        }
    }
#endif
