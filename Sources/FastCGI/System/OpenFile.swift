internal import Glibc

/// A regular file that is open for reading. Several may send it at a time; it is closed when the last of them is done.
package final class OpenFile: Sendable {
    /// What open(2) is told for every file: a fifo must not wait for its writer, a terminal not become the process's own.
    static let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY

    private let descriptor: Descriptor

    /// The length in bytes when it was opened.
    package let size: Int

    /// When its content was last written, as far as anybody says: `utimes(2)` sets it.
    package let modified: Moment

    /// When anything of it was last changed (`st_ctim`): nobody can set it.
    package let changed: Moment

    /// A moment of a file, since 1970-01-01T00:00:00Z.
    package struct Moment: Sendable, Hashable {
        /// Whole seconds.
        package let seconds: Int64
        /// The rest of it, in nanoseconds; how fine it is depends on the file system and on the kernel's clock.
        package let nanoseconds: Int64

        init(_ moment: timespec) {
            seconds = Int64(moment.tv_sec)
            nanoseconds = Int64(moment.tv_nsec)
        }
    }

    var number: CInt { descriptor.number }

    /// Takes over a descriptor, if it is that of a regular file.
    ///
    /// - Throws: EINVAL for a directory, a fifo, a device or a socket; it is closed then.
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

    /// open(2). No symbolic link is followed at the end of the path.
    ///
    /// - Parameter path: of the file. It must not come from a request.
    convenience init(path: String) throws(SystemError) {
        // The path is copied by open(2).
        let number = try systemCall("open") { unsafe Glibc.open(path, Self.flags) }
        try self.init(Descriptor(adopting: number))
    }

    /// fstat(2): the length in bytes now.
    func currentSize() throws(SystemError) -> Int {
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(descriptor.number, &information) }
        return Int(information.st_size)
    }

    /// pread(2): some bytes from a place on, without moving anybody's position.
    ///
    /// - Returns: at least one byte; none at the end of the file.
    package func bytes(from offset: Int, upTo limit: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        // The array's own storage is handed to pread(2), which writes at most its capacity.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(SystemError) {
                count = try systemCall("pread") {
                    unsafe pread(number, buffer.baseAddress, buffer.count, off_t(offset))
                }
            } catch {
                count = 0
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
