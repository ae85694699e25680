import FoundationEssentials
import Gatehouse

/// The files of one person, in a directory that nobody else can enter.
struct Box: Sendable {
    /// Whose it is.
    let owner: String

    /// How much it may hold.
    let limits: BoxLimits

    /// Where uploads are written to; a file gets its name there when it is whole.
    let uploads: UploadDirectory

    private let files: Files

    /// Opens a box.
    init(of owner: String, in directory: String, outside publicDirectory: String, _ limits: BoxLimits) throws {
        self.owner = owner
        self.limits = limits
        uploads = try UploadDirectory(directory, outside: publicDirectory)
        // All that is not shown is served as what it is to a browser: bytes.
        files = try Files(
            in: directory,
            extensions: FileKind.all.map(\.fileExtension) + [FileKind.other.fileExtension],
            types: [FileKind.other.fileExtension: "application/octet-stream"],
            cacheControl: "private, no-cache"
        )
    }

    /// Opens a file; `nil` if there is none of that name.
    func file(_ name: StoredName) throws -> ServedFile? {
        do throws(FileError) {
            return try files.file(name.text)
        } catch {
            guard error.code == .missing || error.code == .refused else { throw error }
            return nil
        }
    }

    /// All files, the newest first. What lies there under a name that this program did not give is none of them.
    func entries() throws -> [BoxEntry] {
        let names = try FileManager.default.contentsOfDirectory(atPath: uploads.path)
        return try names.compactMap { text in
            // One that has been deleted meanwhile is gone, and no mistake.
            guard let name = StoredName(text), let file = try file(name) else { return nil }
            return BoxEntry(name: name, bytes: file.size, modified: file.modified)
        }
        .sorted { ($1.modified, $0.name.label) < ($0.modified, $1.name.label) }
    }

    /// Keeps files: all of them, or none.
    ///
    /// Two that come at the same time each see the box without the other, so that it may hold one upload too much.
    func keep(_ uploaded: [UploadedFile]) throws {
        let entries = try entries()
        guard entries.count + uploaded.count <= limits.files else {
            throw HTTPError(.conflict, "The box has \(entries.count) files, and room for \(limits.files).")
        }
        let bytes = entries.reduce(0) { $0 + $1.bytes }
        guard uploaded.reduce(bytes, { $0 + $1.size }) <= limits.bytes else {
            let room = ByteCount(max(limits.bytes - bytes, 0))
            throw HTTPError(.contentTooLarge, "The box has room for \(room) more.")
        }
        var kept: [StoredName] = []
        do {
            for file in uploaded { kept.append(try keep(file)) }
        } catch {
            for name in kept { try? delete(name) }
            throw error
        }
    }

    /// Gives a file its name, or the next that is free: "Photo (2).jpg". No file ever takes another's place, not even if two
    /// come in the same moment.
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
        throw HTTPError(.conflict, "There are a hundred files of the name \(label.text).")
    }

    /// Deletes a file. Whoever is receiving it gets the rest of it.
    func delete(_ name: StoredName) throws {
        try FileManager.default.removeItem(atPath: "\(uploads.path)/\(name.text)")
    }
}
