internal import FastCGI
internal import GatehouseCore

/// A complete upload: all bytes of the file have arrived and are on the disk.
///
/// It is valid in the closure that gets it. Unless the closure moves the file, the bytes are removed afterwards.
public struct ReceivedUpload: Sendable {
    /// The identifier: 26 digits and lower-case letters, different for each upload.
    public let id: String

    /// The file name from the client; `nil` if it sent none. It is a label for people and never a path (see `Part.fileName`).
    public let fileName: String?

    /// The `Content-Type` from the client. It is not checked; see ``detectedType``.
    public let contentType: String?

    /// The length in bytes.
    public let size: Int

    /// The text of the program: ``UploadGrant/note``.
    public let note: String

    let file: GrowingFile
    let link: @Sendable (UploadDirectory, String) throws(UploadError) -> Void

    /// The media type that the first 512 bytes indicate, whatever the client claims: see ``UploadedFile/detectedType``.
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
        do throws(SystemError) {
            return try file.read(at: offset, upTo: min(limit, size - offset))
        } catch {
            throw UploadError(.failed, "\(error)")
        }
    }

    /// Keeps the file under a name in a directory, with mode 0600. The bytes and the name are on the disk when it returns. An
    /// existing file is never replaced.
    ///
    /// Moving the file again to the same place succeeds, because the closure can run a second time after a crash.
    ///
    /// - Parameters:
    ///   - directory: a directory on the same file system as the ``PrivateDirectory`` of the uploads.
    ///   - name: a name that the program chooses, such as ``id``. Never use ``fileName``.
    /// - Throws: ``UploadError``.
    public func move(to directory: UploadDirectory, as name: String) throws(UploadError) {
        try link(directory, name)
    }
}
