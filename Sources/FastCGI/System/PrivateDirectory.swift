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
}
