internal import GatehouseCore
internal import HTTPTypes

/// The files of a form, without inputs for which no file was chosen.
public struct UploadedFiles: Sendable {
    /// All files, in the order of the form.
    public let all: [UploadedFile]

    /// The file of a field; `nil` if the field has no file.
    ///
    /// - Throws: `HTTPError` 400 if the field has several files.
    public subscript(field: String) -> UploadedFile? {
        get throws(HTTPError) {
            let files = files(field)
            guard files.count <= 1 else {
                throw HTTPError(.badRequest, "Send only one file.", field: field)
            }
            return files.first
        }
    }

    /// The files of a field, in the order of the form.
    public func files(_ field: String) -> [UploadedFile] {
        all.filter { $0.field.utf8.elementsEqual(field.utf8) }
    }
}
