import GRDB
import Gatehouse

/// A file that has arrived completely.
struct NewFile: Sendable {
    let name: ItemName
    /// The name of its content.
    let content: String
    let size: Int
    let type: String?
    var sender: String?
}

/// Changes of items. Each is one transaction, and checks again what can have changed since the rule allowed it.
extension Store {
    /// Adds a folder. The name must be free.
    func addFolder(_ name: ItemName, to folder: Item, at time: Timestamp) throws {
        try write { database in
            let level = try Self.level(database, of: folder.id)
            guard level < Self.deepest else { throw ItemProblem.tooDeep }
            guard try Self.isFree(database, name.text, in: folder.id) else { throw ItemProblem.nameTaken }
            try database.execute(
                sql: "INSERT INTO item (id, owner, parent, name, isFolder, modified) VALUES (?, ?, ?, ?, TRUE, ?)",
                arguments: [RandomID.make(), folder.owner, folder.id, name.text, time.secondsSince1970])
        }
    }

    /// Adds files, all or none. A name that is taken gets a number.
    ///
    /// A file whose content is there already is left as it is, so a repeated request changes nothing.
    func add(_ files: [NewFile], to folder: Item, at time: Timestamp) throws {
        try write { database in try Self.add(database, files, to: folder, at: time) }
    }

    static func add(_ database: Database, _ files: [NewFile], to folder: Item, at time: Timestamp) throws {
        _ = try level(database, of: folder.id)
        let quota = try Int.fetchOne(database, sql: "SELECT quota FROM person WHERE id = ?", arguments: [folder.owner])
        let room = max(0, (quota ?? 0) - (try used(database, folder.owner)))
        var left = room
        for file in files {
            let known = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT * FROM item WHERE content = ?)", arguments: [file.content])
            guard known != true else { continue }
            guard file.size <= left else { throw ItemProblem.quota(left: room) }
            left -= file.size
            try database.execute(
                sql: """
                    INSERT INTO item (id, owner, parent, name, isFolder, size, type, content, sender, modified)
                    VALUES (?, ?, ?, ?, FALSE, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    RandomID.make(), folder.owner, folder.id, try freeName(database, file.name, in: folder.id),
                    file.size, file.type, file.content, file.sender, time.secondsSince1970,
                ])
        }
    }

    func rename(_ item: Item, to name: ItemName) throws {
        try write { database in
            guard let parent = item.parent else { throw ItemProblem.top }
            // Another case of the same name is allowed.
            guard try Self.isFree(database, name.text, in: parent, except: item.id) else {
                throw ItemProblem.nameTaken
            }
            try database.execute(
                sql: "UPDATE item SET name = ? WHERE id = ? AND parent = ? AND binned IS NULL",
                arguments: [name.text, item.id, parent])
            guard database.changesCount == 1 else { throw ItemProblem.gone }
        }
    }

    /// Moves items into a folder of the same owner, all or none. Their names must be free there.
    func move(_ items: [Item], to folder: Item) throws {
        try write { database in
            let above = try Self.steps(database, to: folder.id).map(\.item)
            guard !above.isEmpty, above.allSatisfy({ $0.binned == nil }) else { throw ItemProblem.gone }
            for item in items {
                guard !item.isTop else { throw ItemProblem.top }
                guard item.owner == folder.owner else { throw ItemProblem.otherOwner }
                guard !above.contains(where: { $0.id == item.id }) else { throw ItemProblem.intoItself }
                guard above.count + (try Self.height(database, of: item.id)) <= Self.deepest else {
                    throw ItemProblem.tooDeep
                }
                guard try Self.isFree(database, item.name, in: folder.id, except: item.id) else {
                    throw ItemProblem.nameTaken
                }
                try database.execute(
                    sql: "UPDATE item SET parent = ? WHERE id = ? AND binned IS NULL", arguments: [folder.id, item.id])
                guard database.changesCount == 1 else { throw ItemProblem.gone }
            }
        }
    }

    /// The number of folders from the top down to one of them, itself included.
    private static func level(_ database: Database, of folder: String) throws -> Int {
        let above = try steps(database, to: folder).map(\.item)
        guard !above.isEmpty, above.allSatisfy({ $0.binned == nil }) else { throw ItemProblem.gone }
        return above.count
    }

    /// The number of levels in an item, itself included if it is a folder.
    private static func height(_ database: Database, of id: String) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                WITH RECURSIVE down (id, depth) AS (
                    SELECT id, 1 FROM item WHERE id = ? AND isFolder
                    UNION ALL SELECT item.id, depth + 1 FROM item JOIN down ON item.parent = down.id
                    WHERE item.isFolder AND depth < 100)
                SELECT MAX(depth) FROM down
                """, arguments: [id]) ?? 0
    }

    static func isFree(
        _ database: Database, _ name: String, in folder: String, except id: String = ""
    ) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT NOT EXISTS (SELECT * FROM item
                    WHERE parent = ? AND name = ? COLLATE NOCASE AND binned IS NULL AND id <> ?)
                    """), arguments: [folder, name, id]) ?? false
    }

    static func freeName(_ database: Database, _ name: ItemName, in folder: String) throws -> String {
        for number in 1...1000 {
            let text = name.numbered(number)
            if try isFree(database, text, in: folder) { return text }
        }
        throw ItemProblem.nameTaken
    }
}
