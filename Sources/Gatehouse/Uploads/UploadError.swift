internal import FastCGI

/// An uploaded file could not be stored. The client gets a 500 without the reason; the log has the reason.
public struct UploadError: Error, Sendable, Equatable {
    /// The kind of failure.
    public struct Code: Sendable, Hashable {
        private enum Storage: String, Sendable {
            case unsuitableDirectory, invalidName, exists, otherFileSystem, moved, full, failed
        }

        private let storage: Storage

        /// The directory does not exist, belongs to another user, has a mode other than 0700, lies in a directory that the
        /// web server serves, or its file system does not support unnamed files.
        public static var unsuitableDirectory: Self { Self(storage: .unsuitableDirectory) }
        /// The name is empty, "." or "..", is longer than 255 bytes, or contains a "/" or a NUL.
        public static var invalidName: Self { Self(storage: .invalidName) }
        /// A file of this name exists already.
        public static var exists: Self { Self(storage: .exists) }
        /// The directory is on another file system than the uploaded file.
        public static var otherFileSystem: Self { Self(storage: .otherFileSystem) }
        /// The file has been moved already.
        public static var moved: Self { Self(storage: .moved) }
        /// The file system or the user's quota is full.
        public static var full: Self { Self(storage: .full) }
        /// A system call failed for another reason.
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

    /// Creates the error for a failed system call.
    init(_ error: SystemError) {
        self.init(error.isFull ? .full : .failed, "\(error)")
    }

    /// Creates the error for a file that could not get a name.
    init(_ error: SystemError, _ place: String) {
        let code: Code =
            if error.isExisting {
                .exists
            } else if error.isOtherFileSystem {
                .otherFileSystem
            } else {
                error.isFull ? .full : .failed
            }
        self.init(code, "\(error), \(place)")
    }

    /// Compares only the codes.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}

extension UploadError: CustomStringConvertible {
    /// The failure in one line.
    public var description: String { "upload: \(code.text): \(reason)" }
}
