/// The kind of a file, which determines how a browser may display it.
struct FileKind: Sendable, Hashable {
    /// How a page displays the file.
    enum Display: Sendable {
        case image, sound, film, text
        /// The file is only downloaded. HTML and SVG can contain scripts, and other types may too.
        case never
    }

    /// The extension of the name in the box.
    let fileExtension: String

    let display: Display

    /// All kinds that are displayed.
    static let all: [FileKind] =
        ["apng", "avif", "gif", "jpeg", "jpg", "png", "webp"].map { FileKind(fileExtension: $0, display: .image) }
        + ["aac", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav"].map {
            FileKind(fileExtension: $0, display: .sound)
        }
        + ["m4v", "mp4", "ogv", "webm"].map { FileKind(fileExtension: $0, display: .film) }
        + ["txt"].map { FileKind(fileExtension: $0, display: .text) }

    /// All other files.
    static let other = FileKind(fileExtension: "bin", display: .never)
}
