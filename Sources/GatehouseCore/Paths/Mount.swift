/// The URL path below which the routes of a gate are available: `/` for a whole host, `/sub/app` for a subdirectory.
public struct Mount: Sendable, Hashable {
    /// The decoded segments. Empty for the root; `nil` if the web server provides the mount.
    let segments: [String]?

    /// The encoded path without a "/" at its end. Empty for the root and for ``automatic``.
    public var path: String { PathText.path(segments ?? []) }

    /// The mount that the web server provides, if it can be derived reliably; otherwise the root.
    ///
    /// With the rewrite rules of the templates, `SCRIPT_NAME` is the URL of the program itself, and its directory is
    /// the mount. Gatehouse uses it only if `SCRIPT_NAME` and `SCRIPT_FILENAME` both end in the program's own name.
    /// Otherwise the mount is the root, and a request below another path finds no route.
    public static let automatic = Mount(segments: nil)

    /// Creates a mount at a URL path.
    ///
    /// - Parameter path: the URL path. It begins with "/". A "/" at its end makes no difference.
    /// - Throws: ``RequestTargetError`` if the path cannot be a mount.
    public init(_ path: String) throws(RequestTargetError) {
        guard path.utf8.first == UInt8(ascii: "/") else { throw RequestTargetError("a mount must begin with \"/\"") }
        let target = try RequestTarget(path.utf8)
        guard !target.hasEncodedSlash else {
            throw RequestTargetError("a segment of the mount contains an encoded \"/\"")
        }
        guard target.query == nil else { throw RequestTargetError("a mount cannot contain a query") }
        let segments = target.endsInSlash ? target.segments.dropLast() : target.segments[...]
        guard segments.allSatisfy({ !$0.isEmpty }) else { throw RequestTargetError("a segment of the mount is empty") }
        self.segments = Array(segments)
    }

    private init(segments: [String]?) {
        self.segments = segments
    }
}
