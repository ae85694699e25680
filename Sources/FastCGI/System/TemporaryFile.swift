internal import CFastCGI
internal import Glibc

/// A file without a name (O_TMPFILE). It disappears with its last descriptor, even if the process is killed.
package struct TemporaryFile: ~Copyable {
    private let descriptor: Descriptor

    /// Creates a file with openat(2), O_TMPFILE and mode 0600.
    ///
    /// - Throws: EOPNOTSUPP if the file system does not support O_TMPFILE. There is no fallback: a named file that is
    ///   removed at once remains if the process is killed in between.
    package init(in directory: borrowing OwnedDirectory) throws(SystemError) {
        let number = directory.number
        // The path is a constant.
        let flags = gatehouse_o_tmpfile | O_DIRECTORY | O_RDWR | O_CLOEXEC
        descriptor = Descriptor(
            adopting: try systemCall("openat O_TMPFILE") { unsafe openat(number, ".", flags, 0o600) }
        )
    }

    /// Appends all bytes with write(2).
    package func append(_ bytes: [UInt8]) throws(SystemError) {
        try descriptor.write(bytes)
    }

    /// Allocates the blocks of the first bytes, which are zeros; as ``Descriptor/allocate(_:_:)``.
    func allocate(_ length: Int, _ name: String) throws(SystemError) {
        try descriptor.allocate(length, name)
    }

    /// Reads at most `limit` bytes at an offset with pread(2); an empty array at the end.
    package func read(at offset: Int, upTo limit: Int) throws(SystemError) -> [UInt8] {
        try descriptor.read(at: offset, upTo: limit)
    }

    /// Gives the file a name in a directory of the same file system, with linkat(2).
    ///
    /// - Parameters:
    ///   - directory: The directory.
    ///   - name: The name of the file.
    ///   - isDurable: Whether its content is written to disk first (fsync(2)).
    /// - Throws: EEXIST if the name exists; an existing file is never replaced. EXDEV for another file system.
    package func link(
        into directory: borrowing OwnedDirectory, as name: String, isDurable: Bool = true
    ) throws(SystemError) {
        let target = directory.number
        let number = descriptor.number
        if isDurable { _ = try systemCall("fsync") { fsync(number) } }
        do throws(SystemError) {
            // Without privileges, the file is only reachable through /proc. linkat(2) copies the paths.
            _ = try systemCall("linkat") {
                unsafe linkat(AT_FDCWD, "/proc/self/fd/\(number)", target, name, CInt(AT_SYMLINK_FOLLOW))
            }
        } catch  where error.number == ENOENT {
            // No /proc.
            _ = try systemCall("linkat") { unsafe linkat(number, "", target, name, gatehouse_at_empty_path) }
        }
    }
}
