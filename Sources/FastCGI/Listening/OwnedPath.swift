internal import Glibc

/// The name of a Unix socket in the file system, to be removed by the one who made it.
struct OwnedPath: Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    init(_ path: String) throws(SystemError) {
        var information = stat()
        // lstat(2) fills the local variable.
        _ = try systemCall("examine \(path)") { unsafe lstat(path, &information) }
        self.path = path
        device = information.st_dev
        inode = information.st_ino
    }

    /// Removes the name if it still is the same socket: a successor may have put its own there.
    func remove() {
        var information = stat()
        // lstat(2) fills the local variable.
        guard unsafe lstat(path, &information) == 0, information.st_dev == device, information.st_ino == inode else {
            return
        }
        _ = unsafe unlink(path)
    }
}
