internal import HTTPTypes

/// The cookies of a browser for one site (RFC 6265, section 5). `Domain` and `Expires` have no effect: the site is one host,
/// and a test does not wait.
struct CookieJar: Sendable {
    private struct Cookie: Sendable {
        var name: String
        var value: String
        var path: String
    }

    private var cookies: [Cookie] = []

    /// The values by name. If two paths have a cookie of one name, the longer path counts.
    var values: [String: String] {
        Dictionary(cookies.sorted { $0.path.count < $1.path.count }.map { ($0.name, $0.value) }) { _, last in last }
    }

    /// Sets or removes cookies as a response says.
    mutating func update(from fields: HTTPFields, target: String) {
        for field in fields where field.name == .setCookie { set(field.value, path: Self.path(target)) }
    }

    mutating func set(name: String, value: String) {
        replace(Cookie(name: name, value: value, path: "/"))
    }

    /// The value of the `Cookie` field; `nil` without cookies.
    func field(for target: String) -> String? {
        let path = Self.path(target)
        let sent = cookies.filter { cookie in
            path == cookie.path
                || (path.hasPrefix(cookie.path)
                    && (cookie.path.hasSuffix("/") || path.dropFirst(cookie.path.count).first == "/"))
        }
        .sorted { $0.path.count > $1.path.count }
        return sent.isEmpty ? nil : sent.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    private mutating func set(_ text: String, path: String) {
        let parts = text.split(separator: ";").map {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        }
        guard let pair = parts.first, pair.count == 2 else { return }
        // The default is the directory of the path (section 5.1.4).
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        var cookie = Cookie(
            name: Self.trimmed(pair[0]), value: Self.trimmed(pair[1]), path: directory.isEmpty ? "/" : directory)
        var isRemoved = false
        for attribute in parts.dropFirst() {
            let value = attribute.count == 2 ? Self.trimmed(attribute[1]) : ""
            switch Self.trimmed(attribute[0]).lowercased() {
            case "path" where value.hasPrefix("/"): cookie.path = value
            case "max-age": isRemoved = (Int(value) ?? 1) <= 0
            default: break
            }
        }
        cookies.removeAll { $0.name == cookie.name && $0.path == cookie.path }
        if !isRemoved { cookies.append(cookie) }
    }

    private mutating func replace(_ cookie: Cookie) {
        cookies.removeAll { $0.name == cookie.name && $0.path == cookie.path }
        cookies.append(cookie)
    }

    private static func path(_ target: String) -> String { String(target.prefix { $0 != "?" }) }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
