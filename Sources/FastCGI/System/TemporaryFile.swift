internal import Glibc

/// A file without a name, which vanishes with its last descriptor: also when the process is killed (O_TMPFILE).
package struct TemporaryFile: ~Copyable {
    private let descriptor: Descriptor

    /// openat(2) with O_TMPFILE, mode 0600.
    ///
    /// - Throws: EOPNOTSUPP where the file system has no such files. Nothing takes their place: a file with a name that is
    ///   removed at once stays if the process is killed in between.
    package init(in directory: borrowing PrivateDirectory) throws(SystemError) {
        let number = directory.number
        // __O_TMPFILE of Linux, which Glibc's module leaves out. The path is a constant.
        let flags = 0o20000000 | O_DIRECTORY | O_RDWR | O_CLOEXEC
        descriptor = Descriptor(
            adopting: try systemCall("openat O_TMPFILE") { unsafe openat(number, ".", flags, 0o600) }
        )
    }

    /// write(2) behind what has been written, all of it.
    package func append(_ bytes: [UInt8]) throws(SystemError) {
        try descriptor.write(bytes)
    }

    /// pread(2): at most `limit` bytes from a place on; none at the end.
    package func read(at offset: Int, upTo limit: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        // The array's own storage is handed to pread(2), which writes at most its capacity.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(SystemError) {
                count = try systemCall("pread") {
                    unsafe pread(descriptor.number, buffer.baseAddress, buffer.count, off_t(offset))
                }
            } catch {
                count = 0
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// linkat(2): gives it a name in a directory of the same file system. Its content is on the disk before (fsync(2)).
    ///
    /// - Throws: EEXIST when there is such a name: nothing is ever replaced. EXDEV for another file system.
    package func link(into directory: borrowing PrivateDirectory, as name: String) throws(SystemError) {
        let target = directory.number
        let number = descriptor.number
        _ = try systemCall("fsync") { fsync(number) }
        do throws(SystemError) {
            // Without a privilege only /proc leads to the file. linkat(2) copies the paths.
            _ = try systemCall("linkat") {
                unsafe linkat(AT_FDCWD, "/proc/self/fd/\(number)", target, name, CInt(AT_SYMLINK_FOLLOW))
            }
        } catch  where error.number == ENOENT {
            // No /proc. 0x1000 is AT_EMPTY_PATH, which Glibc's module leaves out.
            _ = try systemCall("linkat") { unsafe linkat(number, "", target, name, 0x1000) }
        }
    }
}
