import GRDB
import Gatehouse

/// The database, which all processes share: people, items, shares, links and the audit trail.
struct Store: Sendable {
    let database: DatabaseQueue

    /// How SQLite keeps its journal: "wal", or "truncate" where the file system has no shared memory.
    let journal: String

    /// How deep folders can be nested.
    static let deepest = 40

    /// Opens the database, and creates or updates its tables.
    init(path: String) throws {
        var configuration = GRDB.Configuration()
        // With several processes, one that is about to write waits for the others.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        database = try DatabaseQueue(path: path, configuration: configuration)
        journal = try database.writeWithoutTransaction { database in
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") ?? ""
            guard mode != "wal" else { return mode }
            return try String.fetchOne(database, sql: "PRAGMA journal_mode = TRUNCATE") ?? "unknown"
        }
        var migrator = DatabaseMigrator()
        for (name, sql) in Self.migrations { migrator.registerMigration(name) { try $0.execute(sql: sql) } }
        try migrator.migrate(database)
    }

    /// Reads on this thread, without a transaction. Waiting for another thread would take longer than a short query.
    func read<Value>(_ query: (Database) throws -> Value) throws -> Value { try database.unsafeReentrantRead(query) }

    /// Changes in one transaction, which no other process sees in part. An error undoes all of it.
    ///
    /// Within another call, the change belongs to the transaction of that call. So a change and its line in the audit trail
    /// are made together or not at all.
    func write<Value>(_ change: (Database) throws -> Value) throws -> Value {
        try database.unsafeReentrantWrite { database in
            guard !database.isInsideTransaction else { return try change(database) }
            try database.beginTransaction(.immediate)
            do {
                let value = try change(database)
                try database.commit()
                return value
            } catch {
                // SQLite has undone everything itself after some errors.
                try? database.rollback()
                throw error
            }
        }
    }

    /// Makes several changes in one transaction.
    func together<Value>(_ changes: () throws -> Value) throws -> Value { try write { _ in try changes() } }
}
