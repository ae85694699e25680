import GRDB
import Gatehouse
import GatehouseSecurity

/// One use of a link.
struct LinkUse: FetchableRecord, Sendable {
    let time: Timestamp
    let client: String?
    let action: String

    init(row: Row) {
        time = Timestamp(secondsSince1970: row["time"])
        (client, action) = (row["client"], row["action"])
    }
}

extension Store {
    /// The largest number of files in a folder that were sent through links.
    static let mostReceived = 5000

    /// The number of uses of a link that are kept.
    static let mostUses = 1000

    /// Adds a link to an item.
    func addLink(
        to item: Item, _ kind: Link.Kind, label: String, expires: Timestamp, password: PasswordHash? = nil,
        downloadLimit: Int? = nil, uploadLimit: Int = 0
    ) throws -> Link {
        let id = RandomID.make()
        return try write { database in
            try database.execute(
                sql: """
                    INSERT INTO link (id, item, key, kind, label, expires, password, downloadLimit, uploadLimit)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, item.id, RandomID.make(), kind.rawValue, label, expires.secondsSince1970, password?.text,
                    downloadLimit, uploadLimit,
                ])
            guard let link = try Link.fetchOne(database, sql: "SELECT * FROM link WHERE id = ?", arguments: [id])
            else { throw ItemProblem.gone }
            return link
        }
    }

    /// The link with a key, if it works at this moment, and if its owner may sign in.
    func link(key: String, at time: Timestamp) throws -> Link? {
        try read {
            try Link.fetchOne(
                $0,
                sql: """
                    SELECT link.* FROM link JOIN item ON item.id = link.item JOIN person ON person.id = item.owner
                    WHERE link.key = ? AND link.expires > ? AND NOT person.isSuspended
                    """, arguments: [key, time.secondsSince1970])
        }
    }

    func link(id: String) throws -> Link? {
        try read { try Link.fetchOne($0, sql: "SELECT * FROM link WHERE id = ?", arguments: [id]) }
    }

    func links(to item: Item) throws -> [Link] {
        try read {
            try Link.fetchAll($0, sql: "SELECT * FROM link WHERE item = ? ORDER BY expires", arguments: [item.id])
        }
    }

    /// All links to items of a person.
    func links(of person: Person) throws -> [(link: Link, name: String)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT link.*, item.name AS itemName FROM link JOIN item ON item.id = link.item
                    WHERE item.owner = ? ORDER BY link.expires
                    """, arguments: [person.id]
            ).map { (try Link(row: $0), $0["itemName"]) }
        }
    }

    func extend(_ link: Link, until expires: Timestamp, downloadLimit: Int?) throws {
        try write {
            try $0.execute(
                sql: "UPDATE link SET expires = ?, downloadLimit = ? WHERE id = ?",
                arguments: [expires.secondsSince1970, downloadLimit, link.id])
        }
    }

    func remove(_ link: Link) throws {
        try write { try $0.execute(sql: "DELETE FROM link WHERE id = ?", arguments: [link.id]) }
    }

    /// Counts a download.
    ///
    /// - Returns: `false` if the link is used up. Then nothing is counted.
    func countDownload(by link: Link) throws -> Bool {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE link SET downloads = downloads + 1
                    WHERE id = ? AND (downloadLimit IS NULL OR downloads < downloadLimit)
                    """, arguments: [link.id])
            return database.changesCount == 1
        }
    }

    /// Adds files that somebody sent through a link, all or none.
    ///
    /// - Throws: ``ItemProblem/quota(left:)`` above the limit of the link or the quota of its owner, ``ItemProblem/tooMany`` if
    ///   the folder is full of empty files.
    func add(_ files: [NewFile], by link: Link, to folder: Item, at time: Timestamp) throws {
        let bytes = files.reduce(0) { $0 + $1.size }
        try write { database in
            let count = try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM item WHERE parent = ? AND sender IS NOT NULL AND binned IS NULL",
                arguments: [folder.id])
            guard (count ?? 0) + files.count <= Self.mostReceived else { throw ItemProblem.tooMany }
            try database.execute(
                sql: "UPDATE link SET uploaded = uploaded + ? WHERE id = ? AND uploaded + ? <= uploadLimit",
                arguments: [bytes, link.id, bytes])
            guard database.changesCount == 1 else {
                throw ItemProblem.quota(left: max(0, link.uploadLimit - link.uploaded))
            }
            try Self.add(database, files, to: folder, at: time)
        }
    }

    /// Notes a use, and forgets all but the latest, because everybody with the link can cause one.
    func note(_ action: String, of link: Link, client: String?, at time: Timestamp) throws {
        try write { database in
            try database.execute(
                sql: "INSERT INTO linkUse VALUES (?, ?, ?, ?)",
                arguments: [link.id, time.secondsSince1970, client, action])
            try database.execute(
                sql: """
                    DELETE FROM linkUse WHERE link = :link AND rowid <= (
                        SELECT rowid FROM linkUse WHERE link = :link ORDER BY rowid DESC LIMIT 1 OFFSET \(Self.mostUses))
                    """, arguments: ["link": link.id])
        }
    }

    /// The latest uses of a link.
    func uses(of link: Link) throws -> [LinkUse] {
        try read {
            try LinkUse.fetchAll(
                $0, sql: "SELECT * FROM linkUse WHERE link = ? ORDER BY time DESC, rowid DESC LIMIT 200",
                arguments: [link.id])
        }
    }
}
