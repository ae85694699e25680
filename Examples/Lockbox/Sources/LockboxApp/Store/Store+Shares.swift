import GRDB

/// A person with whom an item is shared.
struct Share: FetchableRecord, Sendable {
    let person, name: String
    let canWrite: Bool

    init(row: Row) {
        (person, name, canWrite) = (row["person"], row["name"], row["canWrite"])
    }
}

extension Store {
    func shares(of item: Item) throws -> [Share] {
        try read {
            try Share.fetchAll(
                $0,
                sql: """
                    SELECT share.person, person.name, share.canWrite FROM share JOIN person ON person.id = share.person
                    WHERE share.item = ? ORDER BY person.name COLLATE NOCASE
                    """, arguments: [item.id])
        }
    }

    /// Shares an item with a person, or changes what the person may do.
    ///
    /// - Returns: `false` if nobody has the name, or the owner has.
    func share(_ item: Item, with name: String, canWrite: Bool) throws -> Bool {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO share (item, person, canWrite) SELECT ?, id, ? FROM person WHERE name = ? AND id <> ?
                    ON CONFLICT DO UPDATE SET canWrite = excluded.canWrite
                    """, arguments: [item.id, canWrite, name, item.owner])
            return database.changesCount == 1
        }
    }

    func endShare(of item: Item, with person: String) throws {
        try write {
            try $0.execute(
                sql: "DELETE FROM share WHERE item = ? AND person = ?", arguments: [item.id, person])
        }
    }

    /// What others share with a person.
    func shared(with person: Person) throws -> [(access: ItemAccess, owner: String)] {
        let rows = try read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT item.id AS id, person.name AS owner FROM share JOIN item ON item.id = share.item
                    JOIN person ON person.id = item.owner WHERE share.person = ? ORDER BY item.name COLLATE NOCASE
                    """, arguments: [person.id])
        }
        return try rows.compactMap { row in try access(to: row["id"], for: person).map { ($0, row["owner"]) } }
    }
}
