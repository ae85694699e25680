public import GatehouseCore

/// An unfinished resumable upload.
public struct PendingUpload: Sendable, Hashable {
    /// The identifier, which is the last segment of the upload's URL.
    public let id: String

    /// The file name from the client.
    public let fileName: String?

    /// The `Content-Type` from the client.
    public let contentType: String?

    /// The length in bytes; `nil` if the client has not announced it.
    public let length: Int?

    /// The number of bytes that have arrived.
    public let offset: Int

    /// The largest number of bytes: ``UploadGrant/limit``.
    public let limit: Int

    /// The text of the program: ``UploadGrant/note``.
    public let note: String

    /// When the last bytes arrived.
    public let modified: Timestamp
}
