/// How much a form with files (`multipart/form-data`) may hold.
public struct MultipartLimits: Sendable, Hashable {
    /// The largest number of bytes of the whole body; 1 MiB unless told.
    public var bytes: Int

    /// The largest number of fields; 100 unless told.
    public var fields: Int

    /// The largest number of files; 20 unless told. An input of a form in which no file was chosen counts.
    public var files: Int

    /// The largest number of bytes of one field, which is held in memory; 64 KiB unless told.
    public var fieldBytes: Int

    /// The largest number of bytes of all fields together; 256 KiB unless told.
    public var allFieldBytes: Int

    /// The largest number of bytes of one file; 1 MiB unless told.
    public var fileBytes: Int

    /// The largest number of bytes of a part's header, with its line ends; 4 KiB unless told.
    public var headerBytes: Int

    /// The largest number of header fields of a part; 8 unless told.
    public var headerFields: Int

    /// The largest number of bytes of a name, and of a file's name, decoded; 256 unless told.
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
