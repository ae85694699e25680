/// A file or a folder in a ``ZIPArchive``.
public struct ZIPEntry: Sendable {
    /// What the entry contains.
    enum Content: Sendable {
        case file(size: Int?, @Sendable () async throws -> ServedFile)
        case bytes([UInt8])
        case folder
    }

    /// The path in the archive, with "/" between folders. The archive makes it safe.
    public let name: String

    /// When the content was last modified.
    public let modified: Timestamp

    let content: Content

    /// Creates an entry for a file, which is opened when its turn comes.
    ///
    /// - Parameters:
    ///   - name: the path in the archive, such as `Photos/Summer.jpg`. It can come from a client.
    ///   - size: the length in bytes; `nil` if it is unknown. If the file has another length, the response breaks off.
    ///   - modified: when the file was last modified.
    ///   - open: opens the file. If it throws, the response breaks off.
    public init(
        _ name: String, size: Int?, modified: Timestamp, open: @escaping @Sendable () async throws -> ServedFile
    ) {
        self.name = name
        self.modified = modified
        content = .file(size: size, open)
    }

    /// Creates an entry for bytes in memory.
    public init(_ name: String, bytes: [UInt8], modified: Timestamp) {
        self.name = name
        self.modified = modified
        content = .bytes(bytes)
    }

    /// Creates an entry for a folder, which can be empty. The folders of files need no entries.
    public init(folder name: String, modified: Timestamp) {
        self.name = name
        self.modified = modified
        content = .folder
    }

    /// The number of bytes; `nil` if it is unknown.
    var size: Int? {
        switch content {
        case .file(let size, _): size
        case .bytes(let bytes): bytes.count
        case .folder: 0
        }
    }

    var isFolder: Bool { if case .folder = content { true } else { false } }
}
