internal import GatewayInterface
internal import HTTPTypes

/// The header of a part (RFC 7578, section 4). It is parsed strictly, because another reader, such as a filter in
/// front, could see another name in an ambiguous header.
package struct PartHeader: Sendable, Equatable {
    package let name: String
    /// The cleaned file name; empty if the client sent an empty one; `nil` for a field.
    package let fileName: String?
    package let contentType: String?
    /// The value of `Content-Length`, if present.
    let length: Int?

    /// Parses the lines of a header, without their line ends.
    ///
    /// - Throws: ``HTTPError`` 400 for a malformed header, 415 for unsupported content.
    package init(lines: [ArraySlice<UInt8>], limits: MultipartLimits) throws(HTTPError) {
        var fields: [String: ArraySlice<UInt8>] = [:]
        for line in lines {
            let name = line.prefix(while: HTTPToken.contains)
            let rest = line.dropFirst(name.count)
            guard !name.isEmpty, rest.first == UInt8(ascii: ":") else {
                throw Self.malformed("A line of the header of a part is malformed.")
            }
            // A tab is white space. Readers interpret any other control character differently.
            guard rest.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
                throw Self.malformed("The header of a part contains a control character.")
            }
            let key = String(decoding: name, as: UTF8.self).lowercasedASCII
            guard fields.updateValue(Self.trimmed(rest.dropFirst()), forKey: key) == nil else {
                throw Self.malformed("The header of a part has a duplicate field.")
            }
        }
        guard let disposition = fields["content-disposition"] else {
            throw Self.malformed("A part has no Content-Disposition.")
        }
        let (name, fileName) = try PartDisposition.names(in: disposition)
        guard !name.isEmpty, !name.unicodeScalars.contains(where: Self.isControl) else {
            throw Self.malformed("A part has an empty or invalid name.")
        }
        guard max(name.utf8.count, fileName?.utf8.count ?? 0) <= limits.nameBytes else {
            throw Self.malformed("A part has a name of more than \(limits.nameBytes) bytes.")
        }
        self.name = name
        self.fileName = fileName.map { $0.isEmpty ? "" : ContentDisposition.cleaned($0) }
        contentType = try fields["content-type"].map { (value) throws(HTTPError) in
            try Self.contentType(value, isFile: fileName != nil)
        }
        length = try fields["content-length"].map { (value) throws(HTTPError) in
            guard (1...18).contains(value.count), value.allSatisfy(\.isASCIIDigit) else {
                throw Self.malformed("The Content-Length of a part must be a number.")
            }
            return value.reduce(0) { $0 * 10 + Int($1 - 48) }
        }
        if let encoding = fields["content-transfer-encoding"] {
            let encoding = String(decoding: encoding, as: UTF8.self)
            guard ["7bit", "8bit", "binary"].contains(where: encoding.hasSameBytes(asLowercase:)) else {
                throw HTTPError(.unsupportedMediaType, "A part has an unsupported Content-Transfer-Encoding.")
            }
        }
    }

    /// Returns the media type from the client. A part of parts, and a field in an encoding other than UTF-8, is
    /// refused.
    private static func contentType(_ value: ArraySlice<UInt8>, isFile: Bool) throws(HTTPError) -> String {
        guard let text = try? ClientText.string(value), let type = MediaType(text) else {
            throw malformed("The Content-Type of a part is malformed.")
        }
        guard !type.essence.begins(with: "multipart/") else {
            throw HTTPError(.unsupportedMediaType, "A part contains nested parts.")
        }
        let isASCII = type.parameters["charset"]?.hasSameBytes(asLowercase: "us-ascii") == true
        guard isFile || isASCII || type.isInUTF8 else {
            throw HTTPError(.unsupportedMediaType, "A field is not in UTF-8.")
        }
        return text
    }

    private static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var value = value.drop { $0 == 0x20 || $0 == 0x09 }
        while let last = value.last, last == 0x20 || last == 0x09 { value.removeLast() }
        return value
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    static func malformed(_ message: String) -> HTTPError { HTTPError(.badRequest, message) }
}
