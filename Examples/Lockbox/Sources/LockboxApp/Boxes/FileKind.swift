/// What a browser may do with a file.
struct FileKind: Sendable, Hashable {
    /// How a page shows it.
    enum Display: Sendable {
        case image, sound, film, text
        /// It is saved, and never shown: HTML and SVG hold scripts, and nobody knows what else others hold.
        case never
    }

    /// The extension of its name in the box.
    let fileExtension: String

    let display: Display

    /// What is shown.
    static let all: [FileKind] =
        ["apng", "avif", "gif", "jpeg", "jpg", "png", "webp"].map { FileKind(fileExtension: $0, display: .image) }
        + ["aac", "flac", "m4a", "mp3", "oga", "ogg", "opus", "wav"].map {
            FileKind(fileExtension: $0, display: .sound)
        }
        + ["m4v", "mp4", "ogv", "webm"].map { FileKind(fileExtension: $0, display: .film) }
        + ["txt"].map { FileKind(fileExtension: $0, display: .text) }

    /// Everything else.
    static let other = FileKind(fileExtension: "bin", display: .never)
}
