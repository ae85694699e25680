internal import GatewayInterface
internal import HTTPTypes

extension Request {
    /// The URL of a route: an absolute path that begins with the mount and never contains the program's file name.
    ///
    /// ```swift
    /// try request.url(for: .note, ["id": "7"])                         // /sub/app/notes/7
    /// try request.url(for: .notes, query: ["q": "tea & milk"])         // /sub/app/notes?q=tea%20%26%20milk
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name of the route.
    ///   - values: the values of the parameters in its path, not encoded. For `{rest...}`, the segments joined with "/".
    ///   - query: the query items, in this order, not encoded.
    /// - Throws: ``LinkError`` for an unknown name, and for values that the path would not match.
    public func url(
        for name: RouteName,
        _ values: [String: String] = [:],
        query: KeyValuePairs<String, String> = [:]
    ) throws(LinkError) -> String {
        try url(for: name, values, query: query.isEmpty ? [] : Array(query))
    }

    /// The URL of a route, with query items from an array.
    func url(
        for name: RouteName, _ values: [String: String], query: [(key: String, value: String)]
    ) throws(LinkError) -> String {
        url(of: try links.path(to: name, values), query)
    }

    /// The URL of a route with one parameter.
    ///
    /// ```swift
    /// try request.url(for: .note, "\(note.id)")                        // /sub/app/notes/7
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name of the route.
    ///   - value: the value of the parameter in its path, not encoded. For `{rest...}`, the segments joined with "/".
    ///   - query: the query items, in this order, not encoded.
    /// - Throws: ``LinkError`` for an unknown name, for a value that the path would not match, and for a route that has
    ///   not exactly one parameter.
    public func url(
        for name: RouteName, _ value: String, query: KeyValuePairs<String, String> = [:]
    ) throws(LinkError) -> String {
        url(of: try links.path(to: name, value), query.isEmpty ? [] : Array(query))
    }

    /// The URL of an encoded path below the mount.
    private func url(of path: String, _ query: [(key: String, value: String)]) -> String {
        if mount.isEmpty, query.isEmpty { return path }
        var url: [UInt8] = []
        PathText.append(mount, to: &url)
        url.append(text: path)
        for (index, item) in query.enumerated() {
            url.append(index == 0 ? UInt8(ascii: "?") : UInt8(ascii: "&"))
            PathText.append(queryItem: item.key, item.value, to: &url)
        }
        return String(decoding: url, as: UTF8.self)
    }

    /// The whole URL of a route, with scheme and host, for a mail, a feed or a `rel="canonical"` link.
    ///
    /// Scheme and host are those of this request. The gate has checked the host (``HostPolicy``).
    ///
    /// ```swift
    /// try request.absoluteURL(for: .invitation, ["key": key])     // https://www.example.com/sub/app/invitations/…
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name of the route.
    ///   - values: the values of the parameters in its path, not encoded.
    ///   - query: the query items, in this order, not encoded.
    /// - Throws: ``LinkError`` for an unknown name, for values that the path would not match, and if the gate accepts every
    ///   host: a client could choose the host of a link that another person receives.
    public func absoluteURL(
        for name: RouteName,
        _ values: [String: String] = [:],
        query: KeyValuePairs<String, String> = [:]
    ) throws(LinkError) -> String {
        guard links.checksHost else {
            throw LinkError(
                "an absolute URL needs a checked host; name the hosts: gate.configuration.hosts = .only(\"www.example.com\")"
            )
        }
        let path = try url(for: name, values, query: query)
        return (origin.isSecure ? "https://" : "http://") + origin.host.text + path
    }

    /// The URL of this request with one query item changed, such as the link to the next page of a list.
    ///
    /// The other items stay as they came. If the request has the item several times, the first is replaced and the others
    /// are removed. If it does not have the item, the item is appended.
    ///
    /// ```swift
    /// request.url(settingQuery: "page", to: "3")           // /sub/app/notes?q=tea&page=3
    /// ```
    ///
    /// - Parameters:
    ///   - name: the name of the item, not encoded.
    ///   - value: its new value, not encoded; `nil` removes the item.
    /// - Returns: an absolute path with the query.
    public func url(settingQuery name: String, to value: String?) -> String {
        url(settingQuery: [(name, value)])
    }

    /// The URL of this request with several query items changed.
    func url(settingQuery changes: [(name: String, value: String?)]) -> String {
        var url: [UInt8] = []
        url.reserveCapacity(128)
        PathText.append(mount, to: &url)
        PathText.append(target.segments.isEmpty ? [""] : target.segments, to: &url)
        var delimiter = UInt8(ascii: "?")
        func append(_ change: (name: String, value: String?)) {
            guard let value = change.value else { return }
            url.append(delimiter)
            delimiter = UInt8(ascii: "&")
            PathText.append(queryItem: change.name, value, to: &url)
        }
        var changed: [Int] = []
        for item in Array((target.query ?? "").utf8).split(separator: UInt8(ascii: "&")) {
            let decoded = PathText.decoded(item.prefix { $0 != UInt8(ascii: "=") }, plusIsSpace: true)
            // An item whose name cannot be decoded has another name.
            if let change = changes.firstIndex(where: { decoded?.elementsEqual($0.name.utf8) == true }) {
                if !changed.contains(change) { append(changes[change]) }
                changed.append(change)
            } else {
                url.append(delimiter)
                delimiter = UInt8(ascii: "&")
                url.append(text: PathText.query(String(decoding: item, as: UTF8.self)))
            }
        }
        for index in changes.indices where !changed.contains(index) { append(changes[index]) }
        return String(decoding: url, as: UTF8.self)
    }

    /// The path below the mount to which a sign-in page may send the client afterwards. ``Denial/signIn(at:)`` adds it
    /// to the query as `return`.
    ///
    /// It is always a path of this gate, whatever the request contains. It is `nil` if the path leads to another host
    /// or out of the mount, or has more than 2,048 bytes.
    ///
    /// ```swift
    /// return Redirect(to: request.returnPath ?? "/")
    /// ```
    public var returnPath: String? {
        guard let query = target.query else { return nil }
        let values = query.utf8.split(separator: UInt8(ascii: "&")).compactMap { pair -> Substring.UTF8View? in
            pair.starts(with: "return=".utf8) ? pair.dropFirst("return=".utf8.count) : nil
        }
        // With two values, two readers could take different ones.
        guard values.count == 1, let bytes = PathText.decoded(values[0]),
            let path = try? Request.localPath(ClientText.string(bytes[...])),
            path.utf8.count <= Self.longestLocation
        else { return nil }
        return path
    }

    /// The longest `Location`, in bytes, that is built from a request's own URL. Behind nginx, all header fields of a
    /// response can have 4 KiB by default.
    static let longestLocation = 2048

    /// Normalizes a path below the mount, so that no browser understands it as anything else.
    ///
    /// - Throws: ``LinkError`` for another host's URL, `//host`, a backslash or a control character.
    static func localPath(_ text: String) throws(LinkError) -> String {
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw LinkError("a path must begin with \"/\"")
        }
        do throws(RequestTargetError) {
            let target = try RequestTarget(text.utf8)
            // A browser reads "//host" as another host.
            guard target.segments.count == 1 || target.segments.first?.isEmpty == false else {
                throw RequestTargetError("it begins with \"//\"")
            }
            return target.text
        } catch {
            throw LinkError("invalid path below the mount: \(error)")
        }
    }

    /// The URL of a path below the mount.
    func location(_ path: String) throws(LinkError) -> String {
        PathText.path(mount) + (try Self.localPath(path))
    }

    /// The URL of the sign-in page, with the path to return to unless that is too long for a header field.
    func signInLocation(_ path: String) throws(LinkError) -> String {
        let page = try location(path)
        guard method == .get || method == .head else { return page }
        let next = (page.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + "return=" + PathText.queryValue(target.text)
        return page.utf8.count + next.utf8.count <= Self.longestLocation ? page + next : page
    }

    /// The whole path and query of this request, in the form used for links.
    var wholeLocation: String { PathText.path(mount) + target.text }

    /// The URL of this request with its path in the form of the route's pattern.
    func canonicalLocation(_ pattern: PathPattern) -> String {
        var segments = target.segments
        if target.endsInSlash { segments.removeLast() }
        if pattern.endsInSlash { segments.append("") }
        return PathText.path(mount) + PathText.path(segments) + (target.query.map { "?" + PathText.query($0) } ?? "")
    }
}
