//-if database
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
//-else
// FoundationEssentials makes the program 40 MB smaller than Foundation, which has texts for all languages.
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import Gatehouse

/// A message of a visitor.
struct Message: Codable, Sendable {
    let name: String
    let text: String
    let sent: String
}

/// The messages, each in a file of its own, so that all processes can add some at the same time.
struct Messages: Sendable {
    /// A full directory takes no further messages, so that nobody fills the disk.
    static let limit = 1000

    private let directory: URL

    init(in path: String) throws {
        directory = URL(filePath: path + "/messages")
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    func count() async throws -> Int {
        try names().count
    }

    /// Some messages, the newest first.
    func list(offset: Int, limit: Int) async throws -> [Message] {
        try names().sorted(by: >).dropFirst(offset).prefix(limit).map { name in
            try JSONDecoder().decode(Message.self, from: Data(contentsOf: directory.appending(path: name)))
        }
    }

    func add(_ message: Message) async throws {
        guard try names().count < Self.limit else {
            throw HTTPError(.serviceUnavailable, "We cannot take more messages now. Please try again later.")
        }
        // The names sort by time, and no two are equal.
        let name = "\(message.sent) \(UUID()).json"
        try JSONEncoder().encode(message).write(to: directory.appending(path: name), options: .atomic)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path()).filter { $0.hasSuffix(".json") }
    }
}
//-end
