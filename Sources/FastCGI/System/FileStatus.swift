internal import Glibc

/// What stat(2) says about a file.
package struct FileStatus: Sendable, Hashable {
    /// The kind of a file.
    package enum Kind: Sendable {
        case file
        case directory
        case link
        /// A FIFO, a socket or a device.
        case special
    }

    /// The kind.
    package let kind: Kind
    /// The permissions with S_ISUID, S_ISGID and S_ISVTX.
    package let mode: UInt32
    /// The id of the owner.
    package let owner: UInt32
    /// The id of the group.
    package let group: UInt32
    /// The number of names (hard links).
    package let links: Int
    /// The number of the file in its file system.
    package let inode: UInt64

    /// A status that another machine has reported.
    package init(kind: Kind, mode: UInt32, owner: UInt32, group: UInt32) {
        (self.kind, self.mode, self.owner, self.group) = (kind, mode, owner, group)
        (links, inode) = (1, 0)
    }

    init(_ information: stat) {
        kind =
            switch information.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .special
            }
        mode = UInt32(information.st_mode) & 0o7777
        owner = information.st_uid
        group = information.st_gid
        links = Int(information.st_nlink)
        inode = UInt64(information.st_ino)
    }

    /// Reads the status with lstat(2), or with stat(2), which follows symbolic links.
    package init(of path: String, followingLinks: Bool = false) throws(SystemError) {
        var information = stat()
        // lstat(2) and stat(2) copy the path and fill the local variable.
        _ = try systemCall("stat \(path)") {
            followingLinks ? unsafe stat(path, &information) : unsafe lstat(path, &information)
        }
        self.init(information)
    }

    /// The user id with which this process accesses files: geteuid(2).
    package static var ownUser: UInt32 { geteuid() }
}
