import Gatehouse

/// The page of one file, which displays or plays it.
struct FilePage: ResponseConvertible {
    private let page: Page

    init(_ own: OwnFile, _ request: Request) throws {
        let links = try FileLinks(own.box, own.name, request)
        let file: HTML =
            switch own.name.kind.display {
            case .image: "<img src=\"\(url: links.file)\" alt=\"\(own.name.label)\">"
            case .sound: "<audio id=\"player\" controls preload=\"metadata\" src=\"\(url: links.file)\"></audio>"
            case .film: "<video id=\"player\" controls preload=\"metadata\" src=\"\(url: links.file)\"></video>"
            case .text: "<p><a href=\"\(url: links.file)\">Open</a></p>"
            case .never: "<p>This type of file is not displayed. Download it.</p>"
            }
        page = try Layout.page(
            own.name.label,
            request,
            """
            <nav><a href="\(url: try request.url(for: .box))">The box of \(own.box.owner)</a></nav>
            <h1>\(own.name.label)</h1>
            \(file)
            <p>\(ByteCount(own.file.size)) <a href="\(url: links.download)">Download</a> \(links.deleteForm)</p>
            """
        )
    }

    func response(to request: Request) throws -> Response {
        page.response(to: request)
    }
}
