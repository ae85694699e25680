import Gatehouse

/// The access rules. Each rule returns what its handlers work with, and they have access to nothing else.
struct Rules {
    /// Lets everyone with a key pass, and returns their own box.
    let owner: Access<Box>

    /// Returns a file in the client's own box. A file of another person looks like one that does not exist.
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

/// A file and its box. The file is already open, so the file that was checked is the one that is sent.
struct OwnFile: Sendable {
    let box: Box
    let name: StoredName
    let file: ServedFile
}
