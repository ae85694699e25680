/// An entity tag, which identifies a state of a resource (RFC 9110, section 8.8.3): `"abc"`, or `W/"abc"` for a weak
/// tag.
struct EntityTag: Sendable, Hashable {
    /// The bytes between the quotes.
    let opaque: [UInt8]
    /// Whether two states with the same tag may differ in their bytes.
    let isWeak: Bool

    /// The tag as written in a field.
    var field: String { (isWeak ? "W/\"" : "\"") + String(decoding: opaque, as: UTF8.self) + "\"" }

    /// Compares strongly: the tags are the same, and neither is weak.
    func isStronglyEqual(to other: EntityTag) -> Bool {
        !isWeak && !other.isWeak && opaque == other.opaque
    }

    /// Compares weakly: the tags are the same, weak or not.
    func isWeaklyEqual(to other: EntityTag) -> Bool {
        opaque == other.opaque
    }

    /// Reads a tag from the start of some bytes and removes it. Returns `nil` if they do not start with a tag.
    static func take(from bytes: inout ArraySlice<UInt8>) -> EntityTag? {
        // The prefix is case-sensitive: "w/" is invalid.
        let isWeak = bytes.starts(with: "W/".utf8)
        if isWeak { bytes = bytes.dropFirst(2) }
        guard bytes.popFirst() == UInt8(ascii: "\"") else { return nil }
        let opaque = bytes.prefix { $0 == 0x21 || (0x23...0x7E).contains($0) || $0 >= 0x80 }
        bytes = bytes.dropFirst(opaque.count)
        guard bytes.popFirst() == UInt8(ascii: "\"") else { return nil }
        return EntityTag(opaque: Array(opaque), isWeak: isWeak)
    }

    /// Reads a field with exactly one tag.
    init?(_ field: String) {
        var bytes = Array(field.utf8)[...]
        guard let tag = Self.take(from: &bytes), bytes.isEmpty else { return nil }
        self = tag
    }

    init(opaque: [UInt8], isWeak: Bool) {
        self.opaque = opaque
        self.isWeak = isWeak
    }
}

/// The value of an `If-Match` or `If-None-Match` field.
enum EntityTagList: Equatable {
    /// "*": any existing state.
    case any
    /// These states.
    case tags([EntityTag])

    /// Parses a field.
    ///
    /// - Returns: `nil` if any part of the list is malformed, because the rest could be read in two ways.
    init?(_ field: String) {
        var bytes = Array(field.utf8)[...]
        Self.skipSpace(&bytes)
        if bytes.first == UInt8(ascii: "*") {
            bytes.removeFirst()
            Self.skipSpace(&bytes)
            guard bytes.isEmpty else { return nil }
            self = .any
            return
        }
        var tags: [EntityTag] = []
        while true {
            Self.skipSpace(&bytes)
            // Empty elements of a list are allowed (RFC 9110, section 5.6.1).
            if bytes.isEmpty { break }
            if bytes.first != UInt8(ascii: ",") {
                guard let tag = EntityTag.take(from: &bytes) else { return nil }
                tags.append(tag)
                Self.skipSpace(&bytes)
            }
            guard let next = bytes.popFirst() else { break }
            guard next == UInt8(ascii: ",") else { return nil }
        }
        guard !tags.isEmpty else { return nil }
        self = .tags(tags)
    }

    private static func skipSpace(_ bytes: inout ArraySlice<UInt8>) {
        bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    }
}
