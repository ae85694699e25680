internal import GatewayInterface

extension MediaType {
    /// The number of bytes that the detection reads.
    package static let detectionLength = 512

    /// The type and subtype that the first bytes of a file indicate, such as `image/png`; `nil` if they fit no known
    /// format, and for an empty file.
    ///
    /// - Parameter bytes: the beginning of the file. Bytes after ``detectionLength`` have no effect.
    package static func detected(in bytes: some Collection<UInt8>) -> String? {
        let head = Array(bytes.prefix(detectionLength))
        return media(head) ?? document(head) ?? text(head)
    }

    /// Images, sounds and films.
    private static func media(_ head: [UInt8]) -> String? {
        if head.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if head.has([0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if head.has("GIF87a") || head.has("GIF89a") { return "image/gif" }
        if head.has("RIFF") {
            if head.has("WEBPVP8", at: 8) { return "image/webp" }
            return head.has("WAVE", at: 8) ? "audio/wav" : nil
        }
        if head.has([0x49, 0x49, 0x2A, 0x00]) || head.has([0x4D, 0x4D, 0x00, 0x2A]) { return "image/tiff" }
        // Two reserved fields and the size of the next header: "BM" alone also begins texts.
        if head.has("BM"), head.has([0, 0, 0, 0], at: 6), head.has([0, 0, 0], at: 15),
            [12, 40, 52, 56, 64, 108, 124].contains(head[14])
        {
            return "image/bmp"
        }
        if head.has([0, 0, 1, 0]), head.count > 9, head[4] != 0 || head[5] != 0, head[9] == 0 {
            return "image/vnd.microsoft.icon"
        }
        if head.has("ftyp", at: 4) { return baseMedia(head) }
        if head.has([0x1A, 0x45, 0xDF, 0xA3]) {
            // The element DocType (RFC 8794): its identifier, its length and its value.
            if head.contains(bytes: [0x42, 0x82, 0x84] + "webm".utf8) { return "video/webm" }
            return head.contains(bytes: [0x42, 0x82, 0x88] + "matroska".utf8) ? "video/matroska" : nil
        }
        if head.has("OggS"), head.count > 26 {
            // The first packet is behind the table of the segments (RFC 3533, section 6).
            let packet = 27 + Int(head[26])
            if head.has("\u{01}vorbis", at: packet) || head.has("OpusHead", at: packet)
                || head.has("\u{7F}FLAC", at: packet)
            {
                return "audio/ogg"
            }
            return head.has([0x80] + "theora".utf8, at: packet) ? "video/ogg" : "application/ogg"
        }
        if head.has("fLaC") { return "audio/flac" }
        return head.has("ID3") && head.count > 3 && (2...4).contains(head[3]) || isMP3Frame(head) ? "audio/mpeg" : nil
    }

    /// ISO base media files (ISO/IEC 14496-12): the brands are in the first box.
    private static func baseMedia(_ head: [UInt8]) -> String? {
        let size = head[..<4].reduce(0) { $0 << 8 | Int($1) }
        let end = min(size, head.count)
        guard size >= 16, end >= 12 else { return nil }
        // Four bytes of version are between the main brand and the compatible ones.
        let brands = [8] + stride(from: 16, to: end - 3, by: 4)
        let types = brands.lazy.compactMap { start in
            baseMediaTypes.first { $0.brands.contains { head.has($0, at: start) } }?.type
        }
        guard let type = types.first else { return nil }
        // A still image names its coding only among the compatible brands.
        return type == "image/heif" ? types.first { $0.begins(with: "image/") && $0 != type } ?? type : type
    }

    private static let baseMediaTypes: [(type: String, brands: [String])] = [
        ("image/avif", ["avif", "avis"]), ("image/heic", ["heic", "heix", "heim", "heis", "hevc", "hevx"]),
        ("image/heif", ["mif1", "msf1"]), ("audio/mp4", ["M4A ", "M4B "]), ("video/quicktime", ["qt  "]),
        ("video/mp4", ["mp41", "mp42", "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "avc1", "M4V ", "dash"]),
    ]

    /// Whether the first four bytes are the header of an MPEG layer III frame without reserved values.
    private static func isMP3Frame(_ head: [UInt8]) -> Bool {
        guard head.count >= 4, head[0] == 0xFF, head[1] & 0xE6 == 0xE2, head[1] & 0x18 != 0x08 else { return false }
        let rates = head[2]
        return rates & 0xF0 != 0 && rates & 0xF0 != 0xF0 && rates & 0x0C != 0x0C && head[3] & 0x03 != 0x02
    }

    private static func document(_ head: [UInt8]) -> String? {
        if head.has("%PDF-") { return "application/pdf" }
        if head.has([0x50, 0x4B, 0x03, 0x04]) || head.has([0x50, 0x4B, 0x05, 0x06]) { return "application/zip" }
        return head.has([0x1F, 0x8B, 0x08]) ? "application/gzip" : nil
    }

    /// UTF-8 text. Markup counts as the most dangerous type that a reader could take it for.
    private static func text(_ head: [UInt8]) -> String? {
        let isCut = head.count == detectionLength
        guard !head.contains(where: { $0 < 0x20 && !"\t\n\u{0C}\r".utf8.contains($0) }),
            // The last character may be cut.
            (0...(isCut ? 3 : 0)).contains(where: { String(validating: head.dropLast($0), as: UTF8.self) != nil })
        else { return nil }
        let content = head.dropFirst(head.has([0xEF, 0xBB, 0xBF]) ? 3 : 0).drop { $0 <= 0x20 }
        guard let first = content.first else { return head.isEmpty ? nil : "text/plain" }
        guard first == UInt8(ascii: "<") else { return "text/plain" }
        let markup = content.map { $0.isASCIILetter ? $0 | 0x20 : $0 }
        let isXML = markup.has("<?xml")
        if markup.has("<svg") || markup.contains(bytes: Array("<!doctype svg".utf8)) { return "image/svg+xml" }
        guard isXML || markup.has("<!--") || markup.has("<!doctype"), !markup.contains(bytes: Array("<html".utf8))
        else { return "text/html" }
        if markup.contains(bytes: Array("<svg".utf8)) { return "image/svg+xml" }
        return isXML ? "application/xml" : "text/html"
    }
}

extension [UInt8] {
    /// Whether the bytes at a position are these.
    fileprivate func has(_ bytes: some Collection<UInt8>, at start: Int = 0) -> Bool {
        start <= count && self[start...].starts(with: bytes)
    }

    fileprivate func has(_ text: String, at start: Int = 0) -> Bool { has(text.utf8, at: start) }

    /// Whether the bytes occur anywhere.
    fileprivate func contains(bytes: [UInt8]) -> Bool { indices.contains { has(bytes, at: $0) } }
}
