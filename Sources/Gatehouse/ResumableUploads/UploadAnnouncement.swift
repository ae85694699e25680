/// What a client announces when it begins a resumable upload.
public struct UploadAnnouncement: Sendable {
    /// The file name from the client; `nil` if it sent none. It is a label for people and never a path (see `Part.fileName`).
    public let fileName: String?

    /// The `Content-Type` from the client. It is not checked; see ``ReceivedUpload/detectedType``.
    public let contentType: String?

    /// The length in bytes; `nil` if the client does not know it yet.
    public let length: Int?

    /// The other unfinished uploads of the owner. Uploads of one owner begin one after the other, so none is missing.
    public let pending: [PendingUpload]

    /// The bytes that the other unfinished uploads can still fill: for each its length, or its limit if the length is unknown.
    public var pendingBytes: Int {
        pending.reduce(0) { sum, upload in
            let (total, overflows) = sum.addingReportingOverflow(upload.length ?? upload.limit)
            return overflows ? .max : total
        }
    }
}
