/// The characters of an HTTP token (RFC 9110, section 5.6.2).
enum HTTPToken {
    private static let characters = ASCIISet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~")

    static func contains(_ byte: UInt8) -> Bool { characters.contains(byte) }

    static func contains(allOf bytes: Span<UInt8>) -> Bool { characters.contains(allOf: bytes) }
}
