internal import Glibc

/// Files that the command-line tool writes at a path.
package enum NamedFile {
    /// Creates a file, or replaces its content and mode as a whole: another process sees the old file or the new one, also
    /// after a crash.
    ///
    /// It writes a new file beside the old one with openat(2), O_EXCL, fchmod(2) and fsync(2), and moves it with rename(2). A
    /// symbolic link at the path is replaced and not followed. After SIGKILL, a file `NAME.new-…` can remain: beside the file, or
    /// in another directory of the same file system.
    ///
    /// - Parameters:
    ///   - path: The path. Its directory must exist.
    ///   - bytes: The content.
    ///   - mode: The permissions, whatever the umask is.
    ///   - directory: The directory of the new file until it is complete; defaults to that of the path. On another file
    ///     system, it has no effect.
    package static func replace(
        _ path: String, with bytes: [UInt8], mode: UInt32, by directory: String? = nil
    ) throws(SystemError) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let ending = ".new-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        if let directory {
            do throws(SystemError) {
                return try replace(path, with: bytes, mode: mode, temporary: "\(directory)/\(name)\(ending)")
            } catch  where error.number == EXDEV {
            }
        }
        try replace(path, with: bytes, mode: mode, temporary: path + ending)
    }

    private static func replace(
        _ path: String, with bytes: [UInt8], mode: UInt32, temporary: String
    ) throws(SystemError) {
        do throws(SystemError) {
            try write(temporary, bytes, mode)
            try rename(temporary, to: path)
        } catch {
            // unlink(2) copies the path. It fails if the file was not created.
            _ = unsafe unlink(temporary)
            throw error
        }
    }

    /// Moves a file or a directory with rename(2), in place of a file of the new name, and writes the names to the disk.
    package static func rename(_ path: String, to newPath: String) throws(SystemError) {
        // rename(2) copies the paths.
        _ = try systemCall("rename \(path) to \(newPath)") { unsafe Glibc.rename(path, newPath) }
        let end = newPath.utf8.lastIndex(of: UInt8(ascii: "/"))
        let parent = end.map { $0 == newPath.startIndex ? "/" : String(newPath[..<$0]) } ?? "."
        // open(2) copies the path.
        let directory = Descriptor(
            adopting: try systemCall("open \(parent)") { unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
        _ = try systemCall("fsync \(parent)") { [number = directory.number] in fsync(number) }
    }

    private static func write(_ path: String, _ bytes: [UInt8], _ mode: UInt32) throws(SystemError) {
        // Nobody else can open the file before it has its mode. open(2) copies the path.
        let file = Descriptor(
            adopting: try systemCall("open \(path)") {
                unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
            })
        try file.write(bytes)
        _ = try systemCall("fchmod \(path)") { [number = file.number] in fchmod(number, mode_t(mode)) }
        _ = try systemCall("fsync \(path)") { [number = file.number] in fsync(number) }
    }
}
