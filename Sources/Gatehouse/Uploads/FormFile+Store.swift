public import GatehouseCore

extension FormFile {
    /// Writes the file into a directory, with mode 0600. The bytes are on the disk before the name appears. An existing file is
    /// never replaced.
    ///
    /// ```swift
    /// try values.picture?.store(in: pictures, as: "\(notice.id)")
    /// ```
    ///
    /// - Parameters:
    ///   - directory: the directory.
    ///   - name: a name that the program chooses, such as a random number. Never use ``FormFile/fileName``.
    /// - Throws: ``UploadError``. You can then store the file again, under another name.
    public func store(in directory: UploadDirectory, as name: String) throws(UploadError) {
        let file = UploadedFile(
            field: "", fileName: fileName, contentType: nil, size: bytes.count, .memory(bytes))
        try file.move(to: directory, as: name)
    }
}
