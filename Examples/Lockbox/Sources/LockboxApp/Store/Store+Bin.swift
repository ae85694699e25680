import GRDB
import Gatehouse

extension Store {
    /// Moves items into the bin of their owner, all or none.
    ///
    /// - Returns: a random identifier of this change, with which it can be undone.
    @discardableResult
    func bin(_ items: [Item], at time: Timestamp) throws -> String {
        let binning = RandomID.make()
        try write { database in
            for item in items {
                guard !item.isTop else { throw ItemProblem.top }
                try database.execute(
                    sql: "UPDATE item SET binned = ?, binning = ? WHERE id = ? AND binned IS NULL",
                    arguments: [time.secondsSince1970, binning, item.id])
                guard database.changesCount == 1 else { throw ItemProblem.gone }
            }
        }
        return binning
    }

    /// What one change has moved from a folder into the bin, and is still there.
    func items(movedToBinBy binning: String, from folder: Item) throws -> [Item] {
        try read {
            try Item.fetchAll(
                $0, sql: "SELECT * FROM item WHERE binning = ? AND parent = ? AND binned IS NOT NULL ORDER BY name",
                arguments: [binning, folder.id])
        }
    }

    /// Puts items back where they were, all or none, or into the top folder if that place is in the bin itself. A name that
    /// was taken meanwhile gets a number.
    func restore(_ items: [Item]) throws {
        try write { database in
            for item in items { try Self.restore(database, item) }
        }
    }

    private static func restore(_ database: Database, _ item: Item) throws {
        guard let parent = item.parent else { throw ItemProblem.top }
        let above = try steps(database, to: parent).map(\.item)
        guard let top = above.last else { throw ItemProblem.gone }
        let folder = above.contains { $0.binned != nil } ? top.id : parent
        let name = ItemName(item.name) ?? ItemName(uploaded: item.name)
        try database.execute(
            sql: "UPDATE item SET binned = NULL, parent = ?, name = ? WHERE id = ? AND binned IS NOT NULL",
            arguments: [folder, try freeName(database, name, in: folder), item.id])
        guard database.changesCount == 1 else { throw ItemProblem.gone }
    }

    /// Removes items of the bin for good.
    ///
    /// - Returns: the names of their contents, which can be deleted now.
    func purge(_ items: [Item]) throws -> [String] {
        try write { database in try items.flatMap { try Self.purge(database, $0.id) } }
    }

    /// Removes everything that was moved into the bin before a moment.
    func purge(binnedBefore time: Timestamp) throws -> [String] {
        try write { database in
            let ids = try String.fetchAll(
                database, sql: "SELECT id FROM item WHERE binned < ?", arguments: [time.secondsSince1970])
            return try ids.flatMap { try Self.purge(database, $0) }
        }
    }

    private static func purge(_ database: Database, _ id: String) throws -> [String] {
        let contents = try String.fetchAll(
            database,
            sql: """
                WITH RECURSIVE down (id) AS (
                    SELECT id FROM item WHERE id = ? AND binned IS NOT NULL
                    UNION SELECT item.id FROM item JOIN down ON item.parent = down.id)
                SELECT content FROM item JOIN down ON item.id = down.id WHERE content IS NOT NULL
                """, arguments: [id])
        // Everything in a folder goes with it.
        try database.execute(sql: "DELETE FROM item WHERE id = ? AND binned IS NOT NULL", arguments: [id])
        return contents
    }
}
