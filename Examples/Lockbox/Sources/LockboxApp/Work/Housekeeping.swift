import Foundation
import GRDB
import Gatehouse

/// Work that nobody waits for: it empties the bin, removes what has expired, and checks the database once a day.
extension Lockbox {
    /// Adds the work to a request if it is due. Of all processes, one does it, once an hour.
    func keepHouse(after request: Request) {
        do {
            guard try store.claim(.housekeeping, every: .seconds(3600), at: request.time) else { return }
            let time = request.time
            try request.afterResponse("housekeeping", within: .seconds(60)) {
                for problem in try keepHouse(at: time) { request.logger.error("housekeeping: \(problem)") }
            }
        } catch {
            // The page does not depend on it. The next hour tries again.
            request.logger.error("housekeeping did not start: \(error)")
        }
    }

    /// Does the work.
    ///
    /// - Returns: what is wrong with the database.
    func keepHouse(at time: Timestamp) throws -> [String] {
        if let since = try store.state(.backup).flatMap({ Int64($0) }) {
            let now = time.secondsSince1970
            // The backup was killed.
            if since < now - 86_400 { try store.set(.backup, to: nil) }
            // The clock was ahead. Otherwise nothing would be deleted for as long as it was wrong. What expires by other
            // times, such as the bin, stays longer: a clock that is wrong now must not delete it early.
            if since > now + 60 { try store.set(.backup, to: "\(now)") }
        }
        let days = { (count: Int) in time - .seconds(count * 86_400) }
        try contents.delete(try store.purge(binnedBefore: days(settings.binDays)), store)
        try store.removeEvents(before: days(settings.auditDays), keeping: 200_000)
        try store.removeLinks(expiredBefore: days(90))
        try contents.uploads.removeExpired()
        try removeOrphans(changedBefore: days(1))
        guard try store.claim(.checked, every: .seconds(86_400), at: time) else { return [] }
        let problems = try store.read { try String.fetchAll($0, sql: "PRAGMA quick_check(5)") }.filter { $0 != "ok" }
        try store.set(.checkResult, to: problems.isEmpty ? "ok" : problems.joined(separator: "; "))
        return problems
    }

    /// Deletes contents that no file has: a process was killed between two steps, or a backup was running.
    private func removeOrphans(changedBefore moment: Timestamp) throws {
        guard try store.state(.backup) == nil else { return }
        let path = contents.directory.path
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
            guard let changed = attributes?[.modificationDate] as? Date,
                Int64(changed.timeIntervalSince1970) < moment.secondsSince1970,
                try !store.has(content: name)
            else { continue }
            _ = try contents.directory.remove(name)
        }
    }
}

extension Store {
    func has(content: String) throws -> Bool {
        try read {
            try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT * FROM item WHERE content = ?)", arguments: [content])
        } ?? true
    }

    func removeLinks(expiredBefore time: Timestamp) throws {
        try write { try $0.execute(sql: "DELETE FROM link WHERE expires < ?", arguments: [time.secondsSince1970]) }
    }
}
