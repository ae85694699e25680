public import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

extension Request {
    /// Reads a form with files (`multipart/form-data`). The fields become a value; the files go to memory or to the disk.
    ///
    /// ```swift
    /// struct Draft: Decodable { var title: String }
    /// gate.post("/photos", allow: member) { request, member in
    ///     let upload = try await request.multipart(as: Draft.self, to: photos)
    ///     try await upload.files["photo"]?.move(to: photos, as: "\(member.id)-\(number)")
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - type: the type of the value.
    ///   - directory: the directory for files that do not fit into memory. They have no name there until you move them.
    ///   - limits: the largest number and length of fields and files. The body may have 1 MiB by default.
    ///   - memory: the largest number of bytes of all files in memory together. Defaults to 64 KiB. Larger files go to
    ///     `directory`; without a directory they are refused.
    /// - Throws: the errors of ``parts(limits:)``; `HTTPError` 422 for a field that is missing or has the wrong type, and 413
    ///   for a file that fits neither into memory nor goes to a directory; ``UploadError``, which becomes a 500, if a file
    ///   cannot be written.
    public func multipart<Value: Decodable>(
        as type: Value.Type = Value.self,
        to directory: UploadDirectory? = nil,
        limits: MultipartLimits = MultipartLimits(),
        inMemory memory: Int = 64 * 1024
    ) async throws -> Upload<Value> {
        let upload = try await multipart(to: directory, limits: limits, inMemory: memory)
        return Upload(value: try upload.value.decoded(as: type), files: upload.files)
    }

    /// Reads a form with files, and returns its fields undecoded.
    public func multipart(
        to directory: UploadDirectory? = nil,
        limits: MultipartLimits = MultipartLimits(),
        inMemory memory: Int = 64 * 1024
    ) async throws -> Upload<Fields> {
        var fields: [(name: String, value: String)] = []
        var files: [UploadedFile] = []
        var left = memory
        for try await part in try parts(limits: limits) {
            if let file = try await file(part, to: directory, memory: &left) {
                files.append(file)
            } else if !part.isFile {
                let value = try await part.text(upTo: limits.fieldBytes)
                // RFC 7578, section 4.6: other readers treat this field as the encoding of all fields.
                guard !part.name.hasSameBytes(as: "_charset_") || MediaType.namesUTF8(value) else {
                    throw HTTPError(.unsupportedMediaType, "The form is not in UTF-8.", field: part.name)
                }
                fields.append((part.name, value))
            }
        }
        return Upload(value: Fields(fields), files: UploadedFiles(all: files))
    }

    /// Reads a file; `nil` for a part that is not a file, or without a chosen file.
    private func file(
        _ part: Part,
        to directory: UploadDirectory?,
        memory: inout Int
    ) async throws -> UploadedFile? {
        guard let fileName = part.fileName else { return nil }
        var bytes: [UInt8] = []
        var size = 0
        var file: UploadedFile.SharedFile?
        for try await piece in part {
            size += piece.count
            if let file {
                try file.append(piece)
            } else if piece.count <= memory - bytes.count {
                bytes += piece
            } else {
                guard let directory else {
                    throw HTTPError(.contentTooLarge, "The files are too large.", field: part.name)
                }
                file = try directory.makeFile(bytes + piece)
                bytes = []
            }
        }
        if size == 0, fileName.isEmpty { return nil }
        memory -= bytes.count
        return UploadedFile(
            field: part.name,
            fileName: fileName.isEmpty ? "file" : fileName,
            contentType: part.contentType,
            size: size,
            file.map(UploadedFile.Content.disk) ?? .memory(bytes)
        )
    }
}
