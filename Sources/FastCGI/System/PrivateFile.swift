internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// The content of a file that only the process's own user can read or write.
package struct PrivateFile: Sendable {
    /// The reason why a file is not read. It never contains the file's content.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    /// The content.
    package let bytes: [UInt8]

    /// Reads a file.
    ///
    /// No symbolic link is followed, not even in the directories on the way. The checks apply to the open file, so it
    /// cannot be swapped between check and read.
    ///
    /// - Parameters:
    ///   - path: The absolute path of the file.
    ///   - publicDirectories: The file must not be in or below any of these directories. Symbolic links in their
    ///     paths are followed, because the web server serves the directory behind them.
    ///   - limit: The maximum length in bytes.
    /// - Throws: ``Refusal`` unless the file is a regular file with one name that belongs to the process's effective
    ///   user, and no other user may read or write it.
    package init(path: String, outside publicDirectories: [String], limit: Int) throws(Refusal) {
        let quoted = LogText.quoted(path.utf8)
        let names = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0), !names.isEmpty,
            names.allSatisfy({ !["", ".", ".."].contains($0) })
        else { throw Refusal(description: "\(quoted) is not an absolute file path without \".\" and \"..\"") }
        do {
            let file = try Self.open(names, outside: try FileIdentity.all(publicDirectories))
            guard let file else {
                throw Refusal(description: "\(quoted) is in a directory that the web server serves; move it out")
            }
            bytes = try Self.read(file, quoted, limit)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(description: Self.text(quoted, error))
        }
    }

    private static func text(_ quoted: String, _ error: any Error) -> String {
        switch (error as? SystemError)?.number {
        case ELOOP, ENOTDIR:
            "\(quoted) contains a symbolic link, or a file where a directory is expected; write the real path"
        case EINVAL: "\(quoted) is not a regular file"
        default: "\(quoted) cannot be opened: \(error)"
        }
    }

    /// Opens a file and checks every directory on the way.
    ///
    /// - Returns: `nil` if one of the directories is forbidden.
    private static func open(_ names: [String], outside forbidden: Set<FileIdentity>) throws(SystemError) -> Descriptor?
    {
        let flags = gatehouse_path_only() | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        // Paths and names are copied by open(2) and openat(2).
        var directory = Descriptor(adopting: try systemCall("open /") { unsafe Glibc.open("/", flags) })
        if forbidden.contains(try FileIdentity(directory)) { return nil }
        for name in names.dropLast() {
            let next = try systemCall("openat") { unsafe openat(directory.number, name, flags) }
            directory = Descriptor(adopting: next)
            if forbidden.contains(try FileIdentity(directory)) { return nil }
        }
        guard let last = names.last else { return nil }
        return Descriptor(
            adopting: try systemCall("openat") { unsafe openat(directory.number, last, OpenFile.flags) })
    }

    private static func read(_ file: borrowing Descriptor, _ quoted: String, _ limit: Int) throws -> [UInt8] {
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(file.number, &information) }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw Refusal(description: "\(quoted) is not a regular file")
        }
        guard information.st_uid == geteuid() else {
            throw Refusal(
                description: "\(quoted) belongs to user \(information.st_uid), but the program runs as \(geteuid())")
        }
        let mode = information.st_mode & 0o7777
        guard mode & ~0o600 == 0 else {
            throw Refusal(description: "\(quoted) has mode 0\(String(mode, radix: 8)); run chmod 0600 \(quoted)")
        }
        guard information.st_nlink == 1 else {
            throw Refusal(
                description: "\(quoted) has \(information.st_nlink) names (hard links); one of them may be public")
        }
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            let piece = try file.read(upTo: limit + 1 - bytes.count)
            if piece.isEmpty { return bytes }
            bytes += piece
        }
        throw Refusal(description: "\(quoted) is larger than \(limit) bytes")
    }
}
