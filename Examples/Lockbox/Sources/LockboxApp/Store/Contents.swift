import Foundation
import Gatehouse

/// The contents of all files, in the directory `files` of the private directory, under random names.
struct Contents: Sendable {
    let directory: UploadDirectory

    /// Files that arrive in pieces.
    let uploads: ResumableUploads

    init(in site: PrivateDirectory, _ settings: LockboxSettings) throws {
        let path = site.path + "/files"
        if !FileManager.default.fileExists(atPath: path) {
            try? FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        }
        directory = try UploadDirectory(path, outside: settings.publicDirectory)
        uploads = try ResumableUploads(in: site, limits: ResumableUploadLimits(size: settings.fileLimit))
    }

    /// Opens the content of a file; `nil` if it is missing.
    func file(_ item: Item) throws -> ServedFile? {
        guard let name = item.content else { return nil }
        do throws(FileError) {
            return try directory.file(name)
        } catch {
            guard error.code == .missing else { throw error }
            return nil
        }
    }

    /// Keeps uploaded files, all or none, until `add` has put them into the database.
    func keep(_ files: [UploadedFile], sender: String? = nil, _ add: ([NewFile]) throws -> Void) throws {
        var kept: [NewFile] = []
        do {
            for file in files {
                let content = RandomID.make()
                try file.move(to: directory, as: content)
                kept.append(
                    NewFile(
                        name: ItemName(uploaded: file.fileName), content: content, size: file.size,
                        type: try file.detectedType, sender: sender))
            }
            try add(kept)
        } catch {
            for file in kept { _ = try? directory.remove(file.content) }
            throw error
        }
    }

    /// Deletes contents that no file has any more. Downloads that have begun still get the rest.
    ///
    /// During a backup they stay; the background work deletes them later.
    func delete(_ names: [String], _ store: Store) throws {
        guard try store.state(.backup) == nil else { return }
        for name in names { _ = try directory.remove(name) }
    }
}
