import GRDB
import Gatehouse

/// What the audit trail shows.
struct AuditFilter: Sendable {
    var kind, person: String?

    fileprivate var sql: String {
        "FROM audit WHERE (:kind IS NULL OR kind = :kind) AND (:person IS NULL OR person = :person COLLATE NOCASE)"
    }

    fileprivate var arguments: StatementArguments { ["kind": kind, "person": person] }
}

extension Store {
    /// Adds a line to the audit trail.
    ///
    /// - Parameter once: of several equal events of one client within a minute, adds only the first. Otherwise a client that
    ///   is refused could fill the disk.
    func audit(
        _ kind: String, person: String? = nil, client: String?, _ detail: String = "", once: Bool = false,
        at time: Timestamp
    ) throws {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO audit (time, kind, person, client, detail)
                    SELECT :time, :kind, :person, :client, :detail WHERE NOT :once OR NOT EXISTS (
                        SELECT * FROM audit WHERE time > :time - 60 AND kind = :kind AND client IS :client
                        AND person IS :person)
                    """,
                arguments: [
                    "time": time.secondsSince1970, "kind": kind, "person": person, "client": client,
                    "detail": String(detail.prefix(400)), "once": once,
                ])
        }
    }

    func auditCount(_ filter: AuditFilter) throws -> Int {
        try read { try Int.fetchOne($0, sql: "SELECT COUNT(*) \(filter.sql)", arguments: filter.arguments) ?? 0 }
    }

    /// The events, the latest first.
    func events(_ filter: AuditFilter, limit: Int, offset: Int) throws -> [AuditEvent] {
        try read {
            try AuditEvent.fetchAll(
                $0, sql: "SELECT * \(filter.sql) ORDER BY id DESC LIMIT \(limit) OFFSET \(offset)",
                arguments: filter.arguments)
        }
    }

    /// All kinds that occur.
    func eventKinds() throws -> [String] {
        try read { try String.fetchAll($0, sql: "SELECT DISTINCT kind FROM audit ORDER BY kind") }
    }

    /// The number of events on each of the last days, the oldest first.
    func eventsByDay(_ filter: AuditFilter, days: Int, until time: Timestamp) throws -> [Int] {
        let first = CivilDate(time).start.secondsSince1970 - Int64(days - 1) * 86_400
        var counts = Array(repeating: 0, count: days)
        try read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT (time - :first) / 86400 AS day, COUNT(*) \(filter.sql) AND time >= :first GROUP BY day",
                arguments: filter.arguments + ["first": first])
            while let row = try rows.next() {
                let day: Int = row[0]
                if counts.indices.contains(day) { counts[day] = row[1] }
            }
        }
        return counts
    }

    /// Removes old events, and the oldest above a number.
    func removeEvents(before time: Timestamp, keeping most: Int) throws {
        try write {
            try $0.execute(
                sql: "DELETE FROM audit WHERE time < ? OR id <= (SELECT MAX(id) FROM audit) - ?",
                arguments: [time.secondsSince1970, most])
        }
    }
}
