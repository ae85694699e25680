/// What a browser does with an answer: shows it, or saves it under a name (RFC 6266).
///
/// ```swift
/// response.headers[.contentDisposition] = ContentDisposition.attachment("Übersicht.csv").field
/// ```
public struct ContentDisposition: Sendable, Hashable {
    private let kind: String
    private let name: String?

    /// The browser shows it.
    public static let inline = ContentDisposition(kind: "inline", name: nil)

    /// The browser saves it.
    ///
    /// - Parameter name: what the file is to be called. Path separators, control characters and what turns text around
    ///   become "_", dots at the beginning too, so that no name leads into another directory or hides a file; at most 200
    ///   bytes are kept.
    public static func attachment(_ name: String) -> ContentDisposition {
        ContentDisposition(kind: "attachment", name: cleaned(name))
    }

    /// The value of a `Content-Disposition` field: the name as plain ASCII, and as it is (RFC 8187).
    public var field: String {
        guard let name else { return kind }
        let ascii = String(
            decoding: name.unicodeScalars.map { scalar in
                let isPlain = (0x20..<0x7F).contains(scalar.value) && !"\"\\%".unicodeScalars.contains(scalar)
                return isPlain ? UInt8(scalar.value) : UInt8(ascii: "_")
            },
            as: UTF8.self
        )
        if name.utf8.elementsEqual(ascii.utf8) { return "\(kind); filename=\"\(ascii)\"" }
        return "\(kind); filename=\"\(ascii)\"; filename*=UTF-8''\(PathText.queryValue(name))"
    }

    static func cleaned(_ name: String) -> String {
        var scalars = String.UnicodeScalarView()
        var bytes = 0
        for scalar in name.unicodeScalars {
            bytes += UTF8.width(scalar)
            guard bytes <= 200 else { break }
            scalars.append(isHarmless(scalar) ? scalar : "_")
        }
        var cleaned = String(scalars)
        while cleaned.utf8.last == 0x20 || cleaned.utf8.last == UInt8(ascii: ".") {
            cleaned.unicodeScalars.removeLast()
        }
        let dots = cleaned.utf8.prefix { $0 == UInt8(ascii: ".") }.count
        cleaned = String(repeating: "_", count: dots) + cleaned.unicodeScalars.dropFirst(dots).map(String.init).joined()
        return cleaned.isEmpty ? "download" : cleaned
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format characters turn text around: "txt.exe" can be made to look like "exe.txt".
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: !"/\\:*?\"<>|".unicodeScalars.contains(scalar)
        }
    }
}
