/// How much a box may hold.
struct BoxLimits: Sendable {
    /// The number of files.
    var files: Int

    /// The bytes of all files together.
    var bytes: Int

    /// The bytes of one upload, with all files in it.
    var uploadBytes: Int
}
