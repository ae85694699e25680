internal import GatewayInterface

/// The characters of an HTTP token (RFC 9110, section 5.6.2).
enum HTTPToken {
    static func contains(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
