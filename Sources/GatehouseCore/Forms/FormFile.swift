/// A file of a form, in memory: ``FormField/file(_:label:maximumBytes:accepting:)``.
public struct FormFile: Sendable {
    /// The client's name for the file: a label for people and never a path (see ``Part/fileName``).
    public let fileName: String

    /// The media type that the first bytes indicate, such as `image/png`, whatever the client claims; `nil` for an unknown
    /// format.
    public let detectedType: String?

    /// The content.
    public let bytes: [UInt8]

    init(fileName: String, bytes: [UInt8]) {
        self.fileName = fileName
        self.bytes = bytes
        detectedType = MediaType.detected(in: bytes)
    }
}

/// A type of files that a field accepts. It is compared with what the first bytes of the file indicate.
public struct FileType: Sendable, Hashable {
    /// The name for people: `PNG`.
    public let name: String
    /// The media type: `image/png`.
    public let mediaType: String
    /// The extensions that the browser offers in addition, such as `csv`.
    public let extensions: [String]

    /// Creates a type.
    ///
    /// - Parameters:
    ///   - name: the name for people, in the error for another type.
    ///   - mediaType: the type that ``FormFile/detectedType`` must be.
    ///   - extensions: extensions for the dialog of the browser. They are not checked.
    public init(_ name: String, _ mediaType: String, extensions: [String] = []) {
        self.name = name
        self.mediaType = mediaType
        self.extensions = extensions
    }

    /// PNG images.
    public static let png = FileType("PNG", "image/png")
    /// JPEG images.
    public static let jpeg = FileType("JPEG", "image/jpeg")
    /// GIF images.
    public static let gif = FileType("GIF", "image/gif")
    /// WebP images.
    public static let webP = FileType("WebP", "image/webp")
    /// AVIF images.
    public static let avif = FileType("AVIF", "image/avif")
    /// PDF documents.
    public static let pdf = FileType("PDF", "application/pdf")
    /// ZIP archives, which include office documents.
    public static let zip = FileType("ZIP", "application/zip")
    /// Text in UTF-8 that is not markup, such as CSV.
    public static let text = FileType("text", "text/plain", extensions: ["txt", "csv", "md"])
}
