/// The limits of a box.
struct BoxLimits: Sendable {
    /// The largest number of files.
    var files: Int

    /// The largest number of bytes of all files together.
    var bytes: Int

    /// The largest number of bytes of one upload with all its files.
    var uploadBytes: Int
}
