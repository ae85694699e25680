import GRDB
import Gatehouse

/// The columns by which people sort a folder.
enum ItemColumn: String, Sendable { case name, size, modified }

/// Lists of items.
extension Store {
    /// The things in a folder, folders first.
    func children(
        of folder: Item, by column: ItemColumn = .name, _ order: Sorting<ItemColumn>.Order = .ascending,
        limit: Int = -1, offset: Int = 0
    ) throws -> [Item] {
        let key = column == .name ? "name COLLATE NOCASE" : column.rawValue
        return try read {
            try Item.fetchAll(
                $0.cachedStatement(
                    sql: """
                        SELECT * FROM item WHERE parent = ? AND binned IS NULL
                        ORDER BY isFolder DESC, \(key) \(order.rawValue), name COLLATE NOCASE LIMIT ? OFFSET ?
                        """), arguments: [folder.id, limit, offset])
        }
    }

    func count(in folder: Item) throws -> Int {
        try read {
            try Int.fetchOne(
                $0, sql: "SELECT COUNT(*) FROM item WHERE parent = ? AND binned IS NULL", arguments: [folder.id]) ?? 0
        }
    }

    /// Everything in some items at any depth, with paths that begin with the names of the items.
    func tree(
        of items: [Item], foldersOnly: Bool = false, limit: Int = .max
    ) throws -> [(path: String, item: Item)] {
        try read { database in
            var all: [(String, Item)] = []
            var waiting = items.reversed().map { ($0.name, $0) }
            while all.count < limit, let (path, item) = waiting.popLast() {
                all.append((path, item))
                guard item.isFolder else { continue }
                let children = try Item.fetchAll(
                    database,
                    sql: """
                        SELECT * FROM item WHERE parent = ? AND binned IS NULL AND (isFolder OR NOT ?)
                        ORDER BY name COLLATE NOCASE DESC
                        """, arguments: [item.id, foldersOnly])
                waiting += children.map { ("\(path)/\($0.name)", $0) }
            }
            return all
        }
    }

    /// What a person may see whose name contains some words. At most 500 names are compared with the rights of the person.
    func search(_ words: String, for person: Person) throws -> [ItemAccess] {
        let escaped = words.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        let ids = try read {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT id FROM item WHERE name LIKE :words ESCAPE '\\' AND binned IS NULL AND parent IS NOT NULL AND (
                        owner = :person OR owner IN (
                            SELECT owner FROM item JOIN share ON share.item = item.id WHERE share.person = :person))
                    ORDER BY name COLLATE NOCASE LIMIT 500
                    """, arguments: ["words": "%\(escaped)%", "person": person.id])
        }
        return try ids.compactMap { try access(to: $0, for: person) }
    }

    /// All folders of an owner that a person may write to, with their paths, for a menu.
    func folders(of access: ItemAccess) throws -> [(id: String, path: String)] {
        let top = access.right == .own ? access.path[0] : try highestWritable(access)
        guard let top else { return [] }
        return try tree(of: [top], foldersOnly: true, limit: 500).map { ($0.item.id, $0.path) }
    }

    private func highestWritable(_ access: ItemAccess) throws -> Item? {
        try access.path.first {
            guard $0.isFolder, let right = try self.access(to: $0.id, for: access.person)?.right else { return false }
            return right >= .write
        }
    }

    /// What the owner has moved into the bin, the latest first.
    func bin(of person: Person) throws -> [Item] {
        try read {
            try Item.fetchAll(
                $0, sql: "SELECT * FROM item WHERE owner = ? AND binned IS NOT NULL ORDER BY binned DESC, id",
                arguments: [person.id])
        }
    }

    /// The bytes of all files of a person, also of those in the bin.
    func used(by owner: String) throws -> Int {
        try read { try Self.used($0, owner) }
    }

    static func used(_ database: Database, _ owner: String) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT SUM(size) FROM item WHERE owner = ?", arguments: [owner]) ?? 0
    }

    /// The bytes that still fit into the quota of an owner.
    func room(of owner: String) throws -> Int {
        try read { database in
            let quota = try Int.fetchOne(database, sql: "SELECT quota FROM person WHERE id = ?", arguments: [owner])
            return max(0, (quota ?? 0) - (try Self.used(database, owner)))
        }
    }
}
