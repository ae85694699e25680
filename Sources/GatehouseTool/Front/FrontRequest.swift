#if Tool
    internal import NIOCore
    internal import NIOHTTP1

    /// A complete request of a browser.
    struct FrontRequest: Sendable {
        let head: HTTPRequestHead
        let body: [UInt8]
        /// Whether the request has a body, which can be empty.
        let hasBody: Bool
        /// The address of the client and its port.
        let client: (address: String, port: Int)
        /// The address that the client connected to and its port.
        let server: (address: String, port: Int)

        /// The target without its query.
        var path: String { String(head.uri.prefix { $0 != "?" }) }

        /// The text after the first "?"; empty without one.
        var query: String { String(head.uri.drop { $0 != "?" }.dropFirst()) }

        /// The only value of the field `Host`; `nil` if it is missing or repeated.
        var host: String? {
            let values = head.headers["host"]
            return values.count == 1 ? values[0] : nil
        }

        /// Whether the host is a name of this machine that no other machine can take: `localhost`, a name below it, or a
        /// loopback address. A page of another site whose name suddenly leads to this machine (DNS rebinding) has its own
        /// name here.
        var isForThisMachine: Bool {
            guard let host else { return false }
            let end = host.hasPrefix("[") ? host.firstIndex(of: "]").map(host.index(after:)) : host.firstIndex(of: ":")
            let name = host[..<(end ?? host.endIndex)]
            let rest = host.dropFirst(name.count)
            guard rest.isEmpty || (rest.first == ":" && rest.dropFirst().allSatisfy { $0.isASCII && $0.isNumber })
            else { return false }
            let lower = name.lowercased()
            let isPlain = lower.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-.".utf8.contains(byte)
            }
            return ["localhost", "127.0.0.1", "[::1]"].contains(lower) || (isPlain && lower.hasSuffix(".localhost"))
        }

        /// Whether a browser opens a page with this request, instead of loading a part of one or running a script. Browsers
        /// always say so to this machine (Fetch Metadata).
        var isNavigation: Bool {
            head.headers.first(name: "sec-fetch-mode") == "navigate"
                && head.headers.first(name: "sec-fetch-dest") == "document"
        }

        /// Whether the client can show a page.
        var acceptsHTML: Bool { head.headers["accept"].contains { $0.contains("text/html") } }
    }
#endif
