extension PreviewKind {
    /// The element that shows a file of this kind in a page.
    ///
    /// ```swift
    /// if let kind = try objects.file(file.object).previewKind {
    ///     kind.element(try request.url(for: .preview, "\\(file.id)"), title: file.name)
    /// }
    /// ```
    ///
    /// Pictures, sound and films have their own elements. Text is in a frame with `sandbox`, and a PDF in a frame without it,
    /// because not all browsers start their viewer there. Frames need ``SecurityHeaders/allowPreviews()``.
    ///
    /// - Parameters:
    ///   - url: the URL of a route that returns ``ServedFile/preview(as:)``.
    ///   - title: a text for people who do not see the content, such as the file name.
    public func element(_ url: String, title: String) -> HTML {
        switch self {
        case .image: "<img src=\"\(url: url)\" alt=\"\(title)\">"
        case .audio: "<audio src=\"\(url: url)\" title=\"\(title)\" controls preload=\"metadata\"></audio>"
        case .video: "<video src=\"\(url: url)\" title=\"\(title)\" controls preload=\"metadata\"></video>"
        case .text: "<iframe src=\"\(url: url)\" title=\"\(title)\" sandbox></iframe>"
        default: "<iframe src=\"\(url: url)\" title=\"\(title)\"></iframe>"
        }
    }
}
