import Gatehouse

extension Lockbox {
    /// Uploads into a folder: by a form without a script, and in pieces with it.
    func addUploads(to gate: inout Gate) {
        gate.post("/folders/{item}/files", as: .upload, allow: writableFolder) { request, access in
            let room = try store.room(of: access.item.owner)
            let upload = try await receive(request, upTo: min(room, settings.fileLimit))
            try accounts.tokens.check(upload.value, request, for: access.person.id)
            let files = upload.files.all
            guard !files.isEmpty else {
                return try flash.redirect(
                    to: .folder, ["item": access.item.id], saying: "Choose a file first.", on: request)
            }
            let names = files.map(\.fileName).joined(separator: ", ")
            return try keep(
                files, request, backTo: .folder, ["item": access.item.id],
                saying: files.count == 1 ? "The file is uploaded." : "\(files.count) files are uploaded."
            ) {
                try store.add($0, to: access.item, at: request.time)
                try audit("uploaded", access.person, names, request)
            }
        }
        gate.uploads(
            "/folders/{item}/uploads", allow: writableFolder, to: contents.uploads,
            owner: { access in access.person.id },
            begin: { request, access, upload in
                let room = try store.room(of: access.item.owner) - upload.pendingBytes
                return UploadGrant(upTo: max(0, min(room, settings.fileLimit)), note: access.item.id)
            },
            complete: { request, access, upload in
                // The pieces belong to the folder for which they were announced.
                guard upload.note == access.item.id else { throw HTTPError(.notFound) }
                let name = ItemName(uploaded: upload.fileName ?? "file")
                try finish(upload, name) {
                    try store.add([$0], to: access.item, at: request.time)
                    try audit("uploaded", access.person, name.text, request)
                }
                return Response(status: .created)
            })
    }

    /// Keeps files of a form and adds them to the database, all or none, and leads back to a page that says so.
    func keep(
        _ files: [UploadedFile], sender: String? = nil, _ request: Request, backTo name: RouteName,
        _ values: [String: String], saying text: String, _ add: ([NewFile]) throws -> Void
    ) throws -> Redirect {
        do {
            try contents.keep(files, sender: sender) { files in try store.together { try add(files) } }
        } catch let problem as ItemProblem {
            return try flash.redirect(to: name, values, saying: problem.description, on: request)
        }
        return try flash.redirect(to: name, values, saying: text, on: request)
    }

    /// Gives the bytes their place, and adds the file to the database. Both can be repeated.
    func finish(
        _ upload: ReceivedUpload, _ name: ItemName, sender: String? = nil, _ add: (NewFile) throws -> Void
    ) throws {
        let type = try upload.detectedType
        try upload.move(to: contents.directory, as: upload.id)
        do {
            let file = NewFile(name: name, content: upload.id, size: upload.size, type: type, sender: sender)
            try store.together { try add(file) }
        } catch let problem as ItemProblem {
            _ = try contents.directory.remove(upload.id)
            throw HTTPError(.unprocessableContent, problem.description)
        }
    }

    /// Reads a form with files, which go to the disk while they arrive.
    func receive(_ request: Request, upTo bytes: Int) async throws -> Upload<Fields> {
        try await request.multipart(
            to: contents.directory,
            limits: MultipartLimits(bytes: bytes + (256 << 10), files: 100, fileBytes: max(bytes, 1)))
    }
}
