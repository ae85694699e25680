public import HTTPTypes

/// A CGI response (RFC 3875, section 6), parsed as a web server parses it.
public struct GatewayResponse: Sendable, Hashable {
    /// The status, from the field `Status`.
    public let status: HTTPResponse.Status

    /// The other fields.
    public let headers: HTTPFields

    /// The body.
    public let body: [UInt8]

    /// Parses a response.
    ///
    /// - Throws: ``ClientError`` for a head without `Status`, with a malformed field, or without an end.
    public init(_ output: [UInt8]) throws(ClientError) {
        var status: HTTPResponse.Status?
        var headers = HTTPFields()
        var rest = output[...]
        while true {
            guard let end = rest.firstIndex(of: 0x0A) else { throw ClientError("the head has no end") }
            var line = rest[..<end]
            rest = rest[(end + 1)...]
            if line.last == 0x0D { line = line.dropLast() }
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
                let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
            else {
                throw ClientError("\(String(decoding: line, as: UTF8.self).debugDescription) is not a header field")
            }
            let value = line[(colon + 1)...].drop { $0 == 0x20 }
            if name.canonicalName == "status" {
                let digits = value.prefix { $0 != 0x20 }
                guard digits.count == 3, digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
                    let code = Int(String(decoding: digits, as: UTF8.self)), status == nil
                else { throw ClientError("the status is not three digits, or is given more than once") }
                status = HTTPResponse.Status(
                    code: code,
                    reasonPhrase: String(decoding: value.dropFirst(4), as: UTF8.self)
                )
            } else {
                headers.append(HTTPField(name: name, value: value))
            }
        }
        guard let status else { throw ClientError("the head has no Status") }
        self.status = status
        self.headers = headers
        body = Array(rest)
    }
}
