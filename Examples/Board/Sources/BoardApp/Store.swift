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
        (id, signInName, isAdmin) = (row["id"], row["name"], row["isAdmin"])
        mailAddress = MailAddress(row["mail"])
        guard let read = Credentials(row["credentials"]) else { throw DatabaseError(message: "damaged member \(id)") }
        credentials = read
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
}

/// All data of the board, in one SQLite file that all processes share. A process answers one request at a time.
struct Store: UserStore {
    let database: DatabaseQueue

    init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.journalMode = .wal
        database = try DatabaseQueue(path: path, configuration: configuration)
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
        migrator.registerMigration("3") { try $0.execute(sql: "CREATE INDEX noticeByLastDay ON notice (until)") }
        try migrator.migrate(database)
    }

    /// Reads on this thread, without a transaction. Waiting for another thread would take longer than a short query.
    func read<Value>(_ query: (Database) throws -> Value) throws -> Value { try database.unsafeRead(query) }

    func user(id: String) async throws -> Member? {
        try read { try Member.fetchOne($0.cachedStatement(sql: "SELECT * FROM member WHERE id = ?"), arguments: [id]) }
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

    /// The number of notices that have not expired. SQLite finds both numbers in the indexes alone.
    static let count = "SELECT (SELECT COUNT(*) FROM notice) - (SELECT COUNT(*) FROM notice WHERE until < ?)"

    /// The notices that have not expired and whose title or text contains some words, as the end of a query.
    func shown(_ words: String, on today: CivilDate) -> (sql: String, arguments: StatementArguments) {
        let (sql, day) = ("FROM notice WHERE (until IS NULL OR until >= ?)", today.description)
        guard !words.isEmpty else { return (sql, [day]) }
        let escaped = words.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
        let pattern = "%\(escaped)%"
        return ("\(sql) AND (title LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')", [day, pattern, pattern])
    }

    func notice(_ id: Int64) async throws -> Notice? {
        try await database.read { try Notice.fetchOne($0, key: id) }
    }

    /// Stores a notice with its picture.
    func add(_ notice: Notice, picture: [UInt8]?) async throws -> Notice {
        try await database.write { database in
            let stored = try notice.inserted(database)
            if let picture {
                try database.execute(sql: "INSERT INTO picture VALUES (?, ?)", arguments: [stored.id, Data(picture)])
            }
            return stored
        }
    }

    func picture(of id: Int64) async throws -> Data? {
        try read { try Data.fetchOne($0, sql: "SELECT bytes FROM picture WHERE notice = ?", arguments: [id]) }
    }
}
