import GRDB
import GatehouseSecurity

/// A person who can sign in.
struct Person: AccountUser, FetchableRecord, Sendable {
    let id, signInName: String
    let mailAddress: MailAddress?
    let isAdmin: Bool
    /// The largest number of bytes in all files of the person together.
    let quota: Int
    /// Whether the sign-in is refused. All sessions are invalid meanwhile.
    let isSuspended: Bool
    let credentials: Credentials

    init(row: Row) throws {
        (id, signInName) = (row["id"], row["name"])
        (isAdmin, quota, isSuspended) = (row["isAdmin"], row["quota"], row["isSuspended"])
        mailAddress = MailAddress(row["mail"])
        guard let read = Credentials(row["credentials"]) else { throw DatabaseError(message: "damaged person \(id)") }
        credentials = read
    }
}
