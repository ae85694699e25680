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
            return try change(request, backTo: .bin, saying: "The bin is empty.") {
                try contents.delete(try store.purge(try store.bin(of: person)), store)
                try audit("bin emptied", person, "", request)
            }
        }
        gate.post("/bin/{item}/restore", as: .restore, allow: ownBinnedItem) { request, binned in
            _ = try await fields(request, binned.person)
            return try change(request, backTo: .bin, saying: "“\(binned.item.name.prefix(100))” is restored.") {
                try store.restore(binned.item)
                try audit("restored", binned.person, binned.item.name, request)
            }
        }
        gate.post("/bin/{item}/purge", as: .purge, allow: ownBinnedItem) { request, binned in
            _ = try await fields(request, binned.person)
            return try change(request, backTo: .bin, saying: "“\(binned.item.name.prefix(100))” is deleted for good.") {
                try contents.delete(try store.purge([binned.item]), store)
                try audit("deleted for good", binned.person, binned.item.name, request)
            }
        }
    }
}
