internal import GatewayInterface
internal import Synchronization

/// Style sheets, scripts, images and fonts, under URLs that change with the content, so that browsers keep them for a year.
///
/// ```swift
/// gate.get("/assets/{path...}", as: .assets, allow: .everyone) { request in
///     try Assets.embedded.file(request.path.rest("path"))
/// }
/// gate.get("/", allow: .everyone) { request in
///     Page("Welcome", head: try Assets.embedded.stylesheet("style.css", for: request))
/// }
/// ```
///
/// The plugin `EmbedAssets` embeds the directory `Assets` of a target in the program, as `Assets.embedded`. The command
/// `scripts/prepare-assets` writes the same files into a directory: `Assets(in:)`. During development,
/// `Assets(unprepared:)` serves them as they are on the disk.
///
/// Only files that were prepared are served, and only under their names with the fingerprint. Any other path is the same 404
/// as a path that does not exist.
public struct Assets: Sendable {
    package typealias Opener = @Sendable (Asset, _ isCompressed: Bool) throws(FileError) -> ResponseBody

    private enum Source: Sendable {
        case prepared(byName: [ExactText: Asset], byPath: [ExactText: Asset], open: Opener)
        case unprepared(@Sendable (String) throws(FileError) -> ServedFile)
    }

    private let source: Source

    /// Creates assets from prepared files. If a name occurs several times, its first file is the current one.
    package init(_ assets: [Asset], open: @escaping Opener) {
        source = .prepared(
            byName: Dictionary(assets.map { (ExactText($0.name), $0) }) { first, _ in first },
            byPath: Dictionary(assets.map { (ExactText($0.path), $0) }) { first, _ in first },
            open: open)
    }

    /// Creates assets from files that are not prepared.
    package init(unprepared open: @escaping @Sendable (String) throws(FileError) -> ServedFile) {
        source = .unprepared(open)
    }

    /// A file that is part of the program. Only code from `scripts/prepare-assets` creates it.
    public struct Embedded: Sendable {
        fileprivate let asset: Asset
        fileprivate let content: String
        fileprivate let compressed: String?

        /// Creates a file.
        ///
        /// - Parameters:
        ///   - name: the name in the source directory.
        ///   - path: the name with the fingerprint.
        ///   - integrity: the value of the attribute `integrity` in HTML.
        ///   - content: the content in Base64.
        ///   - compressed: the content compressed with gzip, in Base64; `nil` if that is not smaller.
        public init(_ name: String, path: String, integrity: String, content: String, compressed: String?) {
            asset = Asset(name, path: path, integrity: integrity, isCompressed: compressed != nil)
            self.content = content
            self.compressed = compressed
        }
    }

    /// Creates assets that are part of the program. The plugin `EmbedAssets` writes the call.
    public init(embedded files: [Embedded]) {
        // Decoded at the first request: a CGI process serves only one, and most processes serve other paths.
        let contents = Dictionary(
            files.map { (ExactText($0.asset.path), (Content($0.content), $0.compressed.map(Content.init))) }
        ) { first, _ in first }
        self.init(files.map(\.asset)) { asset, isCompressed throws(FileError) in
            let variants = contents[ExactText(asset.path)]
            guard let bytes = (isCompressed ? variants?.1 : variants?.0)?.bytes else {
                throw FileError(.unreadable, "the embedded file \(asset.path) is damaged; build the program again")
            }
            return .bytes(bytes)
        }
    }

    /// The content of an embedded file.
    private final class Content: Sendable {
        private let text: String
        private let decoded = Mutex<[UInt8]?>(nil)

        init(_ text: String) {
            self.text = text
        }

        /// The bytes; `nil` if the text is not Base64.
        var bytes: [UInt8]? {
            decoded.withLock { decoded in
                if decoded == nil { decoded = Base64.decoded(text.utf8) }
                return decoded
            }
        }
    }
}

extension Assets {
    /// Finds a file.
    ///
    /// - Parameter path: the decoded segments after the route's own path, as ``PathParameters/rest(_:)`` returns them.
    /// - Throws: ``FileError``. If the handler does not catch it, the client gets the 404 of a path that does not exist.
    public func file(_ path: [String]) throws(FileError) -> AssetFile {
        guard path.count == 1, let name = path.first else {
            throw FileError(.missing, "the path has \(path.count) names; all assets are in one directory")
        }
        switch source {
        case .prepared(_, let byPath, let open):
            guard let asset = byPath[ExactText(name)] else { throw FileError(.missing, "no asset has this path") }
            return AssetFile(storage: .prepared(asset, open: open))
        case .unprepared(let open):
            return AssetFile(storage: .unprepared(try open(name)))
        }
    }

    /// The URL of an asset: an absolute path that begins with the mount.
    ///
    /// - Parameters:
    ///   - name: the name in the source directory: `style.css`.
    ///   - request: the request for the page.
    /// - Throws: ``LinkError`` for an unknown name, and if the gate has no route with the name ``RouteName/assets``.
    public func url(_ name: String, for request: Request) throws(LinkError) -> String {
        try url(try asset(name)?.path ?? name, request)
    }

    private func url(_ path: String, _ request: Request) throws(LinkError) -> String {
        try request.url(for: .assets, path)
    }

    /// The value of the attribute `integrity` for an asset: `sha384-…` (Subresource Integrity). `nil` for unprepared files.
    ///
    /// - Throws: ``LinkError`` for an unknown name.
    public func integrity(_ name: String) throws(LinkError) -> String? {
        try asset(name)?.integrity
    }

    /// The element `<link>` for a style sheet, with `integrity`, for the `<head>` of a page.
    ///
    /// - Throws: ``LinkError``, as ``url(_:for:)``.
    public func stylesheet(_ name: String, for request: Request) throws(LinkError) -> HTML {
        let asset = try asset(name)
        let url = try url(asset?.path ?? name, request)
        return "<link rel=\"stylesheet\" href=\"\(url)\"\(integrity(of: asset))>\n"
    }

    /// The element `<script>` for a script, with `integrity` and the nonce of the request, for the `<head>` of a page.
    ///
    /// The script runs after the page was read. A file with the extension `mjs` is a module.
    ///
    /// - Throws: ``LinkError``, as ``url(_:for:)``.
    public func script(_ name: String, for request: Request) throws(LinkError) -> HTML {
        let kind: HTML = Asset.isModule(name) ? " type=\"module\"" : " defer"
        let asset = try asset(name)
        let url = try url(asset?.path ?? name, request)
        return """
            <script src="\(url)"\(integrity(of: asset)) nonce="\(request.nonce)"\(kind)></script>

            """
    }

    /// The attribute `integrity`; `nil` if the files are not prepared.
    private func integrity(of asset: Asset?) -> HTML? {
        (asset?.integrity).map { " integrity=\"\($0)\"" }
    }

    /// The current file with a name; `nil` if the files are not prepared.
    private func asset(_ name: String) throws(LinkError) -> Asset? {
        switch source {
        case .prepared(let byName, _, _):
            guard let asset = byName[ExactText(name)] else {
                throw LinkError(
                    "no asset has the name \(LogText.quoted(name.utf8)); add the file and prepare the assets again")
            }
            return asset
        case .unprepared(let open):
            do throws(FileError) {
                _ = try open(name)
            } catch {
                throw LinkError("the asset \(LogText.quoted(name.utf8)) cannot be served: \(error)")
            }
            return nil
        }
    }
}

extension RouteName {
    /// The route that serves ``Assets``. Its path ends in `{path...}`.
    public static let assets: RouteName = "assets"
}
