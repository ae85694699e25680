internal import GatewayInterface
public import HTTPTypes

extension HTTPField {
    /// A field of an answer from texts that come from elsewhere, refused where they are not in order.
    ///
    /// HTTPTypes' own `HTTPField(name:value:)` writes a space for each byte that a value must not have, so that a line break
    /// adds no field to an answer, and nobody learns of it. This one tells.
    ///
    /// ```swift
    /// var head = HTTPResponse(status: .ok)
    /// head.headerFields.append(try HTTPField(validating: "X-Title", title))
    /// ```
    ///
    /// - Parameters:
    ///   - name: a token (RFC 9110, section 5.1).
    ///   - value: of bytes that a value may have (RFC 9110, section 5.5): no control character but the tab, and no white space
    ///     at either end.
    /// - Throws: ``FastCGIError/Code/invalidResponse``; the message names the field.
    public init(validating name: String, _ value: String) throws(FastCGIError) {
        guard let fieldName = Name(name) else {
            throw FastCGIError(.invalidResponse, "\(LogText.quoted(name.utf8)) is no name of a header field")
        }
        if value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) {
            throw FastCGIError(.invalidResponse, "the field \(name) holds a line break or a NUL")
        }
        guard Self.isValidValue(value) else {
            throw FastCGIError(
                .invalidResponse,
                "the field \(name) holds a control character, or white space at an end: \(LogText.quoted(value.utf8))"
            )
        }
        self.init(name: fieldName, value: value)
    }
}
