import GRDB
import Gatehouse

/// Facts about the site that all processes share.
extension Store {
    enum StateKey: String, Sendable {
        /// When the background work began for the last time.
        case housekeeping
        /// When SQLite checked the database for the last time, and what it found.
        case checked, checkResult
        /// Since when a backup runs. No content is deleted meanwhile.
        case backup
    }

    func state(_ key: StateKey) throws -> String? {
        try read {
            try String.fetchOne($0, sql: "SELECT value FROM state WHERE key = ?", arguments: [key.rawValue])
        }
    }

    func set(_ key: StateKey, to value: String?) throws {
        try write { database in
            try database.execute(sql: "DELETE FROM state WHERE key = ?", arguments: [key.rawValue])
            guard let value else { return }
            try database.execute(sql: "INSERT INTO state VALUES (?, ?)", arguments: [key.rawValue, value])
        }
    }

    /// Whether some work is due. Of several processes that ask, one gets `true`.
    ///
    /// A moment in the future, after the clock was set back, counts as long ago.
    func claim(_ key: StateKey, every period: Duration, at time: Timestamp) throws -> Bool {
        let (now, last) = (time.secondsSince1970, (time - period).secondsSince1970)
        let isDue = try read {
            let value = try Int64.fetchOne(
                $0, sql: "SELECT CAST(value AS INTEGER) FROM state WHERE key = ?", arguments: [key.rawValue])
            return value.map { $0 <= last || $0 > now + 60 } ?? true
        }
        guard isDue else { return false }
        return try write { database in
            try database.execute(
                sql: """
                    INSERT INTO state VALUES (:key, :now) ON CONFLICT DO UPDATE SET value = :now
                    WHERE CAST(value AS INTEGER) <= :last OR CAST(value AS INTEGER) > :now + 60
                    """, arguments: ["key": key.rawValue, "now": now, "last": last])
            return database.changesCount == 1
        }
    }
}
