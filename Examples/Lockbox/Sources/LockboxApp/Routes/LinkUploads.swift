import Gatehouse
import GatehouseSecurity

/// Files that people without an account send through a link.
extension Lockbox {
    private static let longestSender = 80

    func addLinkUploads(to gate: inout Gate) {
        gate.post("/l/{key}/files", as: .send, allow: uploadLink) { request, visit in
            let upload = try await receive(request, upTo: try room(visit))
            try accounts.tokens.check(upload.value, request)
            let (back, files) = (["key": visit.link.key], upload.files.all)
            guard let sender = Self.sender(try upload.value["sender"]) else {
                return try flash.redirect(to: .visit, back, saying: "Enter your name.", on: request)
            }
            guard !files.isEmpty else {
                return try flash.redirect(to: .visit, back, saying: "Choose a file first.", on: request)
            }
            let names = files.map(\.fileName).joined(separator: ", ")
            return try keep(
                files, sender: sender, request, backTo: .visit, back,
                saying: "Thank you. It has arrived: \(names.prefix(300))"
            ) {
                try store.add($0, by: visit.link, to: visit.root, at: request.time)
                try received(visit, names, from: sender, request)
            }
        }
        gate.uploads(
            "/l/{key}/uploads", allow: uploadLink, to: contents.uploads, owner: { visit in visit.link.id },
            begin: { request, visit, upload in
                guard let sender = Self.sender(try request.query()["sender"]) else {
                    throw HTTPError(.unprocessableContent, "Enter your name.", field: "sender")
                }
                let room = try room(visit) - upload.pendingBytes
                return UploadGrant(upTo: max(0, room), note: sender)
            },
            complete: { request, visit, upload in
                let name = ItemName(uploaded: upload.fileName ?? "file")
                try finish(upload, name, sender: upload.note) {
                    try store.add([$0], by: visit.link, to: visit.root, at: request.time)
                    try received(visit, name.text, from: upload.note, request)
                }
                return Response(status: .created)
            })
    }

    /// The name of the sender as a single line; `nil` if it is missing, too long or misleading.
    private static func sender(_ text: String?) -> String? {
        guard let text, text.unicodeScalars.count <= longestSender else { return nil }
        return ItemName(text)?.text
    }

    /// The bytes that still fit into the limit of the link and into the quota of its owner.
    private func room(_ visit: LinkVisit) throws -> Int {
        let link = visit.link
        return max(0, min(link.uploadLimit - link.uploaded, try store.room(of: visit.root.owner), settings.fileLimit))
    }

    /// Notes that files have arrived, and sends a mail to the owner after the response.
    private func received(_ visit: LinkVisit, _ names: String, from sender: String, _ request: Request) throws {
        let link = visit.link
        try store.note("\(sender) sent \(names)", of: link, client: request.clientAddress, at: request.time)
        try audit("received by link", nil, "\(link.label): \(names) from \(sender)", request)
        guard let mailer, let address = try store.person(visit.root.owner)?.mailAddress else { return }
        let text = """
            \(sender) sent files through your link “\(link.label)”:

            \(names)

            They are in the folder “\(visit.root.name)”.
            """
        do {
            try request.afterResponse("notice of an upload", within: .seconds(60)) {
                try await mailer.send(Mail(to: address, subject: "Lockbox: files from \(sender)", text: text))
            }
        } catch {
            // The files are there; only the notice is missing.
            request.logger.warning("no notice of an upload was sent: \(error)")
        }
    }
}
