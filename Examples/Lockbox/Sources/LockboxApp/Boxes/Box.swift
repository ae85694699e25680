import FoundationEssentials
import Gatehouse

/// The files of one person, in a private directory.
struct Box: Sendable {
    /// The name of the owner.
    let owner: String

    /// The limits of the box.
    let limits: BoxLimits

    /// The directory for uploads. A file gets its name there when it is complete.
    let uploads: UploadDirectory

    private let files: Files

    /// Opens a box.
    init(of owner: String, in directory: String, outside publicDirectory: String, _ limits: BoxLimits) throws {
        self.owner = owner
        self.limits = limits
        uploads = try UploadDirectory(directory, outside: publicDirectory)
        // A file that is not displayed is served as bytes of an unknown type.
        files = try Files(
            in: directory,
            extensions: FileKind.all.map(\.fileExtension) + [FileKind.other.fileExtension],
            types: [FileKind.other.fileExtension: "application/octet-stream"],
            cacheControl: "private, no-cache"
        )
    }

    /// Opens a file; `nil` if it does not exist.
    func file(_ name: StoredName) throws -> ServedFile? {
        do throws(FileError) {
            return try files.file(name.text)
        } catch {
            guard error.code == .missing || error.code == .refused else { throw error }
            return nil
        }
    }

    /// Lists all files, the newest first. Files whose names this program did not write are omitted.
    func entries() throws -> [BoxEntry] {
        let names = try FileManager.default.contentsOfDirectory(atPath: uploads.path)
        return try names.compactMap { text in
            // A file that was deleted meanwhile is not an error.
            guard let name = StoredName(text), let file = try file(name) else { return nil }
            return BoxEntry(name: name, bytes: file.size, modified: file.modified)
        }
        .sorted { ($1.modified, $0.name.label) < ($0.modified, $1.name.label) }
    }

    /// Keeps all uploaded files or, on an error, none.
    ///
    /// Of two uploads at the same time, neither sees the other. The box can exceed its limits by one upload.
    func keep(_ uploaded: [UploadedFile]) throws {
        let entries = try entries()
        guard entries.count + uploaded.count <= limits.files else {
            throw HTTPError(.conflict, "Too many files. The box has \(entries.count) of at most \(limits.files).")
        }
        let bytes = entries.reduce(0) { $0 + $1.bytes }
        guard uploaded.reduce(bytes, { $0 + $1.size }) <= limits.bytes else {
            let room = ByteCount(max(limits.bytes - bytes, 0))
            throw HTTPError(.contentTooLarge, "The files are too large. The box has \(room) left.")
        }
        var kept: [StoredName] = []
        do {
            for file in uploaded { kept.append(try keep(file)) }
        } catch {
            for name in kept { try? delete(name) }
            throw error
        }
    }

    /// Gives a file its name, or the next free one: "Photo (2).jpg". No file ever replaces another, not even if two arrive at
    /// the same time.
    private func keep(_ file: UploadedFile) throws -> StoredName {
        let label = Label(file.fileName)
        for number in 1...100 {
            let name = StoredName(label.numbered(number))
            do throws(UploadError) {
                try file.move(to: uploads, as: name.text)
                return name
            } catch {
                guard error.code == .exists else { throw error }
            }
        }
        throw HTTPError(.conflict, "The box has a hundred files named \(label.text). Use another name.")
    }

    /// Deletes a file. Downloads that have begun still get the rest of it.
    func delete(_ name: StoredName) throws {
        try FileManager.default.removeItem(atPath: "\(uploads.path)/\(name.text)")
    }
}
