import Foundation
import GRDB
import Gatehouse

/// A backup of the whole site in one file, made while the site runs.
///
/// The file is an SQLite database: a copy of the site's database, with the contents of all files in the table `backupContent`,
/// in pieces, so that a file of any size needs little memory.
struct Backup {
    private static let piece = 4 << 20

    let store: Store
    let contents: UploadDirectory

    /// Writes the backup. The file appears when it is complete.
    ///
    /// - Returns: the number of files.
    func write(to path: String, at time: Timestamp) throws -> Int {
        guard !FileManager.default.fileExists(atPath: path) else { throw BackupError("\(path) exists already") }
        // Meanwhile no content is deleted, so every content that the copy mentions is there.
        try store.set(.backup, to: "\(time.secondsSince1970)")
        defer { try? store.set(.backup, to: nil) }
        let part = path + ".part"
        try? FileManager.default.removeItem(atPath: part)
        guard FileManager.default.createFile(atPath: part, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw BackupError("\(part) cannot be created") }
        do {
            let count = try fill(part)
            try FileManager.default.moveItem(atPath: part, toPath: path)
            return count
        } catch {
            try? FileManager.default.removeItem(atPath: part)
            throw error
        }
    }

    private func fill(_ part: String) throws -> Int {
        let copy = try DatabaseQueue(path: part)
        defer { try? copy.close() }
        try store.database.backup(to: copy)
        try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = OFF") }
        let names = try copy.write { database in
            try database.execute(
                sql: """
                    DELETE FROM state WHERE key = 'backup';
                    CREATE TABLE backupContent (name TEXT, piece INTEGER, bytes BLOB, PRIMARY KEY (name, piece));
                    """)
            return try String.fetchAll(database, sql: "SELECT content FROM item WHERE content IS NOT NULL")
        }
        for name in names {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(contents.path)/\(name)"))
            defer { try? file.close() }
            try copy.write { database in
                var number = 0
                // An empty file has one empty piece.
                while let bytes = try file.read(upToCount: Self.piece) ?? (number == 0 ? Data() : nil) {
                    if bytes.isEmpty, number > 0 { break }
                    try database.execute(
                        sql: "INSERT INTO backupContent VALUES (?, ?, ?)", arguments: [name, number, bytes])
                    number += 1
                }
            }
        }
        return names.count
    }

    private static let tables = ["person", "item", "share", "link", "linkUse", "audit", "state"]

    /// Fills a site from a backup. Nobody may have an account there yet.
    ///
    /// - Returns: the number of files.
    func restore(_ path: String) throws -> Int {
        guard FileManager.default.fileExists(atPath: path) else { throw BackupError("\(path) does not exist") }
        guard try store.isEmpty() else {
            throw BackupError("the site has people already; restore into a new private directory")
        }
        var reading = GRDB.Configuration()
        reading.readonly = true
        let backup = try DatabaseQueue(path: path, configuration: reading)
        let names = try backup.read { database in
            let problems = try String.fetchAll(database, sql: "PRAGMA quick_check(5)")
            guard problems == ["ok"] else {
                throw BackupError("\(path) is damaged: \(problems.joined(separator: "; "))")
            }
            // A file that ends in ".part" can lack some bytes.
            let lacking = try String.fetchOne(
                database,
                sql: """
                    SELECT content FROM item WHERE content IS NOT NULL AND size IS NOT
                    (SELECT SUM(LENGTH(bytes)) FROM backupContent WHERE name = content) LIMIT 1
                    """)
            if let lacking { throw BackupError("\(path) is not whole: it lacks bytes of the content \(lacking)") }
            return try String.fetchAll(database, sql: "SELECT content FROM item WHERE content IS NOT NULL")
        }
        for name in names { try Self.unpack(name, from: backup, to: contents.path) }
        // The contents come first: everything that the database mentions is there.
        try store.database.writeWithoutTransaction { database in
            try database.execute(sql: "ATTACH DATABASE ? AS backup", arguments: [path])
            defer { try? database.execute(sql: "DETACH DATABASE backup") }
            try database.inTransaction {
                for table in Self.tables {
                    try database.execute(sql: "DELETE FROM main.\(table)")
                    try database.execute(sql: "INSERT INTO main.\(table) SELECT * FROM backup.\(table)")
                }
                return .commit
            }
        }
        return names.count
    }

    private static func unpack(_ name: String, from backup: DatabaseQueue, to directory: String) throws {
        // The name comes from the backup: it must not lead out of the directory.
        guard name.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }) else {
            throw BackupError("the backup contains an invalid name of a content")
        }
        let path = "\(directory)/\(name)"
        // A run before this one may have been killed.
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw BackupError("\(path) cannot be created") }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try backup.read { database in
            let pieces = try Data.fetchCursor(
                database, sql: "SELECT bytes FROM backupContent WHERE name = ? ORDER BY piece", arguments: [name])
            var isThere = false
            while let bytes = try pieces.next() {
                try file.write(contentsOf: bytes)
                isThere = true
            }
            guard isThere else { throw BackupError("the backup lacks the content \(name)") }
        }
        try file.synchronize()
    }
}

/// Why a backup or its restoration failed.
struct BackupError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
