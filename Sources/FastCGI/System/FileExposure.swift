internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// Checks whether other users could read or replace a file that must be private.
package enum FileExposure {
    /// The problem with a file and its remedy, in one line for a log. See ``problem(with:)``.
    package static func warning(about path: String) -> String? {
        problem(with: path).map { $0.text + ($0.command.map { "; run \($0)" } ?? "") }
    }

    /// The problem with a file, and the command that fixes it if there is one.
    ///
    /// A file whose mode lets others read it is safe in a directory that others cannot enter.
    ///
    /// - Parameter path: The absolute path of the file.
    /// - Returns: `nil` if other users cannot access the file, or it does not exist yet.
    package static func problem(with path: String) -> (text: String, command: String?)? {
        let quoted = LogText.quoted(path.utf8)
        do throws(SystemError) {
            let file = try open(path, O_NOFOLLOW)
            let mode = try mode(file)
            guard mode & S_IFMT != S_IFLNK else {
                return ("\(quoted) is a symbolic link and is not checked; write the path of its target", nil)
            }
            let directory = parent(of: path)
            let isReadable = mode & 0o066 != 0
            let place = try self.mode(try open(directory, O_DIRECTORY))
            // In a sticky directory such as /tmp (S_ISVTX), a user cannot replace the file of another.
            let isReplaceable = place & 0o022 != 0 && place & 0o1000 == 0
            guard isReadable || isReplaceable, try isReachable(directory) else { return nil }
            if isReplaceable {
                return ("other users can replace \(quoted)", "chmod go-w \(LogText.quoted(directory.utf8))")
            }
            return (
                "other users can read or write \(quoted) (mode 0\(String(mode & 0o777, radix: 8)))",
                "chmod 600 \(quoted)"
            )
        } catch {
            return error.isMissing ? nil : ("cannot check whether other users can read \(quoted): \(error)", nil)
        }
    }

    /// Whether other users can enter the directory and all its ancestors.
    private static func isReachable(_ path: String) throws(SystemError) -> Bool {
        var directory = try open(path, O_DIRECTORY)
        var identity = try FileIdentity(directory)
        while true {
            if try mode(directory) & 0o011 == 0 { return false }
            // The name is a constant.
            let number = try systemCall("openat ..") {
                unsafe openat(directory.number, "..", gatehouse_path_only() | O_DIRECTORY | O_CLOEXEC)
            }
            directory = Descriptor(adopting: number)
            let parent = try FileIdentity(directory)
            if parent == identity { return true }
            identity = parent
        }
    }

    private static func open(_ path: String, _ flags: CInt) throws(SystemError) -> Descriptor {
        // The path is copied by open(2).
        Descriptor(
            adopting: try systemCall("open \(LogText.quoted(path.utf8))") {
                unsafe Glibc.open(path, gatehouse_path_only() | O_CLOEXEC | flags)
            })
    }

    private static func mode(_ descriptor: borrowing Descriptor) throws(SystemError) -> mode_t {
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(descriptor.number, &information) }
        return information.st_mode
    }

    private static func parent(of path: String) -> String {
        let end = path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.utf8.startIndex
        return end == path.utf8.startIndex ? "/" : String(path[..<end])
    }
}
