/// A Content Security Policy (level 3): what a page may load and run.
///
/// ```swift
/// var policy = ContentSecurityPolicy.strict
/// policy["img-src"] = "'self' https://images.example.com"
/// gate.configuration.headers.contentSecurityPolicy = policy
/// ```
public struct ContentSecurityPolicy: Sendable, Hashable {
    fileprivate struct Directive: Hashable {
        let name: String
        let sources: String
    }

    /// The directives in the order of the field value. An array, because the few names are faster to compare than to
    /// hash, and each new process creates it.
    private var directives: [Directive]

    /// Creates a policy from directives: `["default-src": "'self'"]`.
    ///
    /// - Parameter directives: the names, and the sources as in the field value. `{nonce}` is the placeholder for the
    ///   nonce of the request. It is removed if no handler uses the nonce.
    public init(_ directives: [String: String]) {
        self.init(directives.map(Directive.init))
    }

    private init(_ directives: [Directive]) {
        self.directives = directives.sorted { ($0.rank, $0.name) < ($1.rank, $1.name) }
    }

    /// Allows content of this site only, scripts only with the nonce of the request, and no framing.
    ///
    /// ```swift
    /// "<script nonce=\"\(request.nonce)\">…</script>"
    /// ```
    public static let strict = ContentSecurityPolicy([
        Directive(name: "default-src", sources: "'none'"),
        Directive(name: "script-src", sources: "{nonce}"),
        Directive(name: "style-src", sources: "'self' {nonce}"),
        Directive(name: "img-src", sources: "'self' data:"),
        Directive(name: "font-src", sources: "'self'"),
        Directive(name: "connect-src", sources: "'self'"),
        Directive(name: "media-src", sources: "'self'"),
        Directive(name: "manifest-src", sources: "'self'"),
        Directive(name: "form-action", sources: "'self'"),
        Directive(name: "base-uri", sources: "'none'"),
        Directive(name: "frame-ancestors", sources: "'none'"),
    ])

    /// The sources of a directive; `nil` if the policy does not have it.
    public subscript(directive: String) -> String? {
        get { directives.first { $0.name == directive }?.sources }
        set {
            let others = directives.filter { $0.name != directive }
            self = Self(newValue.map { others + [Directive(name: directive, sources: $0)] } ?? others)
        }
    }

    /// The policy of a response that is not a page: it allows nothing. `default-src` covers neither `base-uri` nor
    /// `form-action`, and XML can contain forms too.
    static let forOthers = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    var values: [String] { directives.map { "\($0.name) \($0.sources)" } }

    /// The placeholder for the nonce.
    private static let mark = Array("{nonce}".utf8)

    /// The parts of the field value between the placeholders. Computed once for all requests.
    var template: [String] {
        var bytes: [UInt8] = []
        for directive in directives {
            if !bytes.isEmpty { bytes += "; ".utf8 }
            bytes += directive.name.utf8
            bytes.append(UInt8(ascii: " "))
            bytes += directive.sources.utf8
        }
        var parts: [String] = []
        var begin = 0
        var index = 0
        while index < bytes.count {
            if bytes[index] == Self.mark[0], bytes[index...].starts(with: Self.mark) {
                parts.append(String(decoding: bytes[begin..<index], as: UTF8.self))
                index += Self.mark.count
                begin = index
            } else {
                index += 1
            }
        }
        return parts + [String(decoding: bytes[begin...], as: UTF8.self)]
    }

    /// The field value of a template without a nonce. A directive without sources becomes 'none': `script-src ` alone
    /// also allows nothing, but less clearly.
    static func value(of template: [String]) -> String {
        var bytes: [UInt8] = []
        var words = 0
        var isInWord = false
        func endDirective() {
            if words == 1 { bytes += " 'none'".utf8 }
            words = 0
            isInWord = false
        }
        for part in template {
            for byte in part.utf8 {
                switch byte {
                case UInt8(ascii: ";"):
                    endDirective()
                    bytes += "; ".utf8
                case UInt8(ascii: " "):
                    isInWord = false
                default:
                    if !isInWord {
                        if words > 0 { bytes.append(UInt8(ascii: " ")) }
                        words += 1
                        isInWord = true
                    }
                    bytes.append(byte)
                }
            }
        }
        endDirective()
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ContentSecurityPolicy.Directive {
    /// `default-src` comes first.
    fileprivate var rank: Int { name == "default-src" ? 0 : 1 }
}
