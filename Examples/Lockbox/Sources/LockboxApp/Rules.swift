import Gatehouse

/// Who may do what. Each rule yields what its handlers work with: they cannot reach anything else.
struct Rules {
    /// Whoever has a key; yields their own box.
    let owner: Access<Box>

    /// A file that lies in the box of whoever asks. Somebody else's looks like one that does not exist.
    let ownFile: Access<OwnFile>

    init(_ boxes: Boxes) {
        owner = .basic(realm: "Lockbox") { boxes.opened(by: $0) }
        ownFile = owner.narrowed("own file") { box, request in
            guard try request.path["owner"].utf8.elementsEqual(box.owner.utf8),
                let name = StoredName(try request.path["file"]),
                let file = try box.file(name)
            else { return nil }
            return OwnFile(box: box, name: name, file: file)
        }
    }
}

/// A file and the box that it lies in. The file is open already: what was checked is what is sent.
struct OwnFile: Sendable {
    let box: Box
    let name: StoredName
    let file: ServedFile
}
