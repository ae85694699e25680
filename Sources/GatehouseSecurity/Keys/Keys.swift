#if Security
    package import Crypto
    public import GatehouseConfiguration
    internal import Synchronization

    /// The keys with which a program signs and seals values. The first key signs; all keys verify.
    ///
    /// ```swift
    /// let (configuration, keys) = Settings.load(
    ///     SettingsFile("/home/me/private/app.conf", outside: "/home/me/public_html"), .keys("KEYS"))
    /// let text = try keys.sign(Array("42".utf8), for: .unsubscribe, expires: request.time + .seconds(30 * 86_400))
    /// ```
    ///
    /// For each purpose, a key of 256 bits is derived with HKDF-SHA256 (RFC 5869). Signatures are HMAC-SHA256 (RFC 2104).
    /// Sealed values are encrypted with ChaCha20-Poly1305 (RFC 8439). swift-crypto computes all of them.
    ///
    /// To replace a key without losing values:
    ///
    /// 1. Add the new key at the end of the list, and restart all processes. They now accept values of both keys.
    /// 2. Move the new key to the front. Remove the old key when its last values have expired.
    public struct Keys: Sendable {
        /// The keys, newest first.
        private let keys: [Key]

        /// One key, with its derived keys.
        private final class Key: Sendable {
            let id: [UInt8]
            private let secret: SymmetricKey
            /// The derived keys of the purposes used so far. Purposes are constants; the limit is a precaution.
            private let derived = Mutex<[String: SymmetricKey]>([:])

            init(_ secret: [UInt8]) {
                self.secret = SymmetricKey(data: secret)
                id = Array(
                    HMAC<SHA256>.authenticationCode(for: Array("id".utf8), using: self.secret).prefix(Keys.idLength))
            }

            func derived(_ use: String) -> SymmetricKey {
                if let known = derived.withLock({ $0[use] }) { return known }
                let key = HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: secret, salt: Keys.salt, info: Array(use.utf8), outputByteCount: 32)
                derived.withLock { if $0.count < 256 { $0[use] = key } }
                return key
            }
        }

        /// The length of a key's public identifier in bytes.
        static let idLength = 6
        private static let salt = Array("gatehouse keys 1".utf8)
        private static let advice = "create one with: openssl rand -base64 32"

        /// Creates the keys.
        ///
        /// - Parameter secrets: the secrets, newest first. Each has at least 32 bytes and is random, for example 32 random
        ///   bytes in base64.
        /// - Throws: ``KeysError`` for an empty list, for a secret that is short or easy to guess, and for two equal ones.
        public init(_ secrets: [Secret]) throws(KeysError) {
            guard !secrets.isEmpty else { throw KeysError("there is no key; \(Self.advice)") }
            for (index, secret) in secrets.enumerated() {
                do {
                    try SecretStrength.required.check(secret, atLeast: 32)
                } catch {
                    throw KeysError("key \(index + 1): \(error)")
                }
                if secrets[..<index].contains(where: { $0.matches(secret.revealed) }) {
                    throw KeysError("key \(index + 1) is a repetition; \(Self.advice)")
                }
            }
            keys = secrets.map { Key(Array($0.revealed.utf8)) }
        }

        /// The identifier of the key that signs.
        var newestID: [UInt8] { keys[0].id }

        /// The key that the newest key yields for a use.
        func newest(_ use: String) -> SymmetricKey { keys[0].derived(use) }

        /// The key that another key yields for a use; `nil` if no key has the identifier.
        func key(_ id: some Collection<UInt8>, _ use: String) -> SymmetricKey? {
            keys.first { $0.id.elementsEqual(id) }?.derived(use)
        }

        /// The keys of all keys for a purpose, newest first, for keyed hashes that are stored.
        package func derived(_ purpose: Purpose) -> [SymmetricKey] {
            keys.map { $0.derived("derive \(purpose.name)") }
        }
    }

    /// The reason why keys cannot be used. It never contains a key.
    public struct KeysError: Error, CustomStringConvertible {
        /// What is wrong, and what to do.
        public let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    extension Setting where Value == Keys {
        /// The keys of the program: secrets of at least 32 bytes, newest first, separated by commas.
        ///
        ///     GATEHOUSE_APP_KEYS=4VZ3…,Qm9y…
        ///
        /// Create one with `openssl rand -base64 32`. A key that is short, easy to guess or repeated is a configuration
        /// error.
        ///
        /// - Parameter name: the name, of capital letters, digits and "_".
        public static func keys(_ name: String) -> Setting {
            .secretValue(name) { text throws(KeysError) in
                try Keys(text.split(separator: ",", omittingEmptySubsequences: false).map { Secret(String($0)) })
            }
        }
    }
#endif
