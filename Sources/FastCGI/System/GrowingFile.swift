internal import Glibc

/// A named file that only grows at its end, such as an unfinished upload.
///
/// Its callers lock another file while they change it, because several processes may have it open.
package final class GrowingFile: Sendable {
    private let descriptor: Descriptor

    /// The names, for errors.
    private let name: String

    fileprivate init(_ name: String, in directory: CInt) throws(SystemError) {
        let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        // The name is copied by openat(2).
        let opened = try systemCall("openat \(name)") { unsafe openat(directory, name, flags) }
        let file = Descriptor(adopting: opened)
        guard try Self.status(of: file).st_mode & S_IFMT == S_IFREG else {
            throw SystemError("\(name) is not a regular file", number: EINVAL)
        }
        descriptor = file
        self.name = name
    }

    private static func status(of descriptor: borrowing Descriptor) throws(SystemError) -> stat {
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { [number = descriptor.number] in unsafe fstat(number, &information) }
        return information
    }

    /// The length in bytes, by fstat(2).
    package var size: Int {
        get throws(SystemError) { Int(try Self.status(of: descriptor).st_size) }
    }

    /// Appends all bytes with write(2). If it throws, a part of the bytes can be in the file.
    package func append(_ bytes: [UInt8]) throws(SystemError) {
        try descriptor.write(bytes)
    }

    /// Reads at most `limit` bytes at an offset with pread(2); an empty array at the end.
    package func read(at offset: Int, upTo limit: Int) throws(SystemError) -> [UInt8] {
        try descriptor.read(at: offset, upTo: limit, "pread \(name)")
    }

    /// Writes the content to the disk with fsync(2).
    package func synchronize() throws(SystemError) {
        _ = try systemCall("fsync \(name)") { fsync(descriptor.number) }
    }
}

extension OwnedDirectory {
    /// Opens a file that grows.
    ///
    /// - Throws: ENOENT if it does not exist, EINVAL for anything but a regular file.
    package func growingFile(_ name: String) throws(SystemError) -> GrowingFile {
        try GrowingFile(name, in: number)
    }
}
