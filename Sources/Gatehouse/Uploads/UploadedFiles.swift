internal import GatehouseCore
internal import HTTPTypes

/// The files of a form. An input in which no file was chosen is none.
public struct UploadedFiles: Sendable {
    /// All of them, in the order in which they came.
    public let all: [UploadedFile]

    /// The file of a field; `nil` when there is none.
    ///
    /// - Throws: `HTTPError` 400 when there are several.
    public subscript(field: String) -> UploadedFile? {
        get throws(HTTPError) {
            let files = files(field)
            guard files.count <= 1 else {
                throw HTTPError(.badRequest, "There is more than one file.", field: field)
            }
            return files.first
        }
    }

    /// The files of a field, in the order in which they came.
    public func files(_ field: String) -> [UploadedFile] {
        all.filter { $0.field.utf8.elementsEqual(field.utf8) }
    }
}
