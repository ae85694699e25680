import FoundationEssentials

/// The name of a file in its box and in URLs: the label in base64, and an extension from a list.
///
/// No text of a client becomes a name. The file system, the web server and proxies see only letters and digits, even for
/// `.htaccess`, `../x`, `-rf` and names in any script. The extension determines what browsers do with the file. If it is not
/// on the list, it becomes "bin".
struct StoredName: Sendable, Hashable {
    /// The name for people.
    let label: String

    /// The kind, by the extension.
    let kind: FileKind

    /// The name in the file system.
    let text: String

    /// Creates the name of a file with a label.
    init(_ label: Label) {
        self.label = label.text
        let fileExtension =
            label.text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .dropFirst().last.map { String(Substring($0)) } ?? ""
        kind = FileKind.all.first { $0.fileExtension == fileExtension.lowercased() } ?? .other
        text = Self.encoded(label.text) + "." + kind.fileExtension
    }

    /// Parses a name; `nil` if this program would not have written it.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let label = Self.decoded(parts[0]) else { return nil }
        self.init(Label(label))
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// Base64 for names (RFC 4648, section 5), without padding.
    private static func encoded(_ text: String) -> String {
        String(
            decoding: Data(text.utf8).base64EncodedString().utf8.compactMap { byte -> UInt8? in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                case UInt8(ascii: "="): nil
                default: byte
                }
            },
            as: UTF8.self
        )
    }

    private static func decoded(_ text: Substring) -> String? {
        let base64 = text.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        let padded = base64 + [UInt8](repeating: UInt8(ascii: "="), count: (4 - base64.count % 4) % 4)
        return Data(base64Encoded: Data(padded)).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
