#if Security
    /// The Base64 of PHC strings: the standard alphabet (RFC 4648, section 4) without padding.
    enum PHCBase64 {
        static func encode(_ bytes: [UInt8]) -> String {
            let text = Base64URL.encode(bytes).utf8.map { byte in
                switch byte {
                case UInt8(ascii: "-"): UInt8(ascii: "+")
                case UInt8(ascii: "_"): UInt8(ascii: "/")
                default: byte
                }
            }
            return String(decoding: text, as: UTF8.self)
        }

        private static let values = Base64URL.values(
            of: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8))

        /// Decodes a text; `nil` for anything that ``encode(_:)`` does not write.
        static func decode(_ text: some Collection<UInt8>) -> [UInt8]? { Base64URL.decode(text, values) }
    }
#endif
