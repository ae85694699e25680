internal import CFastCGI

/// Builds the few records that the library writes without libfcgi.
package enum RecordBytes {
    /// A record of any type (FastCGI specification, section 3.3), padded to a multiple of eight bytes.
    ///
    /// - Parameter content: at most 65,535 bytes.
    static func record(_ type: Int32, requestID: UInt16, _ content: [UInt8]) -> [UInt8] {
        let padding = (8 - content.count % 8) % 8
        let header = RecordHeader(
            type, requestID: requestID, contentLength: content.count, paddingLength: padding)
        return header.bytes + content + repeatElement(0, count: padding)
    }

    /// Name-value pairs, the content of FCGI_PARAMS and FCGI_GET_VALUES (FastCGI specification, section 3.4).
    ///
    /// - Parameter pairs: their lengths have one byte up to 127, and four bytes above.
    package static func pairs(_ pairs: some Sequence<(name: String, value: String)>) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in pairs {
            for count in [name.utf8.count, value.utf8.count] {
                if count < 128 {
                    bytes.append(UInt8(count))
                } else {
                    bytes.append(UInt8(count >> 24 & 0x7F) | 0x80)
                    bytes += [16, 8, 0].map { UInt8(count >> $0 & 0xFF) }
                }
            }
            bytes += Array(name.utf8)
            bytes += Array(value.utf8)
        }
        return bytes
    }

    /// FCGI_END_REQUEST with application status 0.
    static func endRequest(_ requestID: UInt16, protocolStatus: Int32) -> [UInt8] {
        record(FCGI_END_REQUEST, requestID: requestID, [0, 0, 0, 0, UInt8(protocolStatus), 0, 0, 0])
    }

    /// FCGI_UNKNOWN_TYPE, the response to a management record of an unknown type.
    static func unknownType(_ type: Int32) -> [UInt8] {
        record(FCGI_UNKNOWN_TYPE, requestID: 0, [UInt8(truncatingIfNeeded: type), 0, 0, 0, 0, 0, 0, 0])
    }

    /// The type of the record that breaks a response off. FastCGI does not define it.
    private static let undefinedType: Int32 = 99

    /// The record that breaks a response off before the connection is closed. It has an undefined type and no content.
    ///
    /// It is needed for nginx without `fastcgi_keep_conn`, which takes the end of the connection for the end of the
    /// response, as in CGI. nginx, lighttpd, HAProxy and mod_proxy_fcgi treat this record as an error; mod_fcgid and
    /// Caddy ignore it.
    static func brokenOff(_ requestID: UInt16) -> [UInt8] {
        record(undefinedType, requestID: requestID, [])
    }

    /// A whole response: a line for the web server's error log, output, the ends of both, and the end of the request.
    ///
    /// - Parameters:
    ///   - errorLine: the log line; empty for none.
    ///   - response: a plain 500 replaces it if its head is invalid.
    ///   - isHead: whether this is the response to a HEAD request, which has no body.
    static func response(
        _ requestID: UInt16,
        errorLine: [UInt8] = [],
        _ response: CompleteResponse,
        isHead: Bool
    ) -> [UInt8] {
        // The head of a plain response is always valid.
        let output =
            (try? response.bytes(isHead: isHead))
            ?? (try? CompleteResponse.plain(.internalServerError).bytes(isHead: isHead)) ?? []
        var bytes = errors(requestID, errorLine)
        for start in stride(from: 0, to: output.count, by: RecordHeader.longestContent) {
            let content = output[start..<min(start + RecordHeader.longestContent, output.count)]
            bytes += record(FCGI_STDOUT, requestID: requestID, Array(content))
        }
        return bytes + record(FCGI_STDOUT, requestID: requestID, [])
            + endRequest(requestID, protocolStatus: FCGI_REQUEST_COMPLETE)
    }

    /// FCGI_STDERR with one line, and the record that ends the stream; empty without a line.
    static func errors(_ requestID: UInt16, _ line: [UInt8]) -> [UInt8] {
        line.isEmpty
            ? [] : record(FCGI_STDERR, requestID: requestID, line) + record(FCGI_STDERR, requestID: requestID, [])
    }
}
