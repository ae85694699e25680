import Foundation
import GRDB
import GatehouseSecurity

/// A person who can sign in.
struct Member: AccountUser, FetchableRecord, TableRecord {
    let id, signInName: String
    let mailAddress: MailAddress?
    let isAdmin: Bool
    let credentials: Credentials

    init(row: Row) throws {
        id = row["id"]
        signInName = row["name"]
        mailAddress = MailAddress(row["mail"])
        isAdmin = row["isAdmin"]
        guard let credentials = Credentials(row["credentials"]) else {
            throw DatabaseError(message: "the credentials of \(id) are damaged")
        }
        self.credentials = credentials
    }
}

/// A notice, without its picture. `kind`, `author` and the other names are those of the JSON API.
struct Notice: Codable, Sendable, FetchableRecord, PersistableRecord {
    enum Kind: String, Codable, Sendable, CaseIterable { case offer, search, event }

    var id: Int64?
    var author, title, text: String
    var kind: Kind
    var until: String?
    var created: String
    var picture: String?

    static let databaseTableName = "notice"
}

/// A line of the list.
struct NoticeLine: Sendable, FetchableRecord {
    let id: Int64
    let title, kind, created: String

    init(row: Row) {
        (id, title, kind, created) = (row[0], row[1], row[2], row[3])
    }
}

/// All data of the board, in one SQLite file that all processes share.
struct Store: UserStore {
    let database: DatabasePool

    init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        database = try DatabasePool(path: path, configuration: configuration)
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE member (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE,
                        mail TEXT NOT NULL, isAdmin BOOLEAN NOT NULL, credentials TEXT NOT NULL);
                    CREATE TABLE notice (id INTEGER PRIMARY KEY AUTOINCREMENT, author TEXT NOT NULL, title TEXT NOT NULL,
                        text TEXT NOT NULL, kind TEXT NOT NULL, until TEXT, created TEXT NOT NULL, picture TEXT);
                    CREATE TABLE picture (notice INTEGER PRIMARY KEY REFERENCES notice ON DELETE CASCADE, bytes BLOB NOT NULL);
                    """)
        }
        migrator.registerMigration("2") { try $0.execute(sql: "CREATE INDEX noticeByDay ON notice (created)") }
        try migrator.migrate(database)
    }

    /// Reads on the thread of the worker. To wait for another thread takes longer than a short query.
    private func read<Value>(_ query: (Database) throws -> Value) throws -> Value { try database.read(query) }

    func user(id: String) async throws -> Member? {
        try read { database in
            // A statement that SQLite has prepared already.
            let statement = try database.cachedStatement(sql: "SELECT * FROM member WHERE id = ?")
            return try Member.fetchOne(statement, arguments: [id])
        }
    }

    func user(named name: String) async throws -> Member? {
        try read { try Member.fetchOne($0, key: ["name": name]) }
    }

    func replaceCredentials(of id: String, from old: Credentials, to new: Credentials) async throws -> Bool {
        try await database.write { database in
            try database.execute(
                sql: "UPDATE member SET credentials = ? WHERE id = ? AND credentials = ?",
                arguments: [new.text, id, old.text])
            return database.changesCount == 1
        }
    }

    /// Adds a member without a password; `nil` if the name is taken.
    func add(_ name: String, mail: MailAddress?, isAdmin: Bool = false) async throws -> Member? {
        let id = (0..<16).map { _ in String(UInt8.random(in: 16 ... .max), radix: 16) }.joined()
        try await database.write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO member VALUES (?, ?, ?, ?, ?)",
                arguments: [id, name, mail?.description ?? "", isAdmin, Credentials().text])
        }
        return try await user(id: id)
    }

    /// The notices whose title or text contains some words; all of them if there are no words.
    func notices(_ words: String, on today: CivilDate) -> QueryInterfaceRequest<Notice> {
        let (condition, values) = condition(words, today)
        return Notice.filter(sql: condition, arguments: values)
    }

    private func condition(_ words: String, _ today: CivilDate) -> (String, StatementArguments) {
        let current = "(until IS NULL OR until >= ?)"
        guard !words.isEmpty else { return (current, [today.description]) }
        let escaped = words.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        let pattern = "%\(escaped)%"
        return (
            current + " AND (title LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')",
            [today.description, pattern, pattern]
        )
    }

    /// One page of them, and the number of all.
    func page(
        _ words: String, on today: CivilDate, by sorting: Sorting<Board.Column>, of pages: (Int) throws -> Pagination
    ) throws -> (total: Int, pages: Pagination, lines: [NoticeLine]) {
        let (condition, values) = condition(words, today)
        return try read { database in
            let count = try database.cachedStatement(sql: "SELECT COUNT(*) FROM notice WHERE \(condition)")
            let total = try Int.fetchOne(count, arguments: values) ?? 0
            let pages = try pages(total)
            let lines = try database.cachedStatement(
                sql: """
                    SELECT id, title, kind, created FROM notice WHERE \(condition)
                    ORDER BY \(sorting.column.rawValue) \(sorting.order.rawValue), id DESC LIMIT ? OFFSET ?
                    """)
            let found = try NoticeLine.fetchAll(lines, arguments: values + [pages.limit, pages.offset])
            return (total, pages, found)
        }
    }

    func notice(_ id: Int64) async throws -> Notice? {
        try await database.read { try Notice.fetchOne($0, key: id) }
    }

    /// Stores a notice with its picture.
    func add(_ notice: Notice, picture: [UInt8]?) async throws -> Notice {
        try await database.write { database in
            let stored = try notice.inserted(database)
            if let picture {
                let values: StatementArguments = [database.lastInsertedRowID, Data(picture)]
                try database.execute(sql: "INSERT INTO picture VALUES (?, ?)", arguments: values)
            }
            return stored
        }
    }

    func picture(of id: Int64) async throws -> Data? {
        let statement = "SELECT bytes FROM picture WHERE notice = ?"
        return try await database.read { try Data.fetchOne($0, sql: statement, arguments: [id]) }
    }

    func delete(_ notice: Notice) async throws {
        _ = try await database.write { try notice.delete($0) }
    }
}
