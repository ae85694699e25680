public import GatehouseCore

extension Gate {
    /// Adds resumable uploads: files that a client sends in pieces, and continues after an interruption.
    ///
    /// ```swift
    /// gate.uploads(
    ///     "/folders/{id:int}/uploads", allow: writableFolder, to: uploads,
    ///     owner: { folder in "user \(folder.user.id) folder \(folder.id)" },
    ///     begin: { request, folder, upload in UploadGrant(upTo: folder.room - upload.pendingBytes) },
    ///     complete: { request, folder, upload in
    ///         try upload.move(to: objects, as: upload.id)
    ///         try folder.add(upload.fileName ?? "file", object: upload.id, size: upload.size)
    ///         return Response(status: .created)
    ///     })
    /// ```
    ///
    /// The protocol is the draft of the IETF, draft-ietf-httpbis-resumable-upload-12; docs/uploads.md describes it. POST to the
    /// path begins an upload. It has a URL of its own below the path, with a random identifier. HEAD to it returns the number
    /// of bytes that have arrived, PATCH appends bytes, and DELETE cancels the upload. As in any ``subtree(_:allow:fileID:line:handler:)``,
    /// no other route can be below the path.
    ///
    /// The rule is evaluated for each request. An upload of another owner is the 404 of a path that does not exist.
    ///
    /// - Parameters:
    ///   - path: the path, such as `/uploads`. It can contain parameters.
    ///   - access: the rule for all requests.
    ///   - uploads: the directory and the limits.
    ///   - fileID: the source file, for the table of routes. Omit it.
    ///   - line: the source line. Omit it.
    ///   - owner: returns who owns an upload that begins with this evidence. Another owner cannot reach the upload. Include
    ///     the object to which the upload belongs, if there is one.
    ///   - begin: permits an upload, and can set a lower limit than that of `uploads`. It throws an `HTTPError` to refuse.
    ///     For one owner it runs in one process at a time. Defaults to a permission without a further limit.
    ///   - complete: gets the complete file, and returns the response for the client. Of several requests that complete the same
    ///     upload, one runs it, and the others get the same response for an hour.
    ///
    ///     It runs again if the process was killed before the response was recorded, or if it threw an error. So name the moved
    ///     file after the upload's ``ReceivedUpload/id``, and add the file to a database only if this identifier is not there.
    ///     An `HTTPError` with a status below 500 is final: the bytes are removed, and the client gets the error again. After
    ///     any other error the client can repeat its last request. The body of the response must be in memory and have at most
    ///     64 KiB.
    public mutating func uploads<Evidence: Sendable>(
        _ path: String, allow access: Access<Evidence>, to uploads: ResumableUploads,
        fileID: String = #fileID, line: UInt = #line,
        owner: @escaping @Sendable (Evidence) throws -> String,
        begin: @escaping @Sendable (GatehouseCore.Request, Evidence, UploadAnnouncement) async throws -> UploadGrant = {
            _, _, _ in UploadGrant()
        },
        complete:
            @escaping @Sendable (GatehouseCore.Request, Evidence, ReceivedUpload) async throws ->
            any ResponseConvertible
    ) {
        subtree(path, allow: access, fileID: fileID, line: line) { request, evidence in
            try await UploadRoutes(
                uploads: uploads, request: request, owner: try owner(evidence),
                begin: { try await begin(request, evidence, $0) },
                complete: { try await complete(request, evidence, $0).response(to: request) }
            ).response()
        }
    }
}
