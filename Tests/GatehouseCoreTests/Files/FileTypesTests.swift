import Testing

@testable import GatehouseCore

/// A second copy of the table, from the IANA registry. With a wrong type a browser could execute a file that it should
/// display.
@Suite("File types")
struct FileTypesTests {
    private static let texts = [
        "css": "css", "csv": "csv", "htm": "html", "html": "html", "ics": "calendar", "js": "javascript",
        "md": "markdown",
        "mjs": "javascript", "txt": "plain", "vcf": "vcard", "vtt": "vtt",
    ]

    private static let others = [
        "image": [
            "apng": "apng", "avif": "avif", "bmp": "bmp", "gif": "gif", "ico": "vnd.microsoft.icon", "jpeg": "jpeg",
            "jpg": "jpeg", "jxl": "jxl", "png": "png", "svg": "svg+xml", "tif": "tiff", "tiff": "tiff", "webp": "webp",
        ],
        "audio": [
            "aac": "aac", "flac": "flac", "m4a": "mp4", "mp3": "mpeg", "oga": "ogg", "ogg": "ogg", "opus": "ogg",
            "wav": "wav", "weba": "webm",
        ],
        "video": ["m4v": "mp4", "mov": "quicktime", "mp4": "mp4", "ogv": "ogg", "webm": "webm"],
        "font": ["otf": "otf", "ttf": "ttf", "woff": "woff", "woff2": "woff2"],
        "application": [
            "7z": "x-7z-compressed", "atom": "atom+xml", "bz2": "x-bzip2", "doc": "msword",
            "docx": "vnd.openxmlformats-officedocument.wordprocessingml.document", "epub": "epub+zip",
            "geojson": "geo+json", "gz": "gzip", "json": "json", "map": "json",
            "odp": "vnd.oasis.opendocument.presentation", "ods": "vnd.oasis.opendocument.spreadsheet",
            "odt": "vnd.oasis.opendocument.text", "pdf": "pdf", "ppt": "vnd.ms-powerpoint",
            "pptx": "vnd.openxmlformats-officedocument.presentationml.presentation", "rss": "rss+xml", "rtf": "rtf",
            "tar": "x-tar", "wasm": "wasm", "webmanifest": "manifest+json", "xhtml": "xhtml+xml", "xls": "vnd.ms-excel",
            "xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xml": "xml", "xz": "x-xz", "zip": "zip",
            "zst": "zstd",
        ],
    ]

    @Test("Text types have the charset UTF-8, other types have none, in any case of the extension")
    func knownExtensionsHaveTypes() {
        for (name, type) in Self.texts {
            #expect(FileTypes.type(of: name) == "text/\(type); charset=utf-8")
            #expect(FileTypes.type(of: name.uppercased()) == "text/\(type); charset=utf-8")
        }
        for (kind, types) in Self.others {
            for (name, type) in types {
                #expect(FileTypes.type(of: name) == "\(kind)/\(type)")
                #expect(FileTypes.type(of: name.uppercased()) == "\(kind)/\(type)")
            }
        }
    }

    @Test("Unknown extensions and source files have no type")
    func unknownExtensionsHaveNoType() {
        for name in [
            "", "c", "css2", ".css", "css ", "php", "phtml", "cgi", "sh", "swift", "conf", "exe", "htaccess", "shtml",
            "ﬀ",
        ] {
            #expect(FileTypes.type(of: name) == nil, "\(name)")
        }
    }
}
