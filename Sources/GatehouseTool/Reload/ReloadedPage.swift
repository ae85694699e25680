#if Tool
    internal import NIOHTTP1

    /// A page of the application with the reload script at its end.
    ///
    /// The script follows the last byte of the body, so that a streamed page stays a stream.
    struct ReloadedPage {
        /// The header fields of the page with the script.
        let fields: HTTPHeaders
        /// The script element.
        let ending: [UInt8]

        /// - Parameters:
        ///   - number: the state of the application before the request.
        ///   - path: the path of the event stream.
        /// - Returns: `nil` if the response stays as it is: it is no page that a browser opens with GET, is compressed or a part of a
        /// page, or its text is not a superset of ASCII.
        init?(
            _ request: FrontRequest, _ status: HTTPResponseStatus, _ fields: HTTPHeaders, number: Int, path: String
        ) {
            let type = fields.first(name: "content-type")?.lowercased() ?? ""
            guard request.head.method == .GET, request.isNavigation, request.isForThisMachine, let host = request.host,
                (200..<600).contains(Int(status.code)), !(300..<400).contains(Int(status.code)),
                ![204, 205, 206].contains(status.code), type.hasPrefix("text/html"), !type.contains("utf-16"),
                !type.contains("utf-32"), !fields.contains(name: "content-encoding")
            else { return nil }
            var generator = SystemRandomNumberGenerator()
            let nonce = ReloadChannel.word(&generator)
            ending = Array(ReloadScript.element(number: number, path: path, nonce: nonce).utf8)
            var changed = HTTPHeaders()
            for (name, value) in fields {
                switch name.lowercased() {
                case "content-security-policy", "content-security-policy-report-only":
                    let url = "http://\(host)\(path)"
                    changed.add(name: name, value: PagePolicy.allowing(value, nonce: nonce, url: url))
                case "content-length":
                    guard let length = Int(value), length >= 0, length < Int.max - ending.count else { return nil }
                    changed.add(name: name, value: String(length + ending.count))
                // They describe the page without the script.
                case "etag", "last-modified", "accept-ranges", "content-md5", "digest", "content-digest", "repr-digest":
                    break
                default:
                    changed.add(name: name, value: value)
                }
            }
            self.fields = changed
        }
    }
#endif
