import Gatehouse
import GatehouseSecurity

extension Lockbox {
    /// Folders: what is in them, and changes of several things at once.
    func addFolders(to gate: inout Gate) {
        gate.get("/", as: .home, allow: member) { request, person in
            guard let top = try store.topFolder(of: person) else { return nil }
            keepHouse(after: request)
            return try folder(ItemAccess(person: person, item: top, right: .own, path: [top]), request)
        }
        gate.get("/folders/{item}", as: .folder, allow: readableFolder) { request, access in
            try folder(access, request)
        }
        gate.post("/folders/{item}/folders", as: .newFolder, allow: writableFolder) { request, access in
            let form = try await fields(request, access.person)
            let name = try form["name"] ?? ""
            return try change(
                request, backTo: .folder, ["item": access.item.id], saying: "The folder “\(name.prefix(100))” is there."
            ) {
                guard let name = ItemName(name) else { throw ItemProblem.invalidName }
                try store.addFolder(name, to: access.item, at: request.time)
                try audit("folder added", access.person, name.text, request)
            }
        }
        gate.post("/folders/{item}/archive", as: .archive, allow: readableFolder) { request, access in
            let items = try chosen(try await fields(request, access.person), in: access.item)
            let name = items.count == 1 ? items[0].name : access.item.name
            try audit("downloaded as ZIP", access.person, items.map(\.name).joined(separator: ", "), request)
            return try archive(of: items.isEmpty ? try store.children(of: access.item) : items, name)
        }
        gate.post("/folders/{item}/selection", as: .selection, allow: writableFolder) { request, access in
            let form = try await fields(request, access.person)
            let items = try chosen(form, in: access.item)
            let back = ["item": access.item.id]
            guard !items.isEmpty else {
                return try flash.redirect(to: .folder, back, saying: "Choose something first.", on: request)
            }
            let names = items.map(\.name).joined(separator: ", ")
            if try form["action"] == "move" {
                let target = try target(try form["target"] ?? "", for: access.person)
                return try change(
                    request, backTo: .folder, back, saying: "Moved to “\(target.name.prefix(100))”."
                ) {
                    try store.move(items, to: target)
                    try audit("moved", access.person, "\(names) to \(target.name)", request)
                }
            }
            return try moveToBin(
                items, from: access.item.id, access.person, request,
                saying: "\(items.count) moved to the bin. You can restore it there.")
        }
        gate.get("/search", as: .search, allow: member) { request, person in
            let words = try request.query()["q"] ?? ""
            let found = words.isEmpty ? [] : try store.search(words, for: person)
            return try page(request, person, "Search") { _, _ in try SearchPage.body(words, found, request) }
        }
        gate.get("/shared", as: .shared, allow: member) { request, person in
            let shared = try store.shared(with: person)
            return try page(request, person, "Shared with me") { _, _ in try SearchPage.body(shared: shared, request) }
        }
    }

    private func folder(_ access: ItemAccess, _ request: Request) throws -> Response {
        let sorting = try Sorting<ItemColumn>(request, default: .name)
        let pages = try Pagination(request, of: try store.count(in: access.item), perPage: 200)
        let items = try store.children(
            of: access.item, by: sorting.column, sorting.order, limit: pages.limit, offset: pages.offset)
        let room = access.right == .own ? try store.room(of: access.person.id) : nil
        let targets = access.right >= .write && !items.isEmpty ? try store.folders(of: access) : []
        // Only with the message of the change. Without it, the page is an older one.
        let binning = flash.message(for: request) == nil ? nil : try request.query()["undo"]
        let isUndoable = try binning.map { try !store.items(movedToBinBy: $0, from: access.item).isEmpty } ?? false
        return try page(request, access.person, access.item.name) { token, message in
            try FolderPage(
                access: access, items: items, sorting: sorting, pages: pages, targets: targets, room: room,
                fileLimit: settings.fileLimit, binning: isUndoable && access.right >= .write ? binning : nil,
                token: token, message: message
            ).body(request)
        }
    }

    /// The chosen things, which must be in this folder.
    private func chosen(_ form: Fields, in folder: Item) throws -> [Item] {
        let ids = Set(form.values("id"))
        guard !ids.isEmpty else { return [] }
        return try store.children(of: folder).filter { ids.contains($0.id) }
    }

    /// The folder to which something is moved, which the person must be allowed to change.
    func target(_ id: String, for person: Person) throws -> Item {
        guard let access = try store.access(to: id, for: person), access.right >= .write, access.item.isFolder else {
            throw HTTPError(.notFound)
        }
        return access.item
    }

    /// Some files and folders as one ZIP file, which is made while it is sent.
    func archive(of items: [Item], _ name: String) throws -> ZIPArchive {
        let entries = try store.tree(of: items).map { path, item in
            if item.isFolder { return ZIPEntry(folder: path, modified: item.modified) }
            return ZIPEntry(path, size: item.size, modified: item.modified) {
                guard let file = try contents.file(item) else { throw HTTPError(.notFound) }
                return file
            }
        }
        return ZIPArchive("\(name).zip", entries: entries)
    }
}
