internal import GatewayInterface

/// A file that scripts/prepare-assets has prepared.
package struct Asset: Sendable {
    /// The name in the source directory: `style.css`.
    let name: String
    /// The name with the fingerprint: `style-3f2a91c0b4d5e6f7.css`.
    package let path: String
    /// The value of the attribute `integrity` in HTML.
    let integrity: String
    /// The length in bytes. `nil` if the content is part of the program.
    package let size: Int?
    /// The length of the variant for gzip.
    package let compressedSize: Int?
    /// Whether there is a variant for gzip.
    let isCompressed: Bool
    /// The value of `Content-Type`.
    let type: String

    /// The extensions of assets. scripts/prepare-assets has the same list.
    package static let extensions = [
        "css", "js", "mjs", "json", "map", "txt", "xml", "webmanifest", "wasm", "svg", "png", "jpg", "jpeg", "gif",
        "webp", "avif", "ico", "woff", "woff2", "ttf", "otf",
    ]

    init(
        _ name: String, path: String, integrity: String, isCompressed: Bool, size: Int? = nil,
        compressedSize: Int? = nil
    ) {
        self.name = name
        self.path = path
        self.integrity = integrity
        self.isCompressed = isCompressed
        self.size = size
        self.compressedSize = compressedSize
        type = Self.fileExtension(of: name).flatMap(FileTypes.type) ?? "application/octet-stream"
    }

    /// Whether the file is a JavaScript module.
    static func isModule(_ name: String) -> Bool { fileExtension(of: name)?.hasSameBytes(as: "mjs") == true }

    private static func fileExtension(of name: String) -> String? {
        name.utf8.split(separator: UInt8(ascii: ".")).dropFirst().last.map { String(Substring($0)) }
    }

    /// Reads `assets.manifest`: a line `NAME PATH INTEGRITY SIZE COMPRESSED-SIZE` for each file, with "-" for no compressed
    /// variant.
    ///
    /// - Throws: ``FileError/Code/invalidConfiguration`` for a line in another form.
    package static func manifest(_ bytes: [UInt8]) throws(FileError) -> [Asset] {
        var assets: [Asset] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 5, let size = Int(words[3]), size >= 0,
                words[4].hasSameBytes(as: "-") || Int(words[4]).map({ $0 >= 0 }) == true,
                (try? FileRules(allow: extensions, types: [:]).type(of: [words[1]])) != nil
            else {
                throw FileError(
                    .invalidConfiguration,
                    "line \(assets.count + 1) of assets.manifest is invalid; run scripts/prepare-assets again")
            }
            assets.append(
                Asset(
                    words[0], path: words[1], integrity: words[2], isCompressed: !words[4].hasSameBytes(as: "-"),
                    size: size, compressedSize: Int(words[4])))
        }
        return assets
    }
}
