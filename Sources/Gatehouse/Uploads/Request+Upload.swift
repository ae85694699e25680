public import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes

extension Request {
    /// Reads a form with files (`multipart/form-data`): its fields as a value, its files to memory or to the disk.
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
    ///   - type: of the value that the fields become.
    ///   - directory: where files are kept, without a name, that do not fit into memory.
    ///   - limits: how many, and how long; a body of 1 MiB unless told.
    ///   - memory: how many bytes all files together may have in memory; 64 KiB unless told. What comes beyond is written to
    ///     `directory`, or refused where there is none.
    /// - Throws: as ``parts(limits:)``; `HTTPError` 422 for a field that is missing or of another kind, 413 for a file for
    ///   which there is no place; ``UploadError``, answered with 500, when the disk refuses.
    public func multipart<Value: Decodable>(
        as type: Value.Type = Value.self,
        to directory: UploadDirectory? = nil,
        limits: MultipartLimits = MultipartLimits(),
        inMemory memory: Int = 64 * 1024
    ) async throws -> Upload<Value> {
        let upload = try await multipart(to: directory, limits: limits, inMemory: memory)
        return Upload(value: try upload.value.decoded(as: type), files: upload.files)
    }

    /// Reads a form with files, its fields as they are.
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
                // RFC 7578, section 4.6: another reader would take it for the encoding of all fields.
                guard !part.name.hasSameBytes(as: "_charset_") || MediaType.namesUTF8(value) else {
                    throw HTTPError(.unsupportedMediaType, "The form is not in UTF-8.", field: part.name)
                }
                fields.append((part.name, value))
            }
        }
        return Upload(value: Fields(fields), files: UploadedFiles(all: files))
    }

    /// Takes a file; `nil` for a part that is none, or in which none was chosen.
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
