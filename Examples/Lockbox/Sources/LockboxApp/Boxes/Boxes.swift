import FoundationEssentials
import Gatehouse
import GatehouseConfiguration

/// All boxes and their keys.
struct Boxes: Sendable {
    private let boxes: [(key: Secret, box: Box)]

    /// Opens the box of each person with a key, and creates missing ones.
    ///
    /// - Throws: an error if other users can enter a directory, if the web server serves it, or if a system call fails.
    init(_ settings: LockboxSettings) throws {
        // Checks that the directory exists and is private before anything is created in it.
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

    /// Whether all boxes can be read.
    var canBeRead: Bool {
        boxes.allSatisfy { FileManager.default.isReadableFile(atPath: $0.box.uploads.path) }
    }

    /// One line for each box, with its owner and size.
    func summary() throws -> [String] {
        try boxes.map { _, box in
            let entries = try box.entries()
            return "\(box.owner): \(entries.count) files, \(ByteCount(entries.reduce(0) { $0 + $1.bytes }))"
        }
    }

    /// The box for a name and a key; `nil` if they are wrong.
    ///
    /// It always compares with all keys, so the duration does not reveal who has a box.
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
