#if Security
    internal import GatewayInterface

    /// A mail address in the form that the library sends to: `name@example.com`.
    ///
    /// It is printable ASCII with one "@". The local part (RFC 5321, section 4.1.2) consists of letters, digits and
    /// `!#$%&'*+-/=?^_{|}~.` and does not begin with "-". The domain is a host name with at least two labels. Quoted local
    /// parts, comments, addresses as domains and internationalized addresses are refused.
    public struct MailAddress: Sendable, Hashable, CustomStringConvertible {
        /// The address.
        public let description: String

        /// Creates an address; `nil` for any other text, and for more than 254 bytes.
        public init?(_ text: String) {
            guard text.utf8.count <= 254 else { return nil }
            let bytes = Array(text.utf8)
            guard let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { return nil }
            let name = bytes[..<at]
            let domain = bytes[(at + 1)...]
            guard (1...64).contains(name.count), name.first != UInt8(ascii: "-"), name.allSatisfy(Self.isNameByte),
                name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy({ !$0.isEmpty }),
                Self.isDomain(domain)
            else { return nil }
            description = String(decoding: bytes, as: UTF8.self)
        }

        private static func isNameByte(_ byte: UInt8) -> Bool {
            byte.isASCIILetterOrDigit || "!#$%&'*+-/=?^_{|}~.".utf8.contains(byte)
        }

        private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
            let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            return labels.count >= 2
                && labels.allSatisfy { label in
                    (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                        && label.last != UInt8(ascii: "-")
                        && label.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }
                }
        }
    }
#endif
