internal import FastCGI
internal import Synchronization

/// A file that a client sent: in memory, or on the disk without a name.
///
/// It is gone when nobody holds it any more, and when the process ends, however that happens; unless it was moved.
public final class UploadedFile: Sendable {
    /// The name of the field.
    public let field: String

    /// What the client calls the file: a label for people, never a path (see `Part.fileName`).
    public let fileName: String

    /// The `Content-Type` that the client claims.
    public let contentType: String?

    /// The length in bytes.
    public let size: Int

    /// Where the bytes are.
    enum Content: Sendable {
        case memory([UInt8])
        case disk(SharedFile)
    }

    /// A file that has more than one owner; it is closed with the last.
    final class SharedFile: Sendable {
        let file: TemporaryFile

        init(_ file: consuming TemporaryFile) {
            self.file = file
        }

        func append(_ bytes: [UInt8]) throws(UploadError) {
            do throws(SystemError) {
                try file.append(bytes)
            } catch {
                throw UploadError(error.isFull ? .full : .failed, "\(error)")
            }
        }
    }

    private let content: Content
    private let hasMoved = Atomic(false)

    init(field: String, fileName: String, contentType: String?, size: Int, _ content: Content) {
        self.field = field
        self.fileName = fileName
        self.contentType = contentType
        self.size = size
        self.content = content
    }

    /// Whether it is on the disk.
    public var isOnDisk: Bool {
        switch content {
        case .memory: false
        case .disk: true
        }
    }

    /// Reads a part of it.
    ///
    /// - Parameters:
    ///   - offset: where the part begins, in bytes.
    ///   - limit: the largest number of bytes.
    /// - Returns: none at the end.
    /// - Throws: ``UploadError/Code/failed``.
    public func read(at offset: Int = 0, upTo limit: Int) throws(UploadError) -> [UInt8] {
        guard offset >= 0, offset < size, limit > 0 else { return [] }
        let limit = min(limit, size - offset)
        switch content {
        case .memory(let bytes):
            return Array(bytes[offset..<(offset + limit)])
        case .disk(let shared):
            do throws(SystemError) {
                return try shared.file.read(at: offset, upTo: limit)
            } catch {
                throw UploadError(.failed, "\(error)")
            }
        }
    }

    /// Keeps the file: gives it a name in a directory, mode 0600. Its bytes are on the disk before the name is there, and a
    /// file of that name is never replaced.
    ///
    /// - Parameters:
    ///   - directory: in the same file system as the one to which it was written.
    ///   - name: that the program chooses: a number of its own, or a random one. Never ``fileName``.
    /// - Throws: ``UploadError``; the file can be moved again then, by another name. ``UploadError/Code/moved`` after a move, and
    ///   while another is under way.
    public func move(to directory: UploadDirectory, as name: String) throws(UploadError) {
        guard !name.isEmpty, name != ".", name != "..", name.utf8.count <= 255,
            !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") })
        else { throw UploadError(.invalidName, name.debugDescription) }
        // One of several at the same time moves it.
        guard !hasMoved.exchange(true, ordering: .acquiringAndReleasing) else {
            throw UploadError(.moved, name.debugDescription)
        }
        do throws(SystemError) {
            switch content {
            case .memory(let bytes):
                let file = try TemporaryFile(in: directory.directory)
                try file.append(bytes)
                try file.link(into: directory.directory, as: name)
            case .disk(let shared):
                try shared.file.link(into: directory.directory, as: name)
            }
        } catch {
            hasMoved.store(false, ordering: .releasing)
            let code: UploadError.Code =
                if error.isExisting {
                    .exists
                } else if error.isOtherFileSystem {
                    .otherFileSystem
                } else {
                    error.isFull ? .full : .failed
                }
            throw UploadError(code, "\(error), as \(name.debugDescription) in \(directory.path)")
        }
    }
}
