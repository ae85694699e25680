/// What a page may load and run (Content Security Policy, level 3).
///
/// ```swift
/// var policy = ContentSecurityPolicy.strict
/// policy["img-src"] = "'self' https://images.example.com"
/// gate.configuration.headers.contentSecurityPolicy = policy
/// ```
public struct ContentSecurityPolicy: Sendable, Hashable {
    private var directives: [String: String]

    /// Creates a policy of directives: `["default-src": "'self'"]`.
    ///
    /// - Parameter directives: names, and their sources as they stand in the field. `{nonce}` stands for the nonce of the
    ///   request; where no handler asked for one, it is left out.
    public init(_ directives: [String: String]) {
        self.directives = directives
    }

    /// Nothing but what comes from this site, scripts only with the request's nonce, no frames around it.
    ///
    /// ```swift
    /// "<script nonce=\"\(request.nonce)\">…</script>"
    /// ```
    public static let strict = ContentSecurityPolicy([
        "default-src": "'none'",
        "script-src": "{nonce}",
        "style-src": "'self' {nonce}",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "media-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    ])

    /// The sources of a directive; `nil` for one that is not in the policy.
    public subscript(directive: String) -> String? {
        get { directives[directive] }
        set { directives[directive] = newValue }
    }

    /// What an answer may do that is no page: nothing. `default-src` stands for neither of the two in the middle, and XML can
    /// hold forms as well.
    static let forOthers = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    var values: [String] { directives.map { "\($0) \($1)" } }

    /// The parts of the field's value, between which the nonce stands. Made once.
    var template: [String] {
        let names = directives.keys.sorted { ($0 == "default-src" ? 0 : 1, $0) < ($1 == "default-src" ? 0 : 1, $1) }
        let text = names.map { "\($0) \(directives[$0] ?? "")" }.joined(separator: "; ")
        return Self.split(text)
    }

    private static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while let range = rest.firstRange(of: "{nonce}") {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
