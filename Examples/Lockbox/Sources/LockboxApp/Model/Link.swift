import GRDB
import Gatehouse
import GatehouseSecurity

/// A link with which people without an account reach an item.
struct Link: FetchableRecord, Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// Shows the item and lets people download it.
        case download
        /// Accepts files and shows nothing.
        case upload
    }

    let id, item: String
    /// The secret part of the URL. The owner can copy the link again, so it is stored as it is.
    let key: String
    let kind: Kind
    /// What the owner calls the link.
    let label: String
    /// The first moment at which the link does not work.
    let expires: Timestamp
    let password: PasswordHash?
    /// The largest number of downloads; `nil` for no limit.
    let downloadLimit: Int?
    let downloads: Int
    /// For an upload link: the largest number of bytes that all senders together can send, and the number so far.
    let uploadLimit, uploaded: Int

    init(row: Row) throws {
        (id, item, key, label) = (row["id"], row["item"], row["key"], row["label"])
        kind = Kind(rawValue: row["kind"]) ?? .download
        expires = Timestamp(secondsSince1970: row["expires"])
        let hash: String? = row["password"]
        password = hash.flatMap { PasswordHash($0) }
        // A password that cannot be read must not become no password.
        guard (hash == nil) == (password == nil) else { throw DatabaseError(message: "damaged link \(id)") }
        (downloadLimit, downloads) = (row["downloadLimit"], row["downloads"])
        (uploadLimit, uploaded) = (row["uploadLimit"], row["uploaded"])
    }

    var isUsedUp: Bool { downloadLimit.map { downloads >= $0 } ?? false }
}
