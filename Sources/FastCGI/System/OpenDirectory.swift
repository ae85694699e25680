internal import CFastCGI
internal import Glibc

/// An open directory, below which files are opened by names that come from a request.
///
/// No file outside the directory can be opened, even if its content changes meanwhile. Every name is looked up
/// relative to a descriptor, and symbolic links are not followed.
package final class OpenDirectory: Sendable {
    /// How a file is looked up.
    package enum Method: Sendable, CaseIterable {
        /// By openat2(2), in one call. Needs Linux 5.6 or later, and a sandbox can forbid it.
        case beneath
        /// By openat(2), one name at a time.
        case stepwise
    }

    private let descriptor: Descriptor

    /// How files are looked up in this directory.
    package let method: Method

    /// Opens a directory. Symbolic links in its own path are followed, because the operator chose that path.
    ///
    /// - Parameters:
    ///   - path: The path of the directory. It must not come from a request.
    ///   - method: How files are looked up. Defaults to ``Method/beneath`` where that works, otherwise
    ///     ``Method/stepwise``.
    /// - Throws: The error of open(2), for example ENOENT.
    package init(path: String, method: Method? = nil) throws(SystemError) {
        let flags = gatehouse_path_only() | O_DIRECTORY | O_CLOEXEC
        // The path is copied by open(2).
        descriptor = Descriptor(adopting: try systemCall("open") { unsafe Glibc.open(path, flags) })
        self.method = method ?? (Self.canOpenBeneath(descriptor) ? .beneath : .stepwise)
    }

    /// Opens a regular file below the directory.
    ///
    /// - Parameter names: The names of the directories on the way, then the name of the file.
    /// - Throws: ELOOP, ENOTDIR or EXDEV for a symbolic link. EINVAL if the file is not a regular file, or if a name
    ///   is empty, ".", "..", or contains "/" or NUL. Otherwise the error of the system call, for example ENOENT.
    package func open(_ names: [String]) throws(SystemError) -> OpenFile {
        guard let last = names.last, names.allSatisfy(Self.isName) else {
            throw SystemError("open: invalid file name", number: EINVAL)
        }
        if method == .beneath {
            do throws(SystemError) {
                return try openBeneath(names.joined(separator: "/"))
            } catch {
                guard error.number == EAGAIN else { throw error }
                // The kernel could not decide, because something was renamed meanwhile. The stepwise lookup can.
            }
        }
        guard names.count > 1 else { return try Self.open(last, in: descriptor) }
        var directory = try Self.enter(names[0], in: descriptor)
        for name in names[1..<(names.count - 1)] {
            directory = try Self.enter(name, in: directory)
        }
        return try Self.open(last, in: directory)
    }

    private func openBeneath(_ path: String) throws(SystemError) -> OpenFile {
        // The path is copied by openat2(2).
        let number = try systemCall("openat2") {
            unsafe gatehouse_open_beneath(descriptor.number, path, OpenFile.flags)
        }
        return try OpenFile(Descriptor(adopting: number))
    }

    /// Whether openat2(2) exists and is allowed. A sandbox fails every call with EPERM or ENOSYS.
    private static func canOpenBeneath(_ descriptor: borrowing Descriptor) -> Bool {
        let flags = gatehouse_path_only() | O_DIRECTORY | O_CLOEXEC
        // The path is a constant.
        let number = try? systemCall("openat2 .") { unsafe gatehouse_open_beneath(descriptor.number, ".", flags) }
        guard let number else { return false }
        _ = Descriptor(adopting: number)
        return true
    }

    /// Opens a directory with openat(2). O_DIRECTORY and O_NOFOLLOW also refuse a link to a directory.
    private static func enter(_ name: String, in directory: borrowing Descriptor) throws(SystemError) -> Descriptor {
        let flags = gatehouse_path_only() | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        // The name is copied by openat(2).
        return Descriptor(adopting: try systemCall("openat") { unsafe openat(directory.number, name, flags) })
    }

    private static func open(_ name: String, in directory: borrowing Descriptor) throws(SystemError) -> OpenFile {
        // The name is copied by openat(2).
        let number = try systemCall("openat") { unsafe openat(directory.number, name, OpenFile.flags) }
        return try OpenFile(Descriptor(adopting: number))
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }
}
