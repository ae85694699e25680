#if Tool
    /// A request whose target is sent exactly as it is written.
    struct ProbeRequest: Sendable {
        var method = "GET"
        /// The target, with every spelling that no client library would send.
        let target: String
        var version = "HTTP/1.1"
        var fields: [String] = []
        /// The number of bytes in the body; `nil` for a request without one.
        var bodyLength: Int?

        /// Whether it is a request of HTTP/0.9: one line without a version. Its response is a body alone.
        var isBare: Bool { version.isEmpty }

        func bytes(authority: String) -> [UInt8] {
            guard !isBare else { return Array("\(method) \(target)\r\n".utf8) }
            var lines = ["\(method) \(target) \(version)", "Host: \(authority)"] + fields
            if let bodyLength {
                lines += ["Content-Type: application/octet-stream", "Content-Length: \(bodyLength)"]
            }
            lines += ["User-Agent: gatehouse-probe", "Connection: close", "", ""]
            return Array(lines.joined(separator: "\r\n").utf8)
                + [UInt8](repeating: UInt8(ascii: "x"), count: bodyLength ?? 0)
        }

        /// The request in one line, for a report.
        var summary: String {
            let line = ([method, target] + (version == "HTTP/1.1" ? [] : [isBare ? "(HTTP/0.9)" : version]))
                .joined(separator: " ")
            return fields.isEmpty ? line : "\(line) with \(fields.joined(separator: ", "))"
        }
    }

    /// A response, or what arrived of it.
    struct ProbeResponse: Sendable {
        /// `nil` if the bytes do not begin like a response.
        let status: Int?
        /// The fields, with names in lower case.
        let fields: [(name: String, value: String)]
        /// The body, without the marks of chunked encoding.
        let body: [UInt8]
        let bytes: [UInt8]

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            guard let end = Self.endOfHead(bytes), let status = Self.status(bytes) else {
                (status, fields, body) = (Self.status(bytes), [], bytes)
                return
            }
            self.status = status
            let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n").dropFirst()
            fields = lines.compactMap { line in
                guard let colon = line.firstIndex(of: ":") else { return nil }
                let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                return (line[..<colon].lowercased(), String(value))
            }
            let rest = bytes[(end + 4)...]
            let isChunked = fields.contains {
                $0.name == "transfer-encoding" && $0.value.lowercased().contains("chunked")
            }
            body = isChunked ? Self.joined(rest) : Array(rest)
        }

        func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

        /// Whether the bytes are a whole response, so that the client need not wait for the end of the connection.
        static func isComplete(_ bytes: [UInt8], to request: ProbeRequest) -> Bool {
            guard !request.isBare, let end = endOfHead(bytes), let status = status(bytes) else { return false }
            if status == 204 || status == 304 { return true }
            let head = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
            guard let start = head.firstRange(of: "\r\ncontent-length:") else {
                return head.contains("\r\ntransfer-encoding:") && bytes.suffix(5).elementsEqual("0\r\n\r\n".utf8)
            }
            let digits = head[start.upperBound...].prefix { $0 != "\r\n" }.filter { $0 != " " }
            // A response to HEAD must not have a body. The probe waits for one, to see that there is none.
            guard request.method != "HEAD", let length = Int(digits) else { return false }
            return bytes.count - end - 4 >= length
        }

        /// Whether the bytes so far contain a part of a body.
        static func hasBody(_ bytes: [UInt8]) -> Bool { endOfHead(bytes).map { bytes.count > $0 + 4 } ?? false }

        private static func status(_ bytes: [UInt8]) -> Int? {
            let line = String(decoding: bytes.prefix(12), as: UTF8.self)
            guard line.hasPrefix("HTTP/"), line.utf8.count == 12 else { return nil }
            return Int(line.suffix(3))
        }

        private static func endOfHead(_ bytes: [UInt8]) -> Int? {
            guard bytes.count >= 4 else { return nil }
            return (0...bytes.count - 4).first { index in
                bytes[index] == 0x0D && bytes[index + 1] == 0x0A && bytes[index + 2] == 0x0D && bytes[index + 3] == 0x0A
            }
        }

        private static func joined(_ chunks: ArraySlice<UInt8>) -> [UInt8] {
            var rest = chunks
            var whole: [UInt8] = []
            while let end = rest.firstIndex(of: 0x0D) {
                let size = String(decoding: rest[..<end].prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
                guard let length = Int(size, radix: 16), length > 0, length < 1 << 30 else { break }
                let chunk = rest[end...].dropFirst(2)
                whole += chunk.prefix(length)
                rest = chunk.dropFirst(length + 2)
            }
            return whole
        }
    }
#endif
