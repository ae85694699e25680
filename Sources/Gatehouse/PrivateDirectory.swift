package import FastCGI
internal import GatewayInterface

/// The program's own directory, which the web server does not serve: for sessions, keys, counters and uploads.
///
/// ```swift
/// let site = try PrivateDirectory("/home/me/private/app", outside: "/home/me/public_html")
/// ```
///
/// The directory must belong to the user of the process and have mode 0700, so that other users of the machine cannot
/// enter it. The stores in it work for all processes of one machine. They need a local file system with unnamed files
/// (O_TMPFILE), RENAME_EXCHANGE and flock(2): ext4, XFS, Btrfs or tmpfs.
public final class PrivateDirectory: Sendable {
    /// The path, as the program gave it.
    public let path: String

    /// The open directory.
    package let directory: OwnedDirectory

    /// Opens the directory, and creates it with mode 0700 if it is missing. Its parent directory must exist.
    ///
    /// The directory stays open, so it keeps working if it is moved.
    ///
    /// - Parameters:
    ///   - path: the absolute path. A symbolic link as its last component is not followed.
    ///   - publicDirectories: the directories that the web server serves. The directory must not be one of them or lie
    ///     below one. They are compared by device and inode, so symbolic links such as `~/www`, "//" and ".." make no
    ///     difference. A public directory that does not exist is an error.
    /// - Throws: ``PrivateDirectoryError`` if the directory is unsuitable, or on a network file system (NFS, SMB).
    public init(_ path: String, outside publicDirectories: String...) throws(PrivateDirectoryError) {
        let quoted = LogText.quoted(path.utf8)
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0) else {
            throw PrivateDirectoryError("invalid path \(quoted); use an absolute path")
        }
        self.path = path
        let isPublic: Bool
        let network: String?
        do throws(SystemError) {
            try OwnedDirectory.create(path: path)
            directory = try OwnedDirectory(path: path)
            isPublic = try directory.isInside(publicDirectories)
            network = try directory.networkFileSystem()
        } catch {
            throw PrivateDirectoryError(
                error.isMissing ? "\(error); create its parent directory first" : "\(error)", isFull: error.isFull)
        }
        // An empty directory that was just created in a public one does no harm and shows what was wrong.
        guard !isPublic else {
            throw PrivateDirectoryError(
                "\(quoted) lies in a directory that the web server serves; choose another place")
        }
        if let network {
            throw PrivateDirectoryError(
                "\(quoted) is on \(network), where locks and shared tables do not work reliably; "
                    + "choose a directory on a local disk")
        }
        do throws(SystemError) {
            try directory.checkOperations()
        } catch {
            // Nothing can be tried out on a full disk. What is there can still be read.
            guard !error.isFull else { return }
            throw PrivateDirectoryError(
                "\(quoted) is unsuitable: \(error); it needs a local file system such as ext4 or XFS")
        }
    }

    /// Opens a directory inside this one, and creates it with mode 0700 if it is missing.
    package func directory(_ name: String) throws(PrivateDirectoryError) -> OwnedDirectory {
        do throws(SystemError) {
            return try directory.directory(name)
        } catch {
            let quoted = LogText.quoted((path + "/" + name).utf8)
            throw PrivateDirectoryError("\(quoted) cannot be used: \(error)", isFull: error.isFull)
        }
    }
}

/// The reason why a directory cannot be used: ``PrivateDirectory``.
public struct PrivateDirectoryError: Error, CustomStringConvertible {
    /// What is wrong with which directory, and what to do.
    public let description: String

    /// Whether the disk, or the quota of the system's user, is full. Then the directory may be usable later.
    public let isFull: Bool

    package init(_ description: String, isFull: Bool = false) {
        self.description = description
        self.isFull = isFull
    }
}
