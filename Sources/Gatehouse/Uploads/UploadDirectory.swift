internal import FastCGI

/// A private directory for uploaded files, outside the directories that the web server serves.
///
/// ```swift
/// let photos = try UploadDirectory("/home/me/photos", outside: "/home/me/public_html")
/// ```
///
/// There is no default directory. `/tmp` is refused, because other users can enter it.
public final class UploadDirectory: Sendable {
    /// The path, as the program gave it.
    public let path: String

    let directory: OwnedDirectory

    /// Opens an existing directory, which must belong to the user of this process and have mode 0700.
    ///
    /// The directory stays open, so it keeps working if it is moved. The initializer creates an unnamed file (O_TMPFILE) to
    /// test the file system, so that a program fails at its start and not with its first upload. ext4, XFS, Btrfs, tmpfs and
    /// overlayfs support unnamed files; NFS does not.
    ///
    /// - Parameters:
    ///   - path: the absolute path. A symbolic link as its last component is not followed.
    ///   - publicDirectories: the directories that the web server serves. The upload directory must not be one of them or lie
    ///     below one. They are compared by device and inode, so symbolic links such as `~/www`, "//" and ".." make no
    ///     difference. A public directory that does not exist is an error.
    /// - Throws: ``UploadError/Code/unsuitableDirectory``.
    public init(_ path: String, outside publicDirectories: String...) throws(UploadError) {
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0) else {
            throw UploadError(.unsuitableDirectory, "invalid path \(path.debugDescription); use an absolute path")
        }
        self.path = path
        let isPublic: Bool
        do throws(SystemError) {
            directory = try OwnedDirectory(path: path)
            isPublic = try directory.isInside(publicDirectories)
            if !isPublic { _ = try TemporaryFile(in: directory) }
        } catch {
            throw UploadError(.unsuitableDirectory, error.isMissing ? "\(error); create it first" : "\(error)")
        }
        guard !isPublic else {
            throw UploadError(.unsuitableDirectory, "\(path) lies in a directory that the web server serves")
        }
    }

    /// Creates an unnamed file with these bytes.
    func makeFile(_ bytes: [UInt8]) throws(UploadError) -> UploadedFile.SharedFile {
        do throws(SystemError) {
            let file = try TemporaryFile(in: directory)
            try file.append(bytes)
            return UploadedFile.SharedFile(file)
        } catch {
            throw UploadError(error.isFull ? .full : .failed, "\(error), in \(path)")
        }
    }

    /// Checks a name that the program chose for a file.
    static func check(_ name: String) throws(UploadError) {
        guard !name.isEmpty, name != ".", name != "..", name.utf8.count <= 255,
            !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "/") })
        else { throw UploadError(.invalidName, name.debugDescription) }
    }
}
