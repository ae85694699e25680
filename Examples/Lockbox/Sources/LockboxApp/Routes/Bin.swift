import Gatehouse

extension Lockbox {
    /// What was deleted, until it is removed for good.
    func addBin(to gate: inout Gate) {
        gate.get("/bin", as: .bin, allow: member) { request, person in
            let items = try store.bin(of: person)
            return try page(request, person, "Bin") { token, message in
                try BinPage.body(items, days: settings.binDays, token, message, request)
            }
        }
        gate.post("/bin/empty", as: .emptyBin, allow: member) { request, person in
            _ = try await fields(request, person)
            var removed: [String] = []
            let response = try change(request, backTo: .bin, saying: "The bin is empty.") {
                removed = try store.purge(try store.bin(of: person))
                try audit("bin emptied", person, "", request)
            }
            try contents.delete(removed, store)
            return response
        }
        gate.post("/bin/{item}/restore", as: .restore, allow: ownBinnedItem) { request, binned in
            _ = try await fields(request, binned.person)
            return try change(request, backTo: .bin, saying: "“\(binned.item.name.prefix(100))” is restored.") {
                try store.restore([binned.item])
                try audit("restored", binned.person, binned.item.name, request)
            }
        }
        gate.post("/folders/{item}/undo/{binning}", as: .undo, allow: undoableBinning) { request, binning in
            _ = try await fields(request, binning.person)
            return try change(
                request, backTo: .folder, ["item": binning.folder.id], saying: "\(binning.items.count) restored."
            ) {
                try store.restore(binning.items)
                try audit("restored", binning.person, binning.items.map(\.name).joined(separator: ", "), request)
            }
        }
        gate.post("/bin/{item}/purge", as: .purge, allow: ownBinnedItem) { request, binned in
            _ = try await fields(request, binned.person)
            var removed: [String] = []
            let name = binned.item.name
            let response = try change(request, backTo: .bin, saying: "“\(name.prefix(100))” is deleted for good.") {
                removed = try store.purge([binned.item])
                try audit("deleted for good", binned.person, name, request)
            }
            try contents.delete(removed, store)
            return response
        }
    }

    /// Moves items into the bin, and leads to their folder, where the person can take it back.
    ///
    /// - Parameter folder: `nil` for a person who does not see the folder.
    func moveToBin(
        _ items: [Item], from folder: String?, _ person: Person, _ request: Request, saying text: String
    ) throws -> Redirect {
        var text = text
        do {
            let binning = try store.together {
                try audit("moved to the bin", person, items.map(\.name).joined(separator: ", "), request)
                return try store.bin(items, at: request.time)
            }
            if let folder {
                return try flash.redirect(
                    to: .folder, ["item": folder], query: ["undo": binning], saying: text, on: request)
            }
        } catch let problem as ItemProblem {
            text = problem.description
        }
        guard let folder else { return try flash.redirect(to: .shared, saying: text, on: request) }
        return try flash.redirect(to: .folder, ["item": folder], saying: text, on: request)
    }
}
