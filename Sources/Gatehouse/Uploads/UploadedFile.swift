internal import FastCGI
internal import GatehouseCore
internal import Synchronization

/// A file that a client sent, in memory or as an unnamed file on the disk.
///
/// Unless you move it, the file is deleted with the last reference to it, and when the process ends or is killed.
public final class UploadedFile: Sendable {
    /// The name of the field.
    public let field: String

    /// The name that the client gave the file. It is a label for people and never a path (see `Part.fileName`).
    public let fileName: String

    /// The `Content-Type` that the client sent. It is not checked; see ``detectedType``.
    public let contentType: String?

    /// The length in bytes.
    public let size: Int

    /// The bytes.
    enum Content: Sendable {
        case memory([UInt8])
        case disk(SharedFile)
    }

    /// A file with several owners. It is closed with the last one.
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

    /// Whether the file is on the disk.
    public var isOnDisk: Bool {
        switch content {
        case .memory: false
        case .disk: true
        }
    }

    /// The media type that the first 512 bytes indicate, whatever the client claims: `image/png`. `nil` for an empty file and
    /// for a format that is not in this list.
    ///
    /// ```swift
    /// guard let type = try photo.detectedType, ["image/png", "image/jpeg"].contains(type) else {
    ///     throw HTTPError(.unprocessableContent, "Choose a PNG or JPEG image.", field: photo.field)
    /// }
    /// ```
    ///
    /// - Images: `image/png`, `image/jpeg`, `image/gif`, `image/webp`, `image/avif`, `image/heic`, `image/heif`, `image/bmp`,
    ///   `image/tiff`, `image/vnd.microsoft.icon`, `image/svg+xml`.
    /// - Sound and film: `audio/mpeg` (MP3), `audio/mp4`, `audio/ogg`, `audio/flac`, `audio/wav`, `video/mp4`,
    ///   `video/quicktime`, `video/webm` and `video/matroska` (both also for sound alone), `video/ogg`, `application/ogg`.
    /// - Documents: `application/pdf`, `application/gzip`, and `application/zip`, which includes office documents and EPUB.
    /// - UTF-8 text: `text/plain`. Text that begins with "<" is markup, which browsers can execute: `image/svg+xml`,
    ///   `application/xml` with an XML declaration, and otherwise `text/html`.
    ///
    /// The type says how the file begins. It does not say that the rest is valid, and a file can be valid in two formats. To be
    /// sure of an image, decode and encode it again.
    ///
    /// - Throws: ``UploadError/Code/failed`` if the file cannot be read.
    public var detectedType: String? {
        get throws(UploadError) { MediaType.detected(in: try read(upTo: MediaType.detectionLength)) }
    }

    /// Reads a part of the file.
    ///
    /// - Parameters:
    ///   - offset: the start of the part, in bytes.
    ///   - limit: the largest number of bytes.
    /// - Returns: the bytes; empty at the end of the file.
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

    /// Keeps the file under a name in a directory, with mode 0600. The bytes are on the disk before the name appears. An
    /// existing file is never replaced.
    ///
    /// - Parameters:
    ///   - directory: a directory on the same file system as the file.
    ///   - name: a name that the program chooses, such as a random number. Never use ``fileName``.
    /// - Throws: ``UploadError``. You can then move the file again, under another name. ``UploadError/Code/moved`` after a
    ///   successful move and during another one.
    public func move(to directory: UploadDirectory, as name: String) throws(UploadError) {
        try UploadDirectory.check(name)
        // Of several concurrent calls, only one moves the file.
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
            throw UploadError(error, "as \(name.debugDescription) in \(directory.path)")
        }
    }
}
