internal import GatewayInterface

/// The media types of file name extensions.
enum FileTypes {
    /// The media type of an extension. Text types name UTF-8, because a browser that guesses an encoding can be misled.
    static func type(of fileExtension: String) -> String? {
        types[fileExtension.lowercasedASCII]
    }

    private static let types: [String: String] = [
        "css": "text/css; charset=utf-8", "csv": "text/csv; charset=utf-8", "htm": "text/html; charset=utf-8",
        "html": "text/html; charset=utf-8", "ics": "text/calendar; charset=utf-8",
        "js": "text/javascript; charset=utf-8", "md": "text/markdown; charset=utf-8",
        "mjs": "text/javascript; charset=utf-8", "txt": "text/plain; charset=utf-8",
        "vcf": "text/vcard; charset=utf-8", "vtt": "text/vtt; charset=utf-8",

        "atom": "application/atom+xml", "geojson": "application/geo+json", "json": "application/json",
        "map": "application/json", "rss": "application/rss+xml", "wasm": "application/wasm",
        "webmanifest": "application/manifest+json", "xhtml": "application/xhtml+xml", "xml": "application/xml",

        "apng": "image/apng", "avif": "image/avif", "bmp": "image/bmp", "gif": "image/gif",
        "ico": "image/vnd.microsoft.icon", "jpeg": "image/jpeg", "jpg": "image/jpeg", "jxl": "image/jxl",
        "png": "image/png", "svg": "image/svg+xml", "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp",

        "aac": "audio/aac", "flac": "audio/flac", "m4a": "audio/mp4", "mp3": "audio/mpeg", "oga": "audio/ogg",
        "ogg": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav", "weba": "audio/webm",
        "m4v": "video/mp4", "mov": "video/quicktime", "mp4": "video/mp4", "ogv": "video/ogg", "webm": "video/webm",

        "otf": "font/otf", "ttf": "font/ttf", "woff": "font/woff", "woff2": "font/woff2",

        "7z": "application/x-7z-compressed", "bz2": "application/x-bzip2", "gz": "application/gzip",
        "tar": "application/x-tar", "xz": "application/x-xz", "zip": "application/zip", "zst": "application/zstd",

        "doc": "application/msword", "epub": "application/epub+zip", "odp": oasis + "presentation",
        "ods": oasis + "spreadsheet", "odt": oasis + "text", "pdf": "application/pdf",
        "docx": office + "wordprocessingml.document", "pptx": office + "presentationml.presentation",
        "xlsx": office + "spreadsheetml.sheet", "ppt": "application/vnd.ms-powerpoint", "rtf": "application/rtf",
        "xls": "application/vnd.ms-excel",
    ]

    private static let oasis = "application/vnd.oasis.opendocument."
    private static let office = "application/vnd.openxmlformats-officedocument."
}
