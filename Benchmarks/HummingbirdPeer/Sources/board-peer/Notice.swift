import GRDB

struct Member: FetchableRecord {
    let id, name: String

    init(row: Row) {
        (id, name) = (row["id"], row["name"])
    }

    static func find(_ id: String, _ database: Database) throws -> Member? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM member WHERE id = ?")
        return try fetchOne(statement, arguments: [id])
    }
}

/// A line of the list.
struct Notice: FetchableRecord {
    let id: Int64
    let title, kind, created: String

    init(row: Row) {
        (id, title, kind, created) = (row[0], row[1], row[2], row[3])
    }

    /// The notices of the page, and the number of all.
    static func page(_ list: ListRequest, today: String, _ database: Database) throws -> (Int, [Notice]) {
        var condition = "(until IS NULL OR until >= ?)"
        var values: StatementArguments = [today]
        var counting = "SELECT (SELECT COUNT(*) FROM notice) - (SELECT COUNT(*) FROM notice WHERE until < ?)"
        if !list.words.isEmpty {
            let pattern = "%\(list.escapedWords)%"
            condition += " AND (title LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')"
            values += [pattern, pattern]
            counting = "SELECT COUNT(*) FROM notice WHERE \(condition)"
        }
        let count = try database.cachedStatement(sql: counting)
        let lines = try database.cachedStatement(
            sql: """
                SELECT id, title, kind, created FROM notice WHERE \(condition)
                ORDER BY \(list.column.rawValue) \(list.isDescending ? "desc" : "asc"), id DESC LIMIT ? OFFSET ?
                """)
        let total = try Int.fetchOne(count, arguments: values) ?? 0
        let limits: StatementArguments = [ListRequest.perPage, (list.page - 1) * ListRequest.perPage]
        return (total, try fetchAll(lines, arguments: values + limits))
    }
}
