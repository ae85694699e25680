/// The style sheet and the script of the pages.
enum Assets {
    /// Returns the entity tag of a text, so that browsers can revalidate their copy (FNV-1a).
    static func tag(of text: String) -> String {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }

    static let stylesheetTag = tag(of: stylesheet)
    static let scriptTag = tag(of: script)
}
