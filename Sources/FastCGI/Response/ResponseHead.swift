internal import GatewayInterface
internal import HTTPTypes

/// The head of an answer as CGI has it (RFC 3875, section 6.3): fields, `Status` among them, and an empty line.
package struct ResponseHead {
    /// Apache's mod_fcgid answers 500 to a longer one.
    static let longest = 8 * 1024

    /// Fields that belong to the connection between client and web server (RFC 9110, section 7.6.1), that CGI uses
    /// for itself, or that make a web server send a file of its own choice.
    private static let refused: [String] = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "te", "trailer", "transfer-encoding",
        "upgrade", "status", "script-control", "x-sendfile", "x-sendfile2", "x-sendfile-temporary",
        "x-lighttpd-send-file", "x-accel-redirect", "x-accel-buffering", "x-accel-charset", "x-accel-expires",
        "x-accel-limit-rate", "x-litespeed-location",
    ]

    /// Writes the head of an answer.
    ///
    /// - Parameters:
    ///   - response: status and fields.
    ///   - bodyLength: in bytes; becomes Content-Length unless the status forbids one. `nil` for a body that is yet to be
    ///     made: then only the response itself may announce a length.
    ///   - rendered: further fields, checked and rendered by who made them, each with its line end.
    ///   - buffer: emptied, then filled; its storage is used again and again.
    /// - Throws: ``FastCGIError/Code/invalidResponse``; the message names the field.
    package static func write(
        _ response: HTTPResponse,
        bodyLength: Int?,
        rendered: [UInt8] = [],
        into buffer: inout [UInt8]
    ) throws(FastCGIError) {
        buffer.removeAll(keepingCapacity: true)
        let code = response.status.code
        guard (200...599).contains(code) else {
            throw FastCGIError(.invalidResponse, "a status of \(code) cannot be sent; 200 to 599 can")
        }
        // A 304 may come with the length, and the body, of what it stands for.
        if code == 204 || code == 205, bodyLength ?? 0 > 0 {
            throw FastCGIError(.invalidResponse, "a response of status \(code) cannot have a body")
        }
        // Always explicit: without it Apache follows a local Location by itself, past every rule. Behind Location, where there
        // may be one: HAProxy makes 302 of the status if Location comes after it.
        let mayHaveLocation = code == 201 || (300...399).contains(code)
        if !mayHaveLocation { write(response.status, into: &buffer) }
        for field in response.headerFields {
            try check(field, code: code, bodyLength: bodyLength)
            if field.name == .contentLength { continue }
            buffer += field.name.rawName.utf8
            buffer += ": ".utf8
            buffer += field.value.utf8
            buffer += lineEnd
        }
        if mayHaveLocation { write(response.status, into: &buffer) }
        buffer += rendered
        var length = if let bodyLength { bodyLength } else { try announcedLength(response) as Int? }
        // RFC 9110, sections 8.6 and 15.3.6: 204 has no length, and 205 the length 0. The length of a 304 is optional.
        if code == 205 { length = 0 }
        if code != 204, code != 304, let length {
            buffer += "Content-Length: ".utf8
            buffer += String(length).utf8
            buffer += lineEnd
        }
        buffer += lineEnd
        guard buffer.count <= longest else {
            throw FastCGIError(
                .invalidResponse,
                "the header fields have \(buffer.count) bytes together; Apache takes \(longest)"
            )
        }
    }

    private static func write(_ status: HTTPResponse.Status, into buffer: inout [UInt8]) {
        buffer += "Status: ".utf8
        buffer += String(status.code).utf8
        if !status.reasonPhrase.isEmpty {
            buffer.append(UInt8(ascii: " "))
            buffer += status.reasonPhrase.utf8
        }
        buffer += lineEnd
    }

    private static let lineEnd: [UInt8] = [0x0D, 0x0A]

    /// The length that a response announces by itself.
    static func announcedLength(_ response: HTTPResponse) throws(FastCGIError) -> Int? {
        guard let text = response.headerFields[.contentLength] else { return nil }
        guard let length = Int(text), length >= 0, String(length) == text else {
            throw FastCGIError(.invalidResponse, "Content-Length says \(LogText.quoted(text.utf8)), which is no length")
        }
        return length
    }

    /// For every first letter the lengths of the names that are refused, a bit each: most names need no look into the list.
    private static let lengths: [UInt32] = refused.reduce(into: Array(repeating: 0, count: 256)) { lengths, name in
        lengths[Int(name.utf8.first ?? 0)] |= 1 << UInt32(name.utf8.count)
    }

    private static func isRefused(_ name: String) -> Bool {
        let utf8 = name.utf8
        guard let first = utf8.first, utf8.count < 32, lengths[Int(first)] >> UInt32(utf8.count) & 1 == 1 else {
            return false
        }
        return refused.contains(name)
    }

    private static func check(_ field: HTTPField, code: Int, bodyLength: Int?) throws(FastCGIError) {
        let name = field.name.canonicalName
        // "no" makes nginx pass on a stream piece by piece, and opens nothing.
        guard !isRefused(name) || (name == "x-accel-buffering" && field.value == "no") else {
            throw FastCGIError(.invalidResponse, "the field \(field.name.rawName) is not for an application to send")
        }
        guard !field.value.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else {
            throw FastCGIError(.invalidResponse, "the field \(field.name.rawName) holds a line break or a NUL")
        }
        if field.name == .location, code != 201, !(300...399).contains(code) {
            // With status 200 Apache would serve the file behind a local one.
            throw FastCGIError(.invalidResponse, "the field Location goes with 201 and 3xx, not with \(code)")
        }
        if field.name == .contentLength, let bodyLength, field.value != String(bodyLength) {
            throw FastCGIError(
                .invalidResponse,
                "Content-Length says \(LogText.quoted(field.value.utf8)), the body has \(bodyLength) bytes"
            )
        }
    }
}

extension HTTPResponse.Status {
    /// Whether no response of this status has a body (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5). Those of 1xx have none
    /// either, and cannot be sent.
    var isBodyless: Bool { code == 204 || code == 205 || code == 304 }
}
