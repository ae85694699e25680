/// The permission to begin a resumable upload.
public struct UploadGrant: Sendable, Hashable {
    /// The largest number of bytes; `nil` for the limit of ``ResumableUploadLimits/size`` alone.
    public var limit: Int?

    /// A text of the program, which it gets back with the complete upload: ``ReceivedUpload/note``.
    public var note: String

    /// Permits an upload.
    ///
    /// - Parameters:
    ///   - limit: the largest number of bytes, such as the rest of a quota. A negative number counts as 0. A larger upload gets
    ///     413. Defaults to ``ResumableUploadLimits/size``, which always applies too.
    ///   - note: a text to keep with the upload, such as the name of the sender; at most 4 KiB.
    public init(upTo limit: Int? = nil, note: String = "") {
        self.limit = limit
        self.note = note
    }
}
