#if Tool
    /// The requests for one path.
    enum Spellings {
        /// The plain request.
        static func plain(_ path: String, mount: String) -> ProbeRequest {
            ProbeRequest(target: "\(mount)/\(path)")
        }

        /// The path in every spelling that a web server may decode, normalize or complete to the file.
        ///
        /// - Parameter isThorough: whether to return all, or only those that differ by the kind of file.
        static func targets(of path: String, mount: String, isThorough: Bool) -> [String] {
            let bytes = Array(path.utf8)
            let parts = path.split(separator: "/", maxSplits: 1)
            let name = String(parts.last ?? "")
            let parent = parts.count > 1 ? parts[0] + "/" : ""
            let stem = name.lastIndex(of: ".").map { $0 == name.startIndex ? name[...] : name[..<$0] } ?? name[...]
            var spellings: [String] = [
                encoded(bytes) { _ in true },
                encoded(bytes) { $0 == 0 },
                encoded(bytes) { $0 == bytes.count - 1 },
                encoded(bytes) { bytes[$0] == UInt8(ascii: ".") || bytes[$0] == UInt8(ascii: "-") },
                encoded(bytes) { _ in true }.replacing("%", with: "%25"),
                // Other letters, and names that Apache completes or corrects.
                path.uppercased(), "\(parent)\(stem)", "\(parent)\(name.dropLast())", "\(parent)x\(name)",
            ]
            guard isThorough else {
                spellings = [spellings[0], "\(parent)\(stem)"] + ["/", "/x", "/assets/x.css"].map { "\(path)\($0)" }
                return (spellings + ["app.fcgi/\(path)"]).map { "\(mount)/\($0)" }
            }
            spellings += suffixes.map { "\(path)\($0)" }
            spellings += prefixes.map { "\($0)\(path)" }
            if !parent.isEmpty {
                let slashes = ["//", "/./", "%2f", "\\", "%5c", "/../\(parent)"]
                spellings += slashes.map { path.replacing("/", with: $0) }
                spellings += [String(parent.dropLast()), parent, "\(parent)?x", "\(parent)x/../\(name)"]
            }
            return spellings.map { "\(mount)/\($0)" } + ["/\(mount)/\(path)", "/.\(mount)/\(path)"]
        }

        /// What can follow a name, so that it still leads to the file.
        private static let suffixes = [
            "/", "//", "/.", "/x", "/assets/x.css", "/app.fcgi", "?x", "?", "%3F", "%23", ";x", "%00", "%00.html",
            "%20", ".",
            "%0a", "::$DATA", "%5c", "\\",
        ]

        /// What can precede it; also paths below the URL of the program.
        private static let prefixes = [
            "/", "./", "%2e/", "x/../", "x/%2e%2e/", "x%2f..%2f", "x/..;/", ".//./", "\\", "%5c", "?/", "app.fcgi/",
            "app.fcgi/../", "app.fcgi/%2e%2e/", "app.fcgi?",
        ]

        /// The plain target with fields, methods and versions that change how a web server treats a file.
        static func variants(of path: String, url: ProbeURL) -> [ProbeRequest] {
            let target = "\(url.mount)/\(path)"
            let fields = [
                "Accept: application/x-none", "Accept: text/plain", "Accept-Encoding: gzip, br",
                "Accept-Language: de", "Range: bytes=0-", "Range: bytes=0-9,20-", "If-None-Match: \"x\"", "If-Match: *",
                "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
                "If-Unmodified-Since: Fri, 01 Jan 2038 00:00:00 GMT",
                "X-Original-URL: \(target)", "X-Rewrite-URL: \(target)", "X-HTTP-Method-Override: GET",
                "Authorization: Basic Og==", "Translate: f", "X-Forwarded-For: 127.0.0.1",
            ]
            var requests = [
                ProbeRequest(target: "\(url.origin)\(target)"), ProbeRequest(target: target, version: "HTTP/1.0"),
                ProbeRequest(target: target, version: ""), ProbeRequest(method: "POST", target: target, bodyLength: 1),
                ProbeRequest(target: "\(url.mount)/", fields: ["X-Original-URL: \(target)"]),
                ProbeRequest(target: "\(url.mount)/", fields: ["X-Rewrite-URL: \(target)"]),
            ]
            requests += fields.map { ProbeRequest(target: target, fields: [$0]) }
            requests += ["HEAD", "OPTIONS", "PROPFIND", "PATCH"].map { ProbeRequest(method: $0, target: target) }
            return requests
        }

        private static func encoded(_ bytes: [UInt8], where isEncoded: (Int) -> Bool) -> String {
            bytes.enumerated().map { index, byte in
                let character = String(UnicodeScalar(byte))
                guard byte != UInt8(ascii: "/"), isEncoded(index) else { return character }
                return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            .joined()
        }
    }
#endif
