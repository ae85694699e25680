import Gatehouse

extension Lockbox {
    /// One file or folder.
    func addItems(to gate: inout Gate) {
        gate.get("/items/{item}", as: .item, allow: readableItem) { request, access in
            let isOwn = access.right == .own
            let kind = try contents.file(access.item)?.previewKind
            let shares = isOwn ? try store.shares(of: access.item) : []
            let links = isOwn ? try store.links(to: access.item) : []
            let targets = access.right >= .write && !access.item.isTop ? try store.folders(of: access) : []
            return try page(request, access.person, access.item.name) { token, message in
                try ItemPage(
                    access: access, preview: kind, shares: shares, links: links, targets: targets, token: token,
                    message: message, time: request.time
                ).body(request)
            }
        }
        gate.get("/items/{item}/content", as: .download, allow: readableFile) { request, access in
            guard let file = try contents.file(access.item) else { return nil }
            // Later pieces of the same download, and requests for the head, are no further download.
            if request.method == .get, request.headers[.range] == nil {
                try audit("downloaded", access.person, access.item.name, request)
            }
            return file.download(as: access.item.name)
        }
        gate.get("/items/{item}/preview", as: .preview, allow: readableFile) { _, access in
            try contents.file(access.item)?.preview(as: access.item.name)
        }
        gate.post("/items/{item}/name", as: .rename, allow: writableItem) { request, access in
            let form = try await fields(request, access.person)
            let name = try form["name"] ?? ""
            return try change(
                request, backTo: .item, ["item": access.item.id], saying: "The new name is “\(name.prefix(100))”."
            ) {
                guard let name = ItemName(name) else { throw ItemProblem.invalidName }
                try store.rename(access.item, to: name)
                try audit("renamed", access.person, "\(access.item.name) to \(name.text)", request)
            }
        }
        gate.post("/items/{item}/folder", as: .move, allow: writableItem) { request, access in
            let form = try await fields(request, access.person)
            let target = try target(try form["target"] ?? "", for: access.person)
            return try change(
                request, backTo: .item, ["item": access.item.id], saying: "Moved to “\(target.name.prefix(100))”."
            ) {
                try store.move([access.item], to: target)
                try audit("moved", access.person, "\(access.item.name) to \(target.name)", request)
            }
        }
        gate.post("/items/{item}/discard", as: .discard, allow: writableItem) { request, access in
            _ = try await fields(request, access.person)
            guard let parent = access.item.parent else { throw HTTPError(.conflict, ItemProblem.top.description) }
            // Somebody with whom only this item is shared does not see its folder.
            let folder = try store.access(to: parent, for: access.person)?.item.id
            return try moveToBin(
                [access.item], from: folder, access.person, request,
                saying: "“\(access.item.name.prefix(100))” is in the bin.")
        }
    }
}
