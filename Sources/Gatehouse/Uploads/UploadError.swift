/// Why a file that was sent could not be kept. It never says so to the client: the answer is a 500, the log has the reason.
public struct UploadError: Error, Sendable, Equatable {
    /// The kind of failure.
    public struct Code: Sendable, Hashable {
        private enum Storage: String, Sendable {
            case unsuitableDirectory, invalidName, exists, otherFileSystem, moved, full, failed
        }

        private let storage: Storage

        /// The directory is not there, is not the user's own with mode 0700, or its file system has no files without a name,
        /// or it lies in a directory that the web server shows.
        public static var unsuitableDirectory: Self { Self(storage: .unsuitableDirectory) }
        /// The name is empty, "." or "..", longer than 255 bytes, or holds a "/" or a NUL.
        public static var invalidName: Self { Self(storage: .invalidName) }
        /// There is a file of this name already.
        public static var exists: Self { Self(storage: .exists) }
        /// The directory is in another file system than the one to which the file was written.
        public static var otherFileSystem: Self { Self(storage: .otherFileSystem) }
        /// The file has been moved already.
        public static var moved: Self { Self(storage: .moved) }
        /// No space is left in the file system, or none of the user's quota.
        public static var full: Self { Self(storage: .full) }
        /// The system refused for another reason.
        public static var failed: Self { Self(storage: .failed) }

        fileprivate var text: String { storage.rawValue }
    }

    /// The kind of failure.
    public let code: Code

    private let reason: String

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// Compares the codes alone.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}

extension UploadError: CustomStringConvertible {
    /// The failure in one line.
    public var description: String { "upload: \(code.text): \(reason)" }
}
