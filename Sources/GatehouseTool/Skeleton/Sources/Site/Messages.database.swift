import GRDB
import Gatehouse

/// A message of a visitor.
struct Message: Codable, Sendable, FetchableRecord, PersistableRecord {
    let name: String
    let text: String
    let sent: String
}

/// The messages, in one SQLite file that all processes share.
struct Messages: Sendable {
    /// A full store refuses further messages, so that nobody fills the disk.
    static let limit = 1000

    private let database: DatabasePool

    init(in directory: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        database = try DatabasePool(path: directory + "/site.sqlite", configuration: configuration)
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE message (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, text TEXT NOT NULL,
                        sent TEXT NOT NULL)
                    """)
        }
        try migrator.migrate(database)
    }

    func count() async throws -> Int {
        try await database.read { try Message.fetchCount($0) }
    }

    /// Some messages, the newest first.
    func list(offset: Int, limit: Int) async throws -> [Message] {
        try await database.read {
            try Message.order(Column.rowID.desc).limit(limit, offset: offset).fetchAll($0)
        }
    }

    func add(_ message: Message) async throws {
        try await database.write { database in
            guard try Message.fetchCount(database) < Self.limit else {
                throw HTTPError(.serviceUnavailable, "We cannot take more messages now. Please try again later.")
            }
            try message.insert(database)
        }
    }
}
