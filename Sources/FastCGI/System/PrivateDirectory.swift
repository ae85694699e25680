internal import CFastCGI
internal import Glibc

/// A directory that nobody but this process's user can enter, known by its descriptor.
package struct PrivateDirectory: ~Copyable {
    private let descriptor: Descriptor

    var number: CInt { descriptor.number }

    /// open(2) of a directory that exists. No symbolic link is followed at the end of the path.
    ///
    /// - Throws: EACCES too when it belongs to somebody else, or others may do anything with it: mode 0700 is expected.
    package init(path: String) throws(SystemError) {
        // The path is copied by open(2).
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let descriptor = Descriptor(adopting: try systemCall("open \(path)") { unsafe Glibc.open(path, flags) })
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(descriptor.number, &information) }
        guard information.st_uid == geteuid(), information.st_mode & 0o077 == 0 else {
            throw SystemError("\(path) is not the user's own with mode 0700", number: EACCES)
        }
        self.descriptor = descriptor
    }

    /// Whether it is one of these directories, or lies below one, whatever paths lead to either.
    ///
    /// Goes up from directory to directory by "..", which is what the file system has, and no path that somebody wrote.
    ///
    /// - Throws: where the system does not let it look; ENOENT for a path that is not there.
    package func isInside(_ paths: [String]) throws(SystemError) -> Bool {
        let identities = try FileIdentity.all(paths)
        let flags = gatehouse_path_only() | O_DIRECTORY | O_CLOEXEC
        // The names are constants.
        var directory = Descriptor(adopting: try systemCall("openat .") { unsafe openat(number, ".", flags) })
        var identity = try FileIdentity(directory)
        while true {
            if identities.contains(identity) { return true }
            let upwards = try systemCall("openat ..") { unsafe openat(directory.number, "..", flags) }
            directory = Descriptor(adopting: upwards)
            let parent = try FileIdentity(directory)
            // Only the root is its own parent.
            if parent == identity { return false }
            identity = parent
        }
    }
}
