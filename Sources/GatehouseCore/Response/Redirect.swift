internal import HTTPTypes

/// An answer that sends the client elsewhere.
///
/// ```swift
/// Redirect(to: "/notes")                          // 303, a path below the mount
/// Redirect(to: .note, ["id": "7"])                // 303, a route by its name
/// Redirect(toSite: "https://www.swift.org/")      // 303, another site
/// ```
///
/// Where the URL is too long for the header fields of a response (8 KiB together), the client gets 414 instead.
public struct Redirect: ResponseConvertible {
    /// How the client is to take it.
    public struct Kind: Sendable, Hashable {
        let status: HTTPResponse.Status

        /// 303: the client goes on with GET. What one answers to a form.
        public static let seeOther = Kind(status: .seeOther)
        /// 307: the client sends the same request again, there.
        public static let temporary = Kind(status: .temporaryRedirect)
        /// 308: the same, and for ever.
        public static let permanent = Kind(status: .permanentRedirect)
    }

    private let kind: Kind
    private let location: @Sendable (Request) throws -> String

    /// Sends the client to a path of this gate.
    ///
    /// - Parameters:
    ///   - path: below the mount, with a query if need be; decoded or encoded. What could lead out of the gate, such as
    ///     `//host/`, makes the answer a 500.
    ///   - kind: 303 unless told.
    public init(to path: String, _ kind: Kind = .seeOther) {
        self.kind = kind
        location = { try $0.location(path) }
    }

    /// Sends the client to a route by its name.
    ///
    /// - Parameters:
    ///   - name: the route's; one that there is not makes the answer a 500, as do values that do not fit.
    ///   - values: of the parameters in its path.
    ///   - kind: 303 unless told.
    public init(to name: RouteName, _ values: [String: String] = [:], _ kind: Kind = .seeOther) {
        self.kind = kind
        location = { try $0.url(for: name, values) }
    }

    /// Sends the client to another site.
    ///
    /// - Parameters:
    ///   - url: `https://…` or `http://…`, encoded. Not to be taken from a request: that makes your site the beginning of
    ///     somebody else's link. What is no such URL makes the answer a 500.
    ///   - kind: 303 unless told.
    public init(toSite url: String, _ kind: Kind = .seeOther) {
        self.kind = kind
        location = { _ in
            let scheme = ["https://", "http://"].first { url.utf8.starts(with: $0.utf8) }
            guard let scheme, let host = url.utf8.dropFirst(scheme.utf8.count).first,
                !"/?#\\@:".utf8.contains(host), url.utf8.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != 0x5C })
            else { throw LinkError("a redirect to another site got what is no URL of one") }
            return url
        }
    }

    /// The redirect, without a body.
    public func response(to request: Request) throws -> Response {
        Response(status: kind.status, headers: [.location: try location(request), .cacheControl: "no-store"])
    }
}
