internal import Glibc

/// A regular file that is open for reading. Several tasks may send it at the same time; the last reference closes it.
package final class OpenFile: Sendable {
    /// The flags of open(2) for every file. With them, a FIFO does not wait for its writer, and a terminal does not
    /// become the controlling terminal of the process.
    static let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY

    private let descriptor: Descriptor

    /// The length in bytes at the time the file was opened.
    package let size: Int

    /// When the content was last modified (`st_mtim`). `utimes(2)` can set it to any value.
    package let modified: Moment

    /// When the content or metadata last changed (`st_ctim`). No system call can set it.
    package let changed: Moment

    /// A timestamp of a file, since 1970-01-01T00:00:00Z.
    package struct Moment: Sendable, Hashable {
        /// Whole seconds.
        package let seconds: Int64
        /// The fraction of the second in nanoseconds. Its resolution depends on the file system and the kernel's
        /// clock.
        package let nanoseconds: Int64

        init(_ moment: timespec) {
            seconds = Int64(moment.tv_sec)
            nanoseconds = Int64(moment.tv_nsec)
        }
    }

    var number: CInt { descriptor.number }

    /// Takes ownership of a descriptor of a regular file.
    ///
    /// - Throws: EINVAL for a directory, a FIFO, a device or a socket. The descriptor is closed then.
    init(_ descriptor: consuming Descriptor) throws(SystemError) {
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(descriptor.number, &information) }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw SystemError("open: not a regular file", number: EINVAL)
        }
        self.descriptor = descriptor
        size = Int(information.st_size)
        modified = Moment(information.st_mtim)
        changed = Moment(information.st_ctim)
    }

    /// Opens a file with open(2). A symbolic link at the end of the path is not followed.
    ///
    /// - Parameter path: The path of the file. It must not come from a request.
    convenience init(path: String) throws(SystemError) {
        // The path is copied by open(2).
        let number = try systemCall("open") { unsafe Glibc.open(path, Self.flags) }
        try self.init(Descriptor(adopting: number))
    }

    /// The current length in bytes, by fstat(2).
    func currentSize() throws(SystemError) -> Int {
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(descriptor.number, &information) }
        return Int(information.st_size)
    }

    /// Reads bytes at an offset with pread(2). The file position does not change.
    ///
    /// - Returns: At least one byte; an empty array at the end of the file.
    package func bytes(from offset: Int, upTo limit: Int) throws(SystemError) -> [UInt8] {
        try descriptor.read(at: offset, upTo: limit)
    }
}
