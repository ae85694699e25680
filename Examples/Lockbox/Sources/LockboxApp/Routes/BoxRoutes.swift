import Gatehouse
import GatehouseJSON

extension Lockbox {
    /// Adds the routes of a box as a whole.
    static func addBoxRoutes(to gate: inout Gate, _ rules: Rules) {
        gate.group(allow: rules.owner) { box in
            box.get("/", as: .box) { request, box in
                try BoxPage(box, try request.query(as: ListQuery.self), request)
            }
            box.post("/") { request, box in
                try await put(request, into: box)
                return Redirect(to: .box)
            }
            box.get("/files.json") { request, box in
                JSON(try box.entries().map { try ListedFile($0, box, request) })
            }
        }
    }

    private static func put(_ request: Request, into box: Box) async throws {
        let limit = box.limits.uploadBytes
        do {
            let upload = try await request.multipart(
                to: box.uploads,
                limits: MultipartLimits(bytes: limit + (64 << 10), files: 100, fileBytes: limit)
            )
            guard !upload.files.all.isEmpty else {
                throw HTTPError(.unprocessableContent, "Choose a file first.", field: "files")
            }
            try box.keep(upload.files.all)
        } catch let error as UploadError where error.code == .full {
            throw HTTPError(
                .init(code: 507, reasonPhrase: "Insufficient Storage"), "The disk is full. No file was saved.")
        }
    }
}

/// A file in `/files.json`.
struct ListedFile: Encodable, Sendable {
    let name: String
    let bytes: Int
    let changed: String
    let url: String

    init(_ entry: BoxEntry, _ box: Box, _ request: Request) throws {
        name = entry.name.label
        bytes = entry.bytes
        changed = entry.modified.description
        url = try request.url(for: .file, ["owner": box.owner, "file": entry.name.text])
    }
}
