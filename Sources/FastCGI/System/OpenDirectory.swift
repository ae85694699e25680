internal import CFastCGI
internal import Glibc

/// A directory that is open, below which files are opened whose names come from a request.
///
/// Nothing outside of it can be opened, whoever changes what lies in it meanwhile: every name is looked up from a descriptor,
/// and no symbolic link is followed.
package final class OpenDirectory: Sendable {
    /// How a file is found.
    package enum Method: Sendable, CaseIterable {
        /// By openat2(2), in one call: Linux 5.6 and later, unless a sandbox forbids it.
        case beneath
        /// By openat(2), one name after the other.
        case stepwise
    }

    private let descriptor: Descriptor

    /// How files are found here.
    package let method: Method

    /// Opens a directory. Symbolic links in its own path are followed: who runs the program chose it.
    ///
    /// - Parameters:
    ///   - path: of the directory. It must not come from a request.
    ///   - method: how files are found; the best that works here unless told.
    /// - Throws: ENOENT and the like.
    package init(path: String, method: Method? = nil) throws(SystemError) {
        let flags = gatehouse_path_only() | O_DIRECTORY | O_CLOEXEC
        // The path is copied by open(2).
        descriptor = Descriptor(adopting: try systemCall("open") { unsafe Glibc.open(path, flags) })
        self.method = method ?? (Self.canOpenBeneath(descriptor) ? .beneath : .stepwise)
    }

    /// Opens a regular file below the directory.
    ///
    /// - Parameter names: of the directories on the way, and of the file.
    /// - Throws: ENOENT and the like where there is none: ELOOP, ENOTDIR or EXDEV for a symbolic link, EINVAL for anything
    ///   but a regular file, and for a name that is none: empty, ".", "..", or with a "/" or a NUL in it.
    package func open(_ names: [String]) throws(SystemError) -> OpenFile {
        guard let last = names.last, names.allSatisfy(Self.isName) else {
            throw SystemError("open: no name of a file", number: EINVAL)
        }
        if method == .beneath {
            do throws(SystemError) {
                return try openBeneath(names.joined(separator: "/"))
            } catch {
                guard error.number == EAGAIN else { throw error }
                // The kernel could not tell, because something was renamed meanwhile: step by step it can.
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

    /// Whether there is an openat2(2), and it is allowed: a sandbox answers with EPERM or ENOSYS, whatever is opened.
    private static func canOpenBeneath(_ descriptor: borrowing Descriptor) -> Bool {
        let flags = gatehouse_path_only() | O_DIRECTORY | O_CLOEXEC
        // The path is a constant.
        let number = try? systemCall("openat2 .") { unsafe gatehouse_open_beneath(descriptor.number, ".", flags) }
        guard let number else { return false }
        _ = Descriptor(adopting: number)
        return true
    }

    /// openat(2) of a directory; with O_DIRECTORY and O_NOFOLLOW a link to one is refused, too.
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
