/// The bodies and queries that browsers make of forms (WHATWG URL, section 5; RFC 7578).
enum FormBody {
    /// `application/x-www-form-urlencoded`.
    static func urlencoded(_ entries: [(name: String, control: PageForm.Control, value: String)]) -> String {
        entries.map { "\(encoded($0.name))=\(encoded($0.control.file?.name ?? $0.value))" }.joined(separator: "&")
    }

    /// `multipart/form-data`.
    static func multipart(
        _ entries: [(name: String, control: PageForm.Control, value: String)], boundary: String
    ) -> [UInt8] {
        var body: [UInt8] = []
        for (name, control, value) in entries {
            body += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(quoted(name))\"".utf8)
            if control.type == "file" {
                // A file field without a file sends an empty one.
                let file = control.file ?? ("", "application/octet-stream", [])
                body += Array("; filename=\"\(quoted(file.name))\"\r\nContent-Type: \(file.type)\r\n\r\n".utf8)
                body += file.content
            } else {
                body += Array("\r\n\r\n\(lines(value))".utf8)
            }
            body += Array("\r\n".utf8)
        }
        return body + Array("--\(boundary)--\r\n".utf8)
    }

    private static func encoded(_ text: String) -> String {
        let hexadecimal = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in lines(text).utf8 {
            switch byte {
            case UInt8(ascii: " "): bytes.append(UInt8(ascii: "+"))
            case UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), 0x30...0x39, 0x41...0x5A,
                0x61...0x7A:
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Line breaks as forms send them: CR LF.
    private static func lines(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(separator: "\r\n")
    }

    private static func quoted(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "%22"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
