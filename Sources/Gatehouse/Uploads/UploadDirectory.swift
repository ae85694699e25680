internal import FastCGI

/// A directory in which files that clients send may lie: outside of what the web server can see, and of nobody else's.
///
/// ```swift
/// let photos = try UploadDirectory("/home/me/photos", outside: "/home/me/public_html")
/// ```
///
/// There is none unless the program names one, and `/tmp` is no such directory: others may enter it.
public final class UploadDirectory: Sendable {
    /// The path, as the program gave it.
    public let path: String

    let directory: PrivateDirectory

    /// Opens a directory that exists, belongs to the user of this process and has mode 0700.
    ///
    /// It is known by its descriptor from here on, wherever it is moved. That files without a name (O_TMPFILE) can be made
    /// in it is tried at once, so that a program finds out when it starts and not with its first upload: ext4, XFS, Btrfs,
    /// tmpfs and overlayfs have them, NFS has not.
    ///
    /// - Parameters:
    ///   - path: absolute; a symbolic link at its end is not followed.
    ///   - publicDirectories: what the web server shows. The directory must be none of them and lie below none. They are
    ///     compared as the file system knows them, by device and inode: a symbolic link such as `~/www`, "//" and ".." make
    ///     no difference. One that does not exist is refused.
    /// - Throws: ``UploadError/Code/unsuitableDirectory``.
    public init(_ path: String, outside publicDirectories: String...) throws(UploadError) {
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0) else {
            throw UploadError(.unsuitableDirectory, "\(path.debugDescription) is no absolute path")
        }
        self.path = path
        let isPublic: Bool
        do throws(SystemError) {
            directory = try PrivateDirectory(path: path)
            isPublic = try directory.isInside(publicDirectories)
            if !isPublic { _ = try TemporaryFile(in: directory) }
        } catch {
            throw UploadError(.unsuitableDirectory, error.isMissing ? "\(error); it is not made here" : "\(error)")
        }
        guard !isPublic else {
            throw UploadError(.unsuitableDirectory, "\(path) lies in a directory that the web server shows")
        }
    }

    /// Makes a file without a name that holds these bytes.
    func makeFile(_ bytes: [UInt8]) throws(UploadError) -> UploadedFile.SharedFile {
        do throws(SystemError) {
            let file = try TemporaryFile(in: directory)
            try file.append(bytes)
            return UploadedFile.SharedFile(file)
        } catch {
            throw UploadError(error.isFull ? .full : .failed, "\(error), in \(path)")
        }
    }
}
