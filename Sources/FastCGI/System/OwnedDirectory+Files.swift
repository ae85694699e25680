internal import CFastCGI
internal import Glibc

/// Small files of the program, which several processes read and change.
///
/// Each change is one call of the kernel: a file is complete or absent, and a process that is killed leaves the old or
/// the new content. Names are chosen by the program, never by a client.
extension OwnedDirectory {
    /// The content of a file and the time of its last modification in seconds since 1970; `nil` if it does not exist.
    ///
    /// - Parameters:
    ///   - name: The name of the file.
    ///   - limit: The maximum length in bytes.
    /// - Throws: EFBIG for a longer file, EINVAL for anything but a regular file, or the error of the system call.
    package func contents(
        of name: String, limit: Int
    ) throws(SystemError) -> (bytes: [UInt8], modified: Int64)? {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let opened: CInt
        do throws(SystemError) {
            // The name is copied by openat(2).
            opened = try systemCall("openat \(name)") { unsafe openat(number, name, flags) }
        } catch  where error.isMissing {
            return nil
        }
        let file = Descriptor(adopting: opened)
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(file.number, &information) }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw SystemError("\(name) is not a regular file", number: EINVAL)
        }
        guard information.st_size <= limit else {
            throw SystemError("\(name) is larger than \(limit) bytes", number: EFBIG)
        }
        let size = Int(information.st_size)
        var bytes: [UInt8] = []
        while bytes.count < size {
            let piece = try file.read(upTo: size - bytes.count)
            if piece.isEmpty { break }
            if bytes.isEmpty { bytes = piece } else { bytes += piece }
        }
        return (bytes, Int64(information.st_mtim.tv_sec))
    }

    /// The time of the last modification of a file in seconds since 1970; `nil` if it does not exist.
    ///
    /// - Throws: EINVAL for anything but a regular file, or the error of fstatat(2).
    package func modified(_ name: String) throws(SystemError) -> Int64? {
        var information = stat()
        do throws(SystemError) {
            // fstatat(2) copies the name and fills the local variable.
            _ = try systemCall("fstatat \(name)") {
                unsafe fstatat(number, name, &information, CInt(AT_SYMLINK_NOFOLLOW))
            }
        } catch  where error.isMissing {
            return nil
        }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw SystemError("\(name) is not a regular file", number: EINVAL)
        }
        return Int64(information.st_mtim.tv_sec)
    }

    /// Creates a file with mode 0600.
    ///
    /// - Parameters:
    ///   - name: The name of the file.
    ///   - bytes: The content.
    ///   - isDurable: Whether the content and the name are on the disk when the call returns (fsync(2)).
    /// - Throws: EEXIST if the name exists.
    package func create(_ name: String, _ bytes: [UInt8], isDurable: Bool) throws(SystemError) {
        let file = try TemporaryFile(in: self)
        try file.append(bytes)
        try file.link(into: self, as: name, isDurable: isDurable)
        if isDurable { try synchronize() }
    }

    /// Creates a file, or replaces its content as a whole.
    ///
    /// - Throws: EINVAL if the name belongs to anything but a regular file.
    package func replace(_ name: String, with bytes: [UInt8], isDurable: Bool) throws(SystemError) {
        _ = try modified(name)
        let temporary = try temporaryName(holding: bytes, isDurable: isDurable)
        // renameat(2) copies both names.
        do throws(SystemError) {
            _ = try systemCall("renameat \(name)") { unsafe renameat(number, temporary, number, name) }
        } catch {
            _ = try? remove(temporary)
            throw error
        }
        if isDurable { try synchronize() }
    }

    /// Replaces the content of a file that exists. A file that was removed meanwhile does not come back.
    ///
    /// It uses renameat2(2) with RENAME_EXCHANGE, which fails if one of the names is missing.
    ///
    /// - Returns: `false` if the file does not exist.
    /// - Throws: EINVAL if the name belongs to anything but a regular file. The kernel would exchange directories too.
    package func exchange(_ name: String, with bytes: [UInt8], isDurable: Bool) throws(SystemError) -> Bool {
        guard try modified(name) != nil else { return false }
        let temporary = try temporaryName(holding: bytes, isDurable: isDurable)
        do throws(SystemError) {
            // renameat2(2) copies both names.
            _ = try systemCall("renameat2 \(name)") { unsafe gatehouse_exchange(number, temporary, name) }
        } catch {
            _ = try? remove(temporary)
            if error.isMissing { return false }
            throw error
        }
        // The temporary name now has the old content.
        _ = try remove(temporary)
        if isDurable { try synchronize() }
        return true
    }

    /// Opens a regular file for reading with openat(2). A symbolic link is not followed.
    ///
    /// - Throws: ENOENT if it does not exist, EINVAL for anything but a regular file, ELOOP for a link.
    package func file(_ name: String) throws(SystemError) -> OpenFile {
        // The name is copied by openat(2).
        let opened = try systemCall("openat \(name)") { unsafe openat(number, name, OpenFile.flags) }
        return try OpenFile(Descriptor(adopting: opened))
    }

    /// Removes a file.
    ///
    /// - Returns: `false` if it does not exist. If several processes remove the same file, one of them gets `true`.
    package func remove(_ name: String) throws(SystemError) -> Bool {
        do throws(SystemError) {
            // The name is copied by unlinkat(2).
            _ = try systemCall("unlinkat \(name)") { unsafe unlinkat(number, name, 0) }
            return true
        } catch  where error.isMissing {
            return false
        }
    }

    /// Sets the time of the last modification with utimensat(2). It never creates a file.
    ///
    /// - Parameters:
    ///   - name: The name of the file.
    ///   - seconds: Seconds since 1970.
    /// - Returns: `false` if the file does not exist.
    package func setModified(_ name: String, to seconds: Int64) throws(SystemError) -> Bool {
        let moment = timespec(tv_sec: time_t(seconds), tv_nsec: 0)
        let times = [moment, moment]
        do throws(SystemError) {
            // utimensat(2) copies the name and both times.
            _ = try systemCall("utimensat \(name)") {
                unsafe utimensat(number, name, times, CInt(AT_SYMLINK_NOFOLLOW))
            }
            return true
        } catch  where error.isMissing {
            return false
        }
    }

    /// The names in the directory, in no order, without the leftovers of killed processes.
    package func names() throws(SystemError) -> [String] {
        try allNames().filter { !$0.utf8.starts(with: Self.temporaryPrefix.utf8) }
    }

    /// Removes what processes left that were killed in ``replace(_:with:isDurable:)`` or ``exchange(_:with:isDurable:)``.
    ///
    /// - Parameter seconds: Only files older than this moment are removed, in seconds since 1970.
    package func removeLeftovers(before seconds: Int64) throws(SystemError) {
        for name in try allNames() where name.utf8.starts(with: Self.temporaryPrefix.utf8) {
            var information = stat()
            // fstatat(2) copies the name and fills the local variable.
            let status = unsafe fstatat(number, name, &information, CInt(AT_SYMLINK_NOFOLLOW))
            if status == 0, information.st_ctim.tv_sec < time_t(seconds) { _ = try remove(name) }
        }
    }

    private static let temporaryPrefix = ".new-"

    /// Creates a file with a temporary name.
    private func temporaryName(holding bytes: [UInt8], isDurable: Bool) throws(SystemError) -> String {
        let file = try TemporaryFile(in: self)
        try file.append(bytes)
        let name = Self.temporaryPrefix + String(UInt64.random(in: .min ... .max), radix: 36)
        try file.link(into: self, as: name, isDurable: isDurable)
        return name
    }

    private func allNames() throws(SystemError) -> [String] {
        // The name is a constant.
        let opened = try systemCall("openat .") { unsafe openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        // fdopendir(3) takes ownership of the descriptor; closedir(3) closes it.
        guard let stream = unsafe fdopendir(opened) else {
            let failure = errno
            _ = Glibc.close(opened)
            throw SystemError("fdopendir", number: failure)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            // The entry belongs to the stream until the next call; its name is copied at once.
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        if errno != 0 { throw SystemError("readdir", number: errno) }
        return names
    }

    /// Writes the names of the directory to the disk with fsync(2).
    package func synchronize() throws(SystemError) {
        _ = try systemCall("fsync") { fsync(number) }
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
