/// What a client may do with an item.
enum Right: Int, Sendable, Comparable {
    case read, write, own

    static func < (left: Right, right: Right) -> Bool { left.rawValue < right.rawValue }
}

/// Evidence that a person may use an item: the item, and the right to it.
struct ItemAccess: Sendable {
    let person: Person
    let item: Item
    let right: Right
    /// The folders from the highest one that the person may see down to the item itself.
    let path: [Item]
}
