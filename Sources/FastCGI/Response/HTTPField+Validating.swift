internal import GatewayInterface
public import HTTPTypes

extension HTTPField {
    /// Creates a response header field from untrusted text, and throws if the text is invalid.
    ///
    /// `HTTPField(name:value:)` of HTTPTypes replaces each invalid byte by a space: a line break cannot add a field,
    /// but the error stays hidden.
    ///
    /// ```swift
    /// var head = HTTPResponse(status: .ok)
    /// head.headerFields.append(try HTTPField(validating: "X-Title", title))
    /// ```
    ///
    /// - Parameters:
    ///   - name: a token (RFC 9110, section 5.1).
    ///   - value: the bytes of RFC 9110, section 5.5: no control character except the tab, and no white space
    ///     at either end.
    /// - Throws: ``FastCGIError/Code/invalidResponse``; the message names the field.
    public init(validating name: String, _ value: String) throws(FastCGIError) {
        guard let fieldName = Name(name) else {
            throw FastCGIError(.invalidResponse, "invalid header field name \(LogText.quoted(name.utf8))")
        }
        if value.holdsLineBreakOrNUL {
            throw FastCGIError(.invalidResponse, "the field \(name) contains a line break or a NUL")
        }
        guard Self.isValidValue(value) else {
            throw FastCGIError(
                .invalidResponse,
                "the field \(name) contains a control character or outer white space: \(LogText.quoted(value.utf8))"
            )
        }
        self.init(name: fieldName, value: value)
    }
}

extension String {
    /// Whether it holds a byte that ends a header field for some reader.
    var holdsLineBreakOrNUL: Bool {
        let bytes = utf8.span
        for index in bytes.indices {
            let byte = bytes[index]
            if byte <= 0x0D, byte == 0x0D || byte == 0x0A || byte == 0 { return true }
        }
        return false
    }
}
