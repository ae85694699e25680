import Gatehouse

/// Small drawings. They repeat what the text beside them says, so screen readers skip them.
enum Icon {
    static let lock = draw(
        "<rect x=\"4\" y=\"11\" width=\"16\" height=\"10\" rx=\"2\"/><path d=\"M8 11V7a4 4 0 0 1 8 0v4\"/>")
    static let person = draw("<circle cx=\"12\" cy=\"8\" r=\"4\"/><path d=\"M4 21c0-4 4-6 8-6s8 2 8 6\"/>")
    static let folder = draw("<path d=\"M3 6a1 1 0 0 1 1-1h5l2 3h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1z\"/>")
    static let file = draw(
        "<path d=\"M6 3h8l4 4v13a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z\"/><path d=\"M14 3v5h4\"/>")
    static let image = draw(
        "<rect x=\"3\" y=\"5\" width=\"18\" height=\"14\" rx=\"2\"/><circle cx=\"9\" cy=\"10\" r=\"2\"/><path d=\"m4 18 6-5 4 3 3-2 3 3\"/>"
    )
    static let media = draw("<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"m10 8 6 4-6 4z\"/>")
    static let upload = draw("<path d=\"M12 16V4m0 0L7 9m5-5 5 5M4 20h16\"/>")

    /// The drawing for a kind of file.
    static func of(_ item: Item) -> HTML {
        if item.isFolder { return folder }
        guard let type = item.type else { return file }
        if type.hasPrefix("image/") { return image }
        return type.hasPrefix("audio/") || type.hasPrefix("video/") ? media : file
    }

    private static func draw(_ shape: HTML) -> HTML {
        """
        <svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" \
        stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">\(shape)</svg>
        """
    }
}
