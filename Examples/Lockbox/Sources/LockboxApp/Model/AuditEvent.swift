import GRDB
import Gatehouse

/// A line of the audit trail.
struct AuditEvent: FetchableRecord, Sendable {
    let id: Int64
    let time: Timestamp
    /// What happened, such as "sign-in" or "file deleted".
    let kind: String
    /// The name of the person; `nil` if the client was not signed in.
    let person: String?
    let client: String?
    /// What it was about, such as the name of a file.
    let detail: String

    init(row: Row) {
        (id, kind, person) = (row["id"], row["kind"], row["person"])
        time = Timestamp(secondsSince1970: row["time"])
        (client, detail) = (row["client"], row["detail"])
    }
}
