import Gatehouse

/// The URLs of a file and its actions.
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

    /// The form that deletes the file. It is a form because a GET request must not change anything, and it needs two clicks.
    var deleteForm: HTML {
        """
        <details><summary>Delete</summary><form method="post" action="\(url: delete)">\
        <button>Delete permanently</button></form></details>
        """
    }
}
