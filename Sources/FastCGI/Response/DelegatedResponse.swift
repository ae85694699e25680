internal import GatewayInterface
internal import HTTPTypes

/// A head that makes the web server respond itself: with another of its URLs, or with a file.
struct DelegatedResponse {
    /// The bytes to send.
    let head: [UInt8]

    /// A local redirect (RFC 3875, section 6.2.2): `Location` alone, and no status.
    init(localPath path: String, query: String?) throws(FastCGIError) {
        var bytes = Array("Location: ".utf8)
        bytes += try Self.encoded(path)
        if let query {
            guard Self.isQuery(query) else {
                throw FastCGIError(
                    .invalidResponse, "invalid query \(LogText.quoted(query.utf8)); percent-encode it (RFC 3986)")
            }
            bytes.append(UInt8(ascii: "?"))
            bytes += query.utf8
        }
        head = try Self.checked(bytes + "\r\n\r\n".utf8)
    }

    /// A file that the web server sends with these header fields.
    init(file path: String, by sender: FileSender, headerFields: HTTPFields) throws(FastCGIError) {
        // A space at the end of a field value is not part of the value.
        guard !path.hasSuffix("/"), sender.decodes || !path.hasSuffix(" ") && !path.utf8.contains(UInt8(ascii: "%"))
        else {
            throw FastCGIError(
                .invalidResponse,
                "invalid file path \(LogText.quoted(path.utf8)); it must name a file, without \"%\" for mod_xsendfile"
            )
        }
        guard headerFields[.contentLength] == nil else {
            throw FastCGIError(.invalidResponse, "the web server sets the Content-Length of a file; remove the field")
        }
        var bytes: [UInt8] = []
        try ResponseHead.write(.ok, headerFields, bodyLength: nil, into: &bytes)
        // Remove the empty line.
        bytes.removeLast(2)
        bytes += "\(sender.field): ".utf8
        let encoded = try Self.encoded(path)
        bytes += sender.decodes ? encoded : Array(path.utf8)
        head = try Self.checked(bytes + "\r\n\r\n".utf8)
    }

    private static func checked(_ head: [UInt8]) throws(FastCGIError) -> [UInt8] {
        guard head.count <= ResponseHead.longest else {
            throw FastCGIError(
                .invalidResponse,
                "the header fields have \(head.count) bytes; at most \(ResponseHead.longest) are allowed"
            )
        }
        return head
    }

    /// Percent-encodes a path except for "/" and the unreserved characters of RFC 3986, section 2.3. Most web servers
    /// decode the path, and for some of them "?" would begin a query.
    ///
    /// - Throws: ``FastCGIError/Code/invalidResponse`` if the path is ambiguous: it must begin with "/", and have no
    ///   empty segment, no "." or "..", and no control character.
    private static func encoded(_ path: String) throws(FastCGIError) -> [UInt8] {
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard path.utf8.first == UInt8(ascii: "/"),
            // The first segment is before the first "/"; the last may be empty, as in "/directory/".
            segments.dropFirst().dropLast().allSatisfy({ !$0.isEmpty }),
            !segments.contains(where: { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }),
            !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else {
            throw FastCGIError(
                .invalidResponse,
                "invalid path \(LogText.quoted(path.utf8)); it must be absolute, without an empty, \".\" or \"..\" segment"
            )
        }
        return path.utf8.flatMap { $0.isUnreservedInURL || $0 == UInt8(ascii: "/") ? [$0] : $0.percentEncoded }
    }

    /// Whether a text is an encoded query (RFC 3986, section 3.4). The caller encodes it, because only the caller knows
    /// the separators.
    private static func isQuery(_ text: String) -> Bool {
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, rest.prefix(2).allSatisfy({ $0.hexadecimalValue != nil }) else { return false }
                rest.removeFirst(2)
            } else if !byte.isUnreservedInURL, !"!$&'()*+,;=:@/?".utf8.contains(byte) {
                return false
            }
        }
        return true
    }
}
