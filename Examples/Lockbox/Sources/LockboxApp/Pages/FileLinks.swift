import Gatehouse

/// Where a file is, and what can be done with it.
struct FileLinks {
    let file: String
    let page: String
    let download: String
    private let delete: String

    init(_ box: Box, _ name: StoredName, _ request: Request) throws {
        let values = ["owner": box.owner, "file": name.text]
        file = try request.url(for: .file, values)
        page = try request.url(for: .filePage, values)
        download = try request.url(for: .fileDownload, values)
        delete = try request.url(for: .fileDeletion, values)
    }

    /// A form, because a link must not change anything; in two steps, without a script.
    var deleteForm: HTML {
        """
        <details><summary>Delete</summary><form method="post" action="\(url: delete)">\
        <button>Delete for good</button></form></details>
        """
    }
}
