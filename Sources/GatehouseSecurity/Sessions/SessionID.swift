#if Security
    internal import Crypto

    /// The identifier of a session: the SHA-256 hash of the secret in the cookie.
    public struct SessionID: Sendable, Hashable, CustomStringConvertible {
        /// The 32 bytes of the hash.
        let bytes: [UInt8]

        /// The hash of the secret.
        init(hashing secret: [UInt8]) {
            bytes = Array(SHA256.hash(data: secret))
        }

        /// Creates an identifier from 32 bytes.
        init?(_ bytes: ArraySlice<UInt8>) {
            guard bytes.count == 32 else { return nil }
            self.bytes = Array(bytes)
        }

        /// Creates an identifier from its ``text``; `nil` for any other text.
        public init?(_ text: String) {
            guard text.utf8.count == 64 else { return nil }
            var bytes: [UInt8] = []
            var high: UInt8?
            for character in text.utf8 {
                guard let digit = Self.value(character) else { return nil }
                if let first = high {
                    bytes.append(first * 16 + digit)
                    high = nil
                } else {
                    high = digit
                }
            }
            self.bytes = bytes
        }

        /// 64 lowercase hexadecimal digits, for a form, a column of a database or a file name.
        public var text: String { String(decoding: digits, as: UTF8.self) }

        /// The text as a path: a directory of two digits, and a file.
        var path: String {
            var path = digits
            path.insert(UInt8(ascii: "/"), at: 2)
            return String(decoding: path, as: UTF8.self)
        }

        /// The first 16 digits, for the log.
        public var description: String { String(text.prefix(16)) }

        private var digits: [UInt8] {
            var digits: [UInt8] = []
            digits.reserveCapacity(65)
            for byte in bytes {
                digits.append(Self.digit(byte >> 4))
                digits.append(Self.digit(byte & 15))
            }
            return digits
        }

        private static func digit(_ value: UInt8) -> UInt8 {
            value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
        }

        private static func value(_ digit: UInt8) -> UInt8? {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            default: nil
            }
        }
    }
#endif
