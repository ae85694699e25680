import FoundationEssentials
import Gatehouse
import GatehouseConfiguration

/// All boxes, and the keys to them.
struct Boxes: Sendable {
    private let boxes: [(key: Secret, box: Box)]

    /// Opens the box of everybody who has a key; a new one for whoever is new.
    ///
    /// - Throws: for a directory that others may enter, for one that the web server shows, and where the system refuses.
    init(_ settings: LockboxSettings) throws {
        // It is there, and nobody else may look into it: before anything is made in it.
        _ = try UploadDirectory(settings.directory, outside: settings.publicDirectory)
        boxes = try settings.keys.sorted { $0.key < $1.key }.map { owner, key in
            let directory = "\(settings.directory)/\(owner)"
            if !FileManager.default.fileExists(atPath: directory) {
                try FileManager.default.createDirectory(
                    atPath: directory,
                    withIntermediateDirectories: false,
                    attributes: [.posixPermissions: 0o700]
                )
            }
            return (
                key,
                try Box(
                    of: owner, in: directory, outside: settings.publicDirectory, settings.limits)
            )
        }
    }

    /// Whether the disk still gives them out.
    var canBeRead: Bool {
        boxes.allSatisfy { FileManager.default.isReadableFile(atPath: $0.box.uploads.path) }
    }

    /// Everybody's box and what it holds, a line each.
    func summary() throws -> [String] {
        try boxes.map { _, box in
            let entries = try box.entries()
            return "\(box.owner): \(entries.count) files, \(ByteCount(entries.reduce(0) { $0 + $1.bytes }))"
        }
    }

    /// The box of somebody with a key to it.
    ///
    /// It compares with all keys, whoever asks: how long it takes does not tell who has a box here.
    func opened(by credentials: BasicCredentials) -> Box? {
        var found: Box?
        for (key, box) in boxes {
            let isKey = key.matches(credentials.password)
            let isOwner = box.owner.utf8.elementsEqual(credentials.user.utf8)
            if isKey && isOwner { found = box }
        }
        return found
    }
}
