internal import Glibc

/// The path of a Unix socket, which its creator removes.
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

    /// Removes the path if it is still the same socket. A successor may have replaced it.
    func remove() {
        var information = stat()
        // lstat(2) fills the local variable.
        guard unsafe lstat(path, &information) == 0, information.st_dev == device, information.st_ino == inode else {
            return
        }
        _ = unsafe unlink(path)
    }
}
