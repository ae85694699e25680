internal import GatewayInterface

/// The field `Authorization` of a request (RFC 9110, section 11.6.2), for schemes with a token.
struct AuthorizationField {
    /// The scheme, in lower case.
    let scheme: String
    /// The unchecked rest of the value.
    private let rest: ArraySlice<UInt8>

    /// Reads the field from HTTP_AUTHORIZATION; `nil` if it is missing or does not begin with a scheme.
    ///
    /// Old rewrite recipes leave a copy in REDIRECT_HTTP_AUTHORIZATION. No template needs the copy, so it opens
    /// nothing. A copy that differs denies.
    init?(_ parameters: Parameters) {
        guard let value = parameters.bytes(of: "HTTP_AUTHORIZATION") else { return nil }
        if let copy = parameters.bytes(of: "REDIRECT_HTTP_AUTHORIZATION"), !copy.elementsEqual(value) { return nil }
        let name = value.prefix { $0 != UInt8(ascii: " ") }
        guard !name.isEmpty, name.allSatisfy(\.isASCIILetter) else { return nil }
        scheme = String(decoding: name.map { $0 | 0x20 }, as: UTF8.self)
        rest = value.dropFirst(name.count)
    }

    /// The token68 after the scheme (RFC 9110, section 11.2); `nil` unless the rest is exactly one token.
    var token: ArraySlice<UInt8>? {
        let token = rest.drop { $0 == UInt8(ascii: " ") }
        guard token.count < rest.count else { return nil }
        let characters = token.prefix { $0 != UInt8(ascii: "=") }
        guard !characters.isEmpty, characters.allSatisfy(Self.isTokenCharacter),
            token.dropFirst(characters.count).allSatisfy({ $0 == UInt8(ascii: "=") })
        else { return nil }
        return token
    }

    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "-._~+/".utf8.contains(byte)
    }
}
