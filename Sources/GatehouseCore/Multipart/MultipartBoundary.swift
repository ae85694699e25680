internal import GatewayInterface
internal import HTTPTypes

/// The boundary between the parts of a body (RFC 2046, section 5.1.1).
package struct MultipartBoundary: Sendable {
    /// The delimiter in the body: a line end, "--" and the boundary.
    let delimiter: [UInt8]

    /// Creates a boundary of 1 to 70 characters that the RFC allows. Returns `nil` for any other text.
    package init?(_ boundary: String) {
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy(Self.isAllowed),
            boundary.utf8.last != UInt8(ascii: " ")
        else { return nil }
        delimiter = Array("\r\n--".utf8) + boundary.utf8
    }

    /// Reads the boundary from a `Content-Type` field.
    ///
    /// - Throws: ``HTTPError`` 415 for another type, 400 for a missing or malformed boundary.
    init(contentType: String?) throws(HTTPError) {
        let essence = "multipart/form-data"
        guard let contentType, contentType.lowercasedASCII.begins(with: essence) else {
            throw HTTPError(.unsupportedMediaType, "The body must be \(essence).")
        }
        guard let type = MediaType(contentType) else { throw HTTPError(.badRequest, "The Content-Type is malformed.") }
        guard type.isType(essence), type.isInUTF8 else {
            throw HTTPError(.unsupportedMediaType, "The body must be \(essence) in UTF-8.")
        }
        guard let text = type.parameters["boundary"], let boundary = MultipartBoundary(text) else {
            throw HTTPError(.badRequest, "The Content-Type has a missing or malformed boundary.")
        }
        self = boundary
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "'()+_,-./:=? ".utf8.contains(byte)
    }
}
