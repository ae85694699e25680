/// The URL path below which a gate's routes lie: `/` when it has the whole host, `/sub/app` in a subdirectory.
public struct Mount: Sendable, Hashable {
    /// The decoded segments; none for the root, `nil` when the web server is to tell.
    let segments: [String]?

    /// The path, encoded, without a "/" at its end; empty for the root, and where the web server is to tell.
    public var path: String { PathText.path(segments ?? []) }

    /// What the web server tells, where that can be relied upon; the root elsewhere.
    ///
    /// Behind the rewrite rules of the templates, `SCRIPT_NAME` is the URL of the program itself and its directory is
    /// the mount. That is believed only when the last segments of `SCRIPT_NAME` and `SCRIPT_FILENAME` are both the
    /// program's own name. Where nothing can be derived, a request below another path than the root finds no route.
    public static let automatic = Mount(segments: nil)

    /// A mount at a URL path.
    ///
    /// - Parameter path: begins with "/"; a "/" at its end makes no difference.
    /// - Throws: ``RequestTargetError`` for what could be no path.
    public init(_ path: String) throws(RequestTargetError) {
        guard path.utf8.first == UInt8(ascii: "/") else { throw RequestTargetError("a mount begins with \"/\"") }
        let target = try RequestTarget(path.utf8)
        guard !target.hasEncodedSlash else { throw RequestTargetError("a segment of the mount holds an encoded \"/\"") }
        guard target.query == nil else { throw RequestTargetError("a mount has no query") }
        let segments = target.endsInSlash ? target.segments.dropLast() : target.segments[...]
        guard segments.allSatisfy({ !$0.isEmpty }) else { throw RequestTargetError("a segment of the mount is empty") }
        self.segments = Array(segments)
    }

    private init(segments: [String]?) {
        self.segments = segments
    }
}
