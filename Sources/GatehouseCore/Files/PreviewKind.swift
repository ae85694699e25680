/// How a browser can show a file of unknown origin: ``ServedFile/preview(as:)``.
public struct PreviewKind: Sendable, Hashable {
    private enum Storage: Sendable {
        case image, text, pdf, audio, video
    }

    private let storage: Storage

    private init(storage: Storage) {
        self.storage = storage
    }

    /// A picture: PNG, JPEG, GIF, WebP, AVIF or BMP.
    public static var image: Self { Self(storage: .image) }
    /// UTF-8 text, shown as plain text. Markup is not shown.
    public static var text: Self { Self(storage: .text) }
    /// A PDF document.
    public static var pdf: Self { Self(storage: .pdf) }
    /// Sound: MP3, MP4, Ogg, FLAC or WAV.
    public static var audio: Self { Self(storage: .audio) }
    /// A film: MP4, WebM or Ogg.
    public static var video: Self { Self(storage: .video) }

    /// The kind of a detected media type; `nil` for a type that is only downloaded. HTML and SVG can contain scripts, and a type
    /// that is not listed may too.
    init?(_ type: String) {
        switch type {
        case "image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp": self = .image
        case "text/plain": self = .text
        case "application/pdf": self = .pdf
        case "audio/mpeg", "audio/mp4", "audio/ogg", "audio/flac", "audio/wav": self = .audio
        case "video/mp4", "video/webm", "video/ogg": self = .video
        default: return nil
        }
    }

    /// The Content Security Policy of the response.
    ///
    /// A document of its own origin could use the cookies of the site, so `sandbox` gives it none. Two kinds differ. A player loads
    /// the file a second time, with the cookies, so sound and film keep their origin; without `allow-scripts` nothing can use it.
    /// Not all browsers start their PDF viewer in a sandbox; it runs apart from the site.
    var policy: String {
        let rest = "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
        return switch storage {
        case .image, .text: "default-src 'none'; style-src 'unsafe-inline'; \(rest); sandbox"
        case .pdf: "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; \(rest)"
        case .audio, .video:
            "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; \(rest); sandbox allow-same-origin"
        }
    }
}
