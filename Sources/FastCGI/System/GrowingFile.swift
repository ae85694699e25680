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
        var failure: SystemError?
        // The array's own storage is handed to pread(2), which writes at most its capacity.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            do throws(SystemError) {
                count = try systemCall("pread \(name)") {
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

    /// Gives a file a second name in a directory of the same file system, with linkat(2), and writes that name to the disk.
    ///
    /// If the file has that name already, nothing changes.
    ///
    /// - Throws: EEXIST if another file has that name; an existing file is never replaced. EXDEV for another file system.
    package func link(
        _ name: String, into directory: borrowing OwnedDirectory, as newName: String
    ) throws(SystemError) {
        let (source, target) = (number, directory.number)
        do throws(SystemError) {
            // linkat(2) copies the names.
            _ = try systemCall("linkat \(newName)") { unsafe linkat(source, name, target, newName, 0) }
        } catch  where error.isExisting {
            guard try identity(of: name) == directory.identity(of: newName) else { throw error }
        }
        try directory.synchronize()
    }

    private func identity(of name: String) throws(SystemError) -> [UInt64] {
        var information = stat()
        // fstatat(2) copies the name and fills the local variable.
        _ = try systemCall("fstatat \(name)") {
            unsafe fstatat(number, name, &information, CInt(AT_SYMLINK_NOFOLLOW))
        }
        return [UInt64(information.st_dev), UInt64(information.st_ino)]
    }

    /// The number of bytes that this user can still write to the file system, by fstatvfs(3).
    package func freeBytes() throws(SystemError) -> Int {
        var information = statvfs()
        // fstatvfs(3) fills the local variable.
        _ = try systemCall("fstatvfs") { unsafe fstatvfs(number, &information) }
        let (bytes, overflows) = Int(clamping: information.f_bavail)
            .multipliedReportingOverflow(by: Int(clamping: information.f_frsize))
        return overflows ? .max : bytes
    }
}
