import GRDB
import GatehouseSecurity

extension Store: UserStore {
    func user(id: String) async throws -> Person? {
        try read {
            try Person.fetchOne(
                $0.cachedStatement(sql: "SELECT * FROM person WHERE id = ? AND NOT isSuspended"), arguments: [id])
        }
    }

    func user(named name: String) async throws -> Person? {
        try read {
            try Person.fetchOne($0, sql: "SELECT * FROM person WHERE name = ? AND NOT isSuspended", arguments: [name])
        }
    }

    func replaceCredentials(of id: String, from old: Credentials, to new: Credentials) async throws -> Bool {
        try write { database in
            try database.execute(
                sql: "UPDATE person SET credentials = ? WHERE id = ? AND credentials = ?",
                arguments: [new.text, id, old.text])
            return database.changesCount == 1
        }
    }

    /// Whether nobody has an account yet.
    func isEmpty() throws -> Bool {
        try read { try Bool.fetchOne($0, sql: "SELECT NOT EXISTS (SELECT * FROM person)") ?? false }
    }

    /// All people with the bytes that their files use, by name.
    func people() throws -> [(person: Person, used: Int)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT person.*, (SELECT IFNULL(SUM(size), 0) FROM item WHERE owner = person.id) AS used
                    FROM person ORDER BY name COLLATE NOCASE
                    """
            ).map { (try Person(row: $0), $0["used"]) }
        }
    }

    /// A person, also one who may not sign in.
    func person(_ id: String) throws -> Person? {
        try read { try Person.fetchOne($0, sql: "SELECT * FROM person WHERE id = ?", arguments: [id]) }
    }

    /// Adds a person with an empty folder.
    ///
    /// - Parameter isFirst: adds the person only if there is nobody else.
    /// - Returns: `nil` if the name is taken, or if the person would not be the first one.
    func add(
        _ name: String, mail: MailAddress?, isAdmin: Bool, quota: Int, credentials: Credentials = Credentials(),
        isFirst: Bool = false, at time: Timestamp
    ) throws -> Person? {
        let id = RandomID.make()
        return try write { database in
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO person (id, name, mail, isAdmin, quota, credentials)
                    SELECT ?, ?, ?, ?, ?, ? WHERE NOT ? OR NOT EXISTS (SELECT * FROM person)
                    """,
                arguments: [id, name, mail?.description ?? "", isAdmin, quota, credentials.text, isFirst])
            guard database.changesCount == 1 else { return nil }
            try database.execute(
                sql: "INSERT INTO item (id, owner, name, isFolder, modified) VALUES (?, ?, ?, TRUE, ?)",
                arguments: [RandomID.make(), id, "Files", time.secondsSince1970])
            return try Person.fetchOne(database, sql: "SELECT * FROM person WHERE id = ?", arguments: [id])
        }
    }

    /// Changes what an administrator decides about a person. The last administrator who can sign in stays one.
    ///
    /// - Returns: `false` if nobody could administrate the site afterwards.
    func change(_ id: String, quota: Int, isAdmin: Bool, isSuspended: Bool) throws -> Bool {
        try write { database in
            let others = try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM person WHERE isAdmin AND NOT isSuspended AND id <> ?",
                arguments: [id])
            guard isAdmin && !isSuspended || others ?? 0 > 0 else { return false }
            try database.execute(
                sql: "UPDATE person SET quota = ?, isAdmin = ?, isSuspended = ? WHERE id = ?",
                arguments: [quota, isAdmin, isSuspended, id])
            return true
        }
    }

    /// Removes a person who is suspended, with all files.
    ///
    /// - Returns: the names of the contents, which can be deleted now; `nil` if the person is not suspended.
    func remove(_ id: String) throws -> [String]? {
        try write { database in
            let contents = try String.fetchAll(
                database, sql: "SELECT content FROM item WHERE owner = ? AND content IS NOT NULL", arguments: [id])
            try database.execute(sql: "DELETE FROM person WHERE id = ? AND isSuspended", arguments: [id])
            return database.changesCount == 1 ? contents : nil
        }
    }
}
