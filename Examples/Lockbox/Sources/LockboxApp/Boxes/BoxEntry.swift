import Gatehouse

/// A file as the list shows it.
struct BoxEntry: Sendable {
    let name: StoredName
    let bytes: Int
    let modified: Timestamp
}
