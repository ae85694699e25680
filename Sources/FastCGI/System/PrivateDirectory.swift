internal import CFastCGI
internal import Glibc

/// A directory that only the process's user can enter, identified by its descriptor.
package struct PrivateDirectory: ~Copyable {
    private let descriptor: Descriptor

    var number: CInt { descriptor.number }

    /// Opens an existing directory with open(2). A symbolic link at the end of the path is not followed.
    ///
    /// - Throws: The error of open(2); EACCES if the directory belongs to another user or is accessible to others.
    ///   The expected mode is 0700.
    package init(path: String) throws(SystemError) {
        // The path is copied by open(2).
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let descriptor = Descriptor(adopting: try systemCall("open \(path)") { unsafe Glibc.open(path, flags) })
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(descriptor.number, &information) }
        guard information.st_uid == geteuid(), information.st_mode & 0o077 == 0 else {
            throw SystemError("\(path) must belong to the user of the program and have mode 0700", number: EACCES)
        }
        self.descriptor = descriptor
    }

    /// Whether the directory is one of the given directories or below one, whatever paths lead to them.
    ///
    /// It goes up through "..", which the file system provides, and does not rely on paths.
    ///
    /// - Throws: An error if a directory cannot be examined; ENOENT for a path that does not exist.
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
