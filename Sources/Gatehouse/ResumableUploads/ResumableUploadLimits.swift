/// The limits of resumable uploads: ``ResumableUploads``.
public struct ResumableUploadLimits: Sendable, Hashable {
    /// The largest number of bytes of one upload.
    public var size: Int

    /// The largest number of bytes in one request; defaults to 8 MiB. The web server can have a lower limit.
    public var piece = 8 << 20

    /// The largest number of unfinished uploads of one owner; defaults to 20.
    public var pending = 20

    /// The time after which an unfinished upload is removed if no byte has arrived; defaults to one day.
    public var age = Duration.seconds(86_400)

    /// Creates limits. Values below zero count as 0.
    ///
    /// - Parameter size: the largest number of bytes of one upload.
    public init(size: Int) {
        self.size = size
    }

    /// The whole seconds of ``age``.
    var seconds: Int64 { Int64(clamping: max(age, .zero).attoseconds / 1_000_000_000_000_000_000) }

    /// The largest integer in a header field (RFC 9651, section 3.3.1).
    static let largestInteger = 999_999_999_999_999
}
