#if Tool
    /// A response as a CGI program writes it (RFC 3875, section 6).
    struct CGIResponse {
        /// The status, such as "200 OK".
        let status: String
        /// The other header fields, in their order.
        let fields: [String]
        let body: [UInt8]

        /// `nil` if the output does not begin with header fields.
        init?(_ output: [UInt8]) {
            var lines: [String] = []
            var rest = output[...]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                var line = rest[..<end]
                if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
                rest = rest[(end + 1)...]
                guard !line.isEmpty else {
                    guard !lines.isEmpty else { return nil }
                    status = lines.first { $0.hasPrefix("Status: ") }.map { String($0.dropFirst(8)) } ?? "200 OK"
                    fields = lines.filter { !$0.hasPrefix("Status: ") }
                    body = Array(rest)
                    return
                }
                guard line.contains(UInt8(ascii: ":")) else { return nil }
                lines.append(String(decoding: line, as: UTF8.self))
            }
            return nil
        }
    }
#endif
