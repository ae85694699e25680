import GRDB

extension Store {
    /// An item of a path, and what a share of it allows.
    struct Step {
        let item: Item
        /// `nil` if the item itself is not shared with the person.
        let canWrite: Bool?
    }

    /// An item and the folders above it, the item first. Empty if the item does not exist.
    static func steps(_ database: Database, to id: String, person: String = "") throws -> [Step] {
        let sql = """
            WITH RECURSIVE up (id, depth) AS (
                SELECT :id, 0
                UNION ALL
                SELECT item.parent, depth + 1 FROM up JOIN item ON item.id = up.id
                WHERE item.parent IS NOT NULL AND depth < 100)
            SELECT item.*, share.canWrite FROM up JOIN item ON item.id = up.id
            LEFT JOIN share ON share.item = item.id AND share.person = :person ORDER BY depth
            """
        let rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: ["id": id, "person": person])
        return try rows.map { Step(item: try Item(row: $0), canWrite: $0["canWrite"]) }
    }

    /// What a person may do with an item; `nil` if it does not exist, is in the bin, or is not for the person.
    func access(to id: String, for person: Person) throws -> ItemAccess? {
        let steps = try read { try Self.steps($0, to: id, person: person.id) }
        guard let item = steps.first?.item, steps.allSatisfy({ $0.item.binned == nil }) else { return nil }
        if item.owner == person.id {
            return ItemAccess(person: person, item: item, right: .own, path: steps.map(\.item).reversed())
        }
        guard let highest = steps.lastIndex(where: { $0.canWrite != nil }) else { return nil }
        let canWrite = steps.contains { $0.canWrite == true }
        return ItemAccess(
            person: person, item: item, right: canWrite ? .write : .read,
            path: steps[...highest].map(\.item).reversed())
    }

    /// The path from the item of a link down to an item in it; `nil` if the item is elsewhere or in the bin.
    func path(from root: String, to id: String) throws -> [Item]? {
        let steps = try read { try Self.steps($0, to: id) }
        guard let top = steps.firstIndex(where: { $0.item.id == root }),
            steps.allSatisfy({ $0.item.binned == nil })
        else { return nil }
        return steps[...top].map(\.item).reversed()
    }

    /// An item that its owner has moved into the bin.
    func binned(_ id: String, of person: Person) throws -> Item? {
        try read {
            try Item.fetchOne(
                $0, sql: "SELECT * FROM item WHERE id = ? AND owner = ? AND binned IS NOT NULL",
                arguments: [id, person.id])
        }
    }

    /// The top folder of a person.
    func topFolder(of person: Person) throws -> Item? {
        try read {
            try Item.fetchOne(
                $0.cachedStatement(sql: "SELECT * FROM item WHERE owner = ? AND parent IS NULL"),
                arguments: [person.id])
        }
    }
}
