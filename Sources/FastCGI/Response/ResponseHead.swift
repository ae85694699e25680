internal import GatewayInterface
internal import HTTPTypes

/// The head of a response in CGI form (RFC 3875, section 6.3): header fields with `Status`, and an empty line.
package struct ResponseHead {
    /// The longest head. Apache's mod_fcgid turns a longer one into a 500.
    static let longest = 8 * 1024

    /// Fields that belong to the connection between client and web server (RFC 9110, section 7.6.1), that CGI uses
    /// itself, or that make a web server send another file.
    private static let refused: [String] = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "te", "trailer", "transfer-encoding",
        "upgrade", "status", "script-control", "x-sendfile", "x-sendfile2", "x-sendfile-temporary",
        "x-lighttpd-send-file", "x-accel-redirect", "x-accel-buffering", "x-accel-charset", "x-accel-expires",
        "x-accel-limit-rate", "x-litespeed-location",
    ]

    /// Writes the head of a response.
    ///
    /// - Parameters:
    ///   - status: the status. `HTTPResponse` parses it at each access, so callers read it once.
    ///   - headerFields: the fields.
    ///   - bodyLength: in bytes; becomes Content-Length unless the status forbids it. `nil` if the body is not complete
    ///     yet: then only the response itself can announce a length.
    ///   - rendered: more fields, checked and rendered by the caller, each with its line end.
    ///   - buffer: is cleared and filled; its storage is reused.
    /// - Throws: ``FastCGIError/Code/invalidResponse``; the message names the field.
    package static func write(
        _ status: HTTPResponse.Status,
        _ headerFields: HTTPFields,
        bodyLength: Int?,
        rendered: [UInt8] = [],
        into buffer: inout [UInt8]
    ) throws(FastCGIError) {
        buffer.removeAll(keepingCapacity: true)
        let code = status.code
        guard (200...599).contains(code) else {
            throw FastCGIError(.invalidResponse, "status \(code) cannot be sent; use 200 to 599")
        }
        // A 304 may have the length of the response that it stands for; its body is dropped.
        if code == 204 || code == 205, bodyLength ?? 0 > 0 {
            throw FastCGIError(.invalidResponse, "a response with status \(code) cannot have a body")
        }
        // Status is always sent: without it Apache follows a local Location itself, past all rules. It comes after
        // Location where that is allowed: HAProxy changes the status to 302 if Location comes later.
        let mayHaveLocation = code == 201 || (300...399).contains(code)
        if !mayHaveLocation { write(status, into: &buffer) }
        for field in headerFields {
            try check(field, code: code, bodyLength: bodyLength)
            if isEqual(field.name, .contentLength) { continue }
            append(field.name.rawName, to: &buffer)
            buffer.append(UInt8(ascii: ":"))
            buffer.append(UInt8(ascii: " "))
            append(field.value, to: &buffer)
            appendLineEnd(to: &buffer)
        }
        if mayHaveLocation { write(status, into: &buffer) }
        buffer += rendered
        var length = if let bodyLength { bodyLength } else { try announcedLength(headerFields) as Int? }
        // RFC 9110, sections 8.6 and 15.3.6: 204 has no length, and 205 the length 0. The length of a 304 is optional.
        if code == 205 { length = 0 }
        if code != 204, code != 304, let length {
            buffer += lengthName
            append(decimal: length, to: &buffer)
            appendLineEnd(to: &buffer)
        }
        appendLineEnd(to: &buffer)
        guard buffer.count <= longest else {
            throw FastCGIError(
                .invalidResponse,
                "the header fields have \(buffer.count) bytes; at most \(longest) are allowed"
            )
        }
    }

    /// Most names have another length.
    private static func isEqual(_ name: HTTPField.Name, _ other: HTTPField.Name) -> Bool {
        name.canonicalName.utf8.count == other.canonicalName.utf8.count && name == other
    }

    private static let ok = Array("Status: 200 OK\r\n".utf8)
    private static let lengthName = Array("Content-Length: ".utf8)

    private static func write(_ status: HTTPResponse.Status, into buffer: inout [UInt8]) {
        // The status of most responses.
        if status.code == 200, status.reasonPhrase == "OK" {
            buffer += ok
            return
        }
        append("Status: ", to: &buffer)
        // The caller has checked that the code has three digits.
        buffer.append(UInt8(ascii: "0") + UInt8(status.code / 100))
        buffer.append(UInt8(ascii: "0") + UInt8(status.code / 10 % 10))
        buffer.append(UInt8(ascii: "0") + UInt8(status.code % 10))
        if !status.reasonPhrase.isEmpty {
            buffer.append(UInt8(ascii: " "))
            append(status.reasonPhrase, to: &buffer)
        }
        appendLineEnd(to: &buffer)
    }

    /// Appends a text as one block of memory. `+=` with a `UTF8View` takes three times as long.
    private static func append(_ text: String, to buffer: inout [UInt8]) {
        var text = text
        // The bytes are only copied, and the pointer stays inside the closure.
        text.withUTF8 { unsafe buffer.append(contentsOf: $0) }
    }

    private static func append(decimal number: Int, to buffer: inout [UInt8]) {
        if number >= 10 { append(decimal: number / 10, to: &buffer) }
        buffer.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private static func appendLineEnd(to buffer: inout [UInt8]) {
        buffer.append(0x0D)
        buffer.append(0x0A)
    }

    /// The length that the response itself announces; `nil` without one.
    static func announcedLength(_ headerFields: HTTPFields) throws(FastCGIError) -> Int? {
        guard let text = headerFields[.contentLength] else { return nil }
        guard let length = Int(text), length >= 0, String(length) == text else {
            throw FastCGIError(
                .invalidResponse, "Content-Length is \(LogText.quoted(text.utf8)); use a decimal number of bytes")
        }
        return length
    }

    /// For each first letter a bit for each length of a forbidden name, so that most names need no search of the list.
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
        // "no" makes nginx stream the response and grants nothing.
        guard !isRefused(name) || (name == "x-accel-buffering" && field.value == "no") else {
            throw FastCGIError(
                .invalidResponse, "the field \(field.name.rawName) is not allowed in a response; remove it")
        }
        guard !field.value.holdsLineBreakOrNUL else {
            throw FastCGIError(.invalidResponse, "the field \(field.name.rawName) contains a line break or a NUL")
        }
        if isEqual(field.name, .location), code != 201, !(300...399).contains(code) {
            // With status 200 Apache would serve the file of a local Location.
            throw FastCGIError(.invalidResponse, "the field Location needs status 201 or 3xx, not \(code)")
        }
        if isEqual(field.name, .contentLength), let bodyLength, field.value != String(bodyLength) {
            throw FastCGIError(
                .invalidResponse,
                "Content-Length is \(LogText.quoted(field.value.utf8)), but the body has \(bodyLength) bytes"
            )
        }
    }
}

extension HTTPResponse.Status {
    /// Whether a response with this status has no body (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5). 1xx is not
    /// listed because it cannot be sent.
    var isBodyless: Bool { code == 204 || code == 205 || code == 304 }
}
