import Testing

@testable import GatehouseCore

@Suite("Media types by content")
struct TypeDetectionTests {
    /// An ISO base media file with these brands: the main brand, then the compatible ones.
    private static func baseMedia(_ brands: String...) -> [UInt8] {
        let rest = brands.dropFirst().joined()
        return [0, 0, 0, UInt8(16 + rest.utf8.count)] + Array("ftyp\(brands[0])\0\0\0\0\(rest)".utf8)
    }

    private static func ogg(_ packet: [UInt8]) -> [UInt8] {
        Array("OggS".utf8) + [UInt8](repeating: 0, count: 22) + [1, UInt8(packet.count)] + packet
    }

    private static func bitmap(header: UInt8) -> [UInt8] {
        Array("BM".utf8) + [70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, header, 0, 0, 0, 1, 0, 0, 0]
    }

    private static let samples: [(type: String, bytes: [UInt8])] = [
        ("image/png", [0x89] + Array("PNG\r\n\u{1A}\n\0\0\0\rIHDR".utf8)),
        ("image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF".utf8)),
        ("image/gif", Array("GIF87a\u{01}".utf8)), ("image/gif", Array("GIF89a\u{01}".utf8)),
        ("image/webp", Array("RIFF\u{24}\0\0\0WEBPVP8 ".utf8)), ("image/webp", Array("RIFF\u{24}\0\0\0WEBPVP8X".utf8)),
        ("image/tiff", [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0]), ("image/tiff", [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8]),
        ("image/bmp", bitmap(header: 40)), ("image/bmp", bitmap(header: 124)),
        ("image/vnd.microsoft.icon", [0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0]),
        ("image/avif", baseMedia("avif", "mif1", "miaf")), ("image/avif", baseMedia("mif1", "mif1", "avif")),
        ("image/heic", baseMedia("heic", "mif1")), ("image/heic", baseMedia("mif1", "heic")),
        ("image/heif", baseMedia("mif1", "miaf")),
        ("audio/mp4", baseMedia("M4A ", "mp42", "isom")), ("video/mp4", baseMedia("isom", "avc1", "mp41")),
        ("video/mp4", baseMedia("XXXX", "mp42")), ("video/quicktime", baseMedia("qt  ")),
        ("video/webm", [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x86, 0x81, 1, 0x42, 0x82, 0x84] + Array("webm".utf8)),
        ("video/matroska", [0x1A, 0x45, 0xDF, 0xA3, 0xA3, 0x42, 0x82, 0x88] + Array("matroska".utf8)),
        ("audio/ogg", ogg(Array("\u{01}vorbis".utf8))), ("audio/ogg", ogg(Array("OpusHead".utf8))),
        ("audio/ogg", ogg(Array("\u{7F}FLAC".utf8))), ("video/ogg", ogg([0x80] + Array("theora".utf8))),
        ("application/ogg", ogg(Array("Speex   ".utf8))),
        ("audio/flac", Array("fLaC\0\0\0\u{22}".utf8)), ("audio/wav", Array("RIFF\u{24}\0\0\0WAVEfmt ".utf8)),
        ("audio/mpeg", Array("ID3\u{04}\0".utf8)), ("audio/mpeg", [0xFF, 0xFB, 0x90, 0x64]),
        ("audio/mpeg", [0xFF, 0xF3, 0x40, 0xC0]),
        ("application/pdf", Array("%PDF-1.7\n".utf8)), ("application/zip", [0x50, 0x4B, 3, 4, 20, 0]),
        ("application/zip", [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)),
        ("application/gzip", [0x1F, 0x8B, 8, 0]),
        ("image/svg+xml", Array(" \n<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)),
        ("image/svg+xml", Array("<?xml version='1.0'?><!-- x --><SVG onload=''>".utf8)),
        ("image/svg+xml", Array("<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'>".utf8)),
        ("application/xml", Array("\u{FEFF}<?xml version='1.0'?><feed/>".utf8)),
        ("text/html", Array("\u{FEFF} <!doctype HTML><title>x</title>".utf8)), ("text/html", Array("<b>".utf8)),
        ("text/html", Array("<html><svg/>".utf8)), ("text/html", Array("<!-- x --><script>".utf8)),
        ("text/html", Array("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><svg/>".utf8)),
        ("text/plain", Array("BMW and MMM".utf8)), ("text/plain", Array("{\"a\": \"<svg>\"}".utf8)),
        ("text/plain", Array("Grüße, 世界 👋\r\n\t".utf8)), ("text/plain", Array(" ".utf8)),
    ]

    @Test("Common formats have their type", arguments: samples.indices)
    func commonFormatsHaveTheirType(index: Int) {
        let (type, bytes) = Self.samples[index]
        #expect(MediaType.detected(in: bytes) == type)
        // What follows the first bytes makes no difference.
        let isText = type.hasPrefix("text/") || type.hasSuffix("xml")
        let rest: [UInt8] = isText ? Array(String(repeating: " \n€", count: 500).utf8) : [0, 0xFF, 0x3C]
        #expect(MediaType.detected(in: bytes + rest) == type)
    }

    @Test(
        "Unknown and ambiguous bytes have no type",
        arguments: [
            [], [0], [0xFF], [0xFE, 0xFF, 0, 0x3C], [0xFF, 0xFE, 0x3C, 0],  // UTF-16
            [0x61, 0xE9, 0x62], [0x61, 0xC3], [0x61, 0], [0x1B, 0x5B, 0x32], [0xC0, 0xBC],  // neither text nor a format
            [0x47, 0x49, 0x46, 0x38, 0x38, 0x61, 0], [0x7F, 0x45, 0x4C, 0x46, 2],  // GIF88a, ELF
            [0xFF, 0xFC, 0x90, 0x64], [0xFF, 0xEB, 0x90, 0x64], [0xFF, 0xFB, 0xF0, 0x64], [0xFF, 0xFB, 0x00, 0x64],
            [0xFF, 0xFB, 0x9C, 0x64], [0xFF, 0xFB, 0x90, 0x66],  // reserved values in the header of a frame
            bitmap(header: 41), [0, 0, 1, 0, 0, 0, 16, 16, 0, 0], [0, 0, 2, 0, 1, 0, 16, 16, 0, 0],  // cursor
            Array("RIFF\u{24}\0\0\0AVI LIST".utf8), Array("RIFF\u{24}\0\0\0WEBP".utf8), Array("ID3\u{09}\0".utf8),
            baseMedia("crx "), [0, 0, 0, 8] + Array("ftypavif".utf8), Array("\0\0\0\u{14}ftypcrx \0\0\0\0".utf8),
            [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x84] + Array("none".utf8),
        ] as [[UInt8]])
    func unknownBytesHaveNoType(bytes: [UInt8]) {
        #expect(MediaType.detected(in: bytes) == nil)
    }

    @Test("Any bytes, cut anywhere, get a type or none, and only the first 512 count")
    func anyBytesAreSafe() {
        var random = SeededGenerator(seed: propertySeed)
        for (type, sample) in Self.samples {
            for length in 0...sample.count {
                let found = MediaType.detected(in: sample.prefix(length))
                // A part of a binary format has its type, or the type of the text that it also is, or none.
                #expect(length < sample.count || found == type)
            }
            for _ in 0..<100 {
                var bytes = sample
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                bytes += (0..<Int.random(in: 0...600, using: &random)).map { _ in 0x20 }
                #expect(MediaType.detected(in: bytes) == MediaType.detected(in: bytes.prefix(512)))
            }
        }
        for _ in 0..<2000 {
            let count = Int.random(in: 0...40, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = MediaType.detected(in: bytes)
        }
        // A character that the limit cuts is still text.
        for shift in 0..<4 {
            let text = String(repeating: "a", count: 508 + shift) + "👋" + String(repeating: "b", count: 9)
            #expect(MediaType.detected(in: Array(text.utf8)) == "text/plain")
        }
    }
}
