/// Limits for a form with files (`multipart/form-data`).
public struct MultipartLimits: Sendable, Hashable {
    /// The maximum size of the whole body, in bytes; defaults to 1 MiB.
    public var bytes: Int

    /// The maximum number of fields; defaults to 100.
    public var fields: Int

    /// The maximum number of files; defaults to 20. A file input without a chosen file counts.
    public var files: Int

    /// The maximum size of one field, in bytes; defaults to 64 KiB. Fields are held in memory.
    public var fieldBytes: Int

    /// The maximum size of all fields together, in bytes; defaults to 256 KiB.
    public var allFieldBytes: Int

    /// The maximum size of one file, in bytes; defaults to 1 MiB.
    public var fileBytes: Int

    /// The maximum size of a part's header with its line ends, in bytes; defaults to 4 KiB.
    public var headerBytes: Int

    /// The maximum number of header fields of a part; defaults to 8.
    public var headerFields: Int

    /// The maximum length of a name and of a file name, decoded, in bytes; defaults to 256.
    public var nameBytes: Int

    /// Creates limits.
    public init(
        bytes: Int = 1 << 20,
        fields: Int = 100,
        files: Int = 20,
        fieldBytes: Int = 64 * 1024,
        allFieldBytes: Int = 256 * 1024,
        fileBytes: Int = 1 << 20,
        headerBytes: Int = 4096,
        headerFields: Int = 8,
        nameBytes: Int = 256
    ) {
        self.bytes = bytes
        self.fields = fields
        self.files = files
        self.fieldBytes = fieldBytes
        self.allFieldBytes = allFieldBytes
        self.fileBytes = fileBytes
        self.headerBytes = headerBytes
        self.headerFields = headerFields
        self.nameBytes = nameBytes
    }
}
