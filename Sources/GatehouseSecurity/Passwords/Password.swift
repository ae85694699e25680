#if Security
    internal import Crypto

    // The standard library normalizes text for comparisons, but has no public function for it. Foundation uses this one too.
    @_spi(_Unicode) internal import Swift

    /// A password that somebody has entered. Nothing prints it, and nothing encodes it.
    ///
    /// ```swift
    /// struct SignIn: Decodable {
    ///     let name: String
    ///     let password: Password
    /// }
    /// let form = try await request.form().decoded(as: SignIn.self)
    /// ```
    ///
    /// The text is normalized to Unicode's form NFC, so that "é" typed as one character equals "é" typed as two. Nothing
    /// else is changed: neither spaces nor case.
    public struct Password: Sendable {
        /// The most bytes of a text that are normalized. 256 code points need fewer, even if they are decomposed.
        private static let longestText = 4096

        /// The text in NFC and UTF-8; `nil` if it is too long for any password.
        let bytes: [UInt8]?

        /// Wraps a text. Whether it is good enough for a new password is decided by ``PasswordPolicy``.
        public init(_ text: String) {
            bytes = text.utf8.count <= Self.longestText ? text._nfcCodeUnits : nil
        }

        /// The SHA-1 hash in hexadecimal digits, under which lists of stolen passwords have it; `nil` if it is too long.
        var sha1: String? {
            bytes.map { bytes in
                Insecure.SHA1.hash(data: bytes).map { String(UInt16($0) + 256, radix: 16, uppercase: true).dropFirst() }
                    .joined()
            }
        }

        /// The text in NFC; `nil` if it is too long.
        var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }
    }

    extension Password: Decodable {
        /// Decodes a password from a text, such as a field of a form.
        public init(from decoder: any Decoder) throws {
            self.init(try decoder.singleValueContainer().decode(String.self))
        }
    }

    extension Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
        /// `<password>`.
        public var description: String { "<password>" }

        /// `<password>`.
        public var debugDescription: String { "<password>" }

        /// An empty mirror, so that `dump` shows nothing.
        public var customMirror: Mirror { Mirror(self, children: [:]) }
    }
#endif
