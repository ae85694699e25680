#if Tool
    /// The address of a directory: `https://www.example.com/app`.
    struct ProbeURL: Sendable, Hashable {
        /// How a request travels.
        enum Scheme: String, Sendable, Codable {
            case http
            case https

            var usualPort: UInt16 { self == .http ? 80 : 443 }
        }

        let scheme: Scheme
        /// The name or the numeric address, without brackets.
        let host: String
        let port: UInt16
        /// Whether the text has a port. The other scheme has an unknown port then.
        let hasOwnPort: Bool
        /// The path of the directory without a slash at its end; empty for a whole site.
        let mount: String

        /// Parses a URL.
        ///
        /// - Throws: ``ToolError`` with the part that is wrong.
        init(_ text: String) throws(ToolError) {
            func wrong(_ problem: String, _ remedy: String = "write it like https://www.example.com/app") -> ToolError {
                ToolError("the URL \(text.debugDescription) \(problem)", remedy: remedy, status: .usage)
            }
            guard let scheme = [Scheme.http, .https].first(where: { text.lowercased().hasPrefix("\($0.rawValue)://") })
            else { throw wrong("begins with neither http:// nor https://") }
            self.scheme = scheme
            let rest = text.dropFirst(scheme.rawValue.count + 3)
            let authority = rest.prefix { !"/?#".contains($0) }
            let path = rest.dropFirst(authority.count)
            guard !authority.contains("@") else { throw wrong("contains a user name", "leave it out") }
            let isBracketed = authority.hasPrefix("[")
            let end = isBracketed ? authority.firstIndex(of: "]").map { authority.index(after: $0) } : nil
            guard !isBracketed || end != nil else { throw wrong("has an unclosed bracket") }
            let name = end.map { authority[..<$0] } ?? authority.prefix { $0 != ":" }
            let port = authority.dropFirst(name.count)
            host = isBracketed ? String(name.dropFirst().dropLast()) : String(name)
            let isPlain: (UInt8) -> Bool = { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: isBracketed && byte == UInt8(ascii: ":")
                }
            }
            guard !host.isEmpty, host.utf8.count <= 253, !host.hasPrefix("-"), host.utf8.allSatisfy(isPlain) else {
                throw wrong("has an invalid host")
            }
            if port.isEmpty {
                self.port = scheme.usualPort
            } else {
                guard let number = UInt16(port.dropFirst()), number > 0 else { throw wrong("has an invalid port") }
                self.port = number
            }
            hasOwnPort = !port.isEmpty && self.port != scheme.usualPort
            guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#\\\"".utf8.contains($0) }) else {
                throw wrong("has a path with a query or a character that needs percent-encoding")
            }
            mount =
                "/" + path.split(separator: "/").joined(separator: "/") == "/"
                ? "" : "/" + path.split(separator: "/").joined(separator: "/")
        }

        private init(scheme: Scheme, of other: ProbeURL) {
            self.scheme = scheme
            host = other.host
            port = scheme.usualPort
            hasOwnPort = false
            mount = other.mount
        }

        /// The same place with the other scheme; `nil` if its port is unknown.
        var otherScheme: ProbeURL? {
            hasOwnPort ? nil : ProbeURL(scheme: scheme == .http ? .https : .http, of: self)
        }

        /// The value of the Host field.
        var authority: String {
            let name = host.contains(":") ? "[\(host)]" : host
            return port == scheme.usualPort ? name : "\(name):\(port)"
        }

        /// The scheme and the authority.
        var origin: String { "\(scheme.rawValue)://\(authority)" }

        /// Whether the host is a numeric address.
        var isNumeric: Bool {
            host.contains(":") || host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }
        }
    }
#endif
