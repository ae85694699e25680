public import HTTPTypes

/// A response that sends the client to another URL.
///
/// ```swift
/// Redirect(to: "/notes")                          // 303 to a path below the mount
/// Redirect(to: .note, ["id": "7"])                // 303 to a route by its name
/// Redirect(toSite: "https://www.swift.org/")      // 303 to another site
/// try Redirect(to: "/desk").setting(cookie)       // 303 that also sets a cookie
/// ```
///
/// If the URL is too long for the header fields of a response (8 KiB together), the client gets 414 instead.
public struct Redirect: ResponseConvertible {
    /// What the client does with its method, and how long the redirect holds (RFC 9110, section 15.4).
    public struct Kind: Sendable, Hashable {
        let status: HTTPResponse.Status

        /// 303: the client continues with GET. Use it after a form.
        public static let seeOther = Kind(status: .seeOther)
        /// 307: the client repeats the request at the new URL.
        public static let temporary = Kind(status: .temporaryRedirect)
        /// 308: like 307, and permanent.
        public static let permanent = Kind(status: .permanentRedirect)
    }

    /// Header fields of the response. `Location` is replaced by the redirect's own. `Cache-Control` defaults to `no-store`.
    public var headers: HTTPFields = [:]

    private let kind: Kind
    private let location: @Sendable (Request) throws -> String

    /// Redirects to a path of this gate.
    ///
    /// - Parameters:
    ///   - path: a path below the mount, with a query if needed, decoded or encoded. A path that could lead out of the
    ///     gate, such as `//host/`, makes the response a 500.
    ///   - kind: defaults to 303.
    public init(to path: String, _ kind: Kind = .seeOther) {
        self.kind = kind
        location = { try $0.location(path) }
    }

    /// Redirects to a named route.
    ///
    /// - Parameters:
    ///   - name: the name of a route. An unknown name makes the response a 500, as do values that do not fit the path.
    ///   - values: the values of the parameters in the route's path.
    ///   - query: the query items, in this order.
    ///   - kind: defaults to 303.
    public init(
        to name: RouteName,
        _ values: [String: String] = [:],
        query: KeyValuePairs<String, String> = [:],
        _ kind: Kind = .seeOther
    ) {
        self.kind = kind
        let items = Array(query)
        location = { try $0.url(for: name, values, query: items) }
    }

    /// Redirects to another site.
    ///
    /// - Parameters:
    ///   - url: `https://…` or `http://…`, encoded. Never take it from a request: attackers could then use links to
    ///     your site to lead people to theirs. Anything that is not such a URL makes the response a 500.
    ///   - kind: defaults to 303.
    public init(toSite url: String, _ kind: Kind = .seeOther) {
        self.kind = kind
        location = { _ in
            let scheme = ["https://", "http://"].first { url.utf8.starts(with: $0.utf8) }
            guard let scheme, let host = url.utf8.dropFirst(scheme.utf8.count).first,
                !"/?#\\@:".utf8.contains(host), url.utf8.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != 0x5C })
            else { throw LinkError("invalid URL in Redirect(toSite:); use an encoded https or http URL") }
            return url
        }
    }

    /// Returns the redirect without a body.
    public func response(to request: Request) throws -> Response {
        var response = Response(status: kind.status, headers: headers)
        response.headers[.location] = try location(request)
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}
