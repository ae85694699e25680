import Gatehouse

/// A file in the list of a box.
struct BoxEntry: Sendable {
    let name: StoredName
    let bytes: Int
    let modified: Timestamp
}
