import Gatehouse

/// The way from the highest visible folder to this one.
enum Breadcrumbs {
    static func html(
        _ path: [Item], to name: RouteName, with values: [String: String] = [:], _ request: Request
    ) throws -> HTML {
        guard path.count > 1 else { return "" }
        let links = try path.dropLast().map { item -> HTML in
            let url = try request.url(for: name, values.merging(["item": item.id]) { $1 })
            return "<li><a href=\"\(url: url)\">\(item.name)</a></li>"
        }
        return """
            <nav aria-label="Path"><ol class="path">\(links)\
            <li aria-current="page">\(path.last?.name ?? "")</li></ol></nav>
            """
    }
}

/// A moment as people read it, in UTC.
enum Moment {
    static func html(_ time: Timestamp) -> HTML {
        let text = time.description
        return "<time datetime=\"\(text)\">\(text.prefix(16).replacing("T", with: " "))</time>"
    }
}

/// A form that sends files. The script replaces it by an upload in pieces with a progress bar.
enum UploadForm {
    static func html(action: String, pieces: String, limit: Int, _ token: HTML, fields: HTML) -> HTML {
        """
        <form class="upload" method="post" enctype="multipart/form-data" action="\(url: action)" \
        data-pieces="\(url: pieces)" data-limit="\(limit)">\(token)\(fields)
        <label class="drop">\(Icon.upload) <span>Choose files<span class="scripted" hidden> or drop them here</span></span>
        <input type="file" name="files" multiple required></label>
        <button class="primary">Upload</button>
        <ul class="progress" aria-live="polite"></ul>
        </form>
        """
    }
}

/// How a browser shows a file.
enum PreviewFrame {
    static func html(_ kind: PreviewKind?, _ url: String, _ name: String) -> HTML {
        guard let kind else { return "<p class=\"hint\">There is no preview of this type of file.</p>" }
        return "<div class=\"preview\">\(kind.element(url, title: "Preview of \(name)"))</div>"
    }
}
