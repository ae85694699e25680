internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// The content of a file that nobody but the process's own user can have read or written.
package struct PrivateFile: Sendable {
    /// Why a file is not read. Its content is never in it.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    /// The content.
    package let bytes: [UInt8]

    /// Reads a file.
    ///
    /// No symbolic link is followed, in none of the directories on the way either, and what is checked is the file that is
    /// open: nobody can swap it between check and reading.
    ///
    /// - Parameters:
    ///   - path: of the file, from "/" on.
    ///   - publicDirectories: the file must not lie in any of them, nor below. Links in these are followed: it is the
    ///     directory behind them that a web server shows.
    ///   - limit: of its length in bytes.
    /// - Throws: ``Refusal`` for anything but a regular file of the process's effective user that nobody else may read or
    ///   write, with one name.
    package init(path: String, outside publicDirectories: [String], limit: Int) throws(Refusal) {
        let quoted = LogText.quoted(path.utf8)
        let names = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0), !names.isEmpty,
            names.allSatisfy({ !["", ".", ".."].contains($0) })
        else { throw Refusal(description: "\(quoted) is no path of a file from \"/\" on") }
        do {
            let file = try Self.open(names, outside: try FileIdentity.all(publicDirectories))
            guard let file else {
                throw Refusal(description: "\(quoted) lies in a directory that the web server shows")
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
            "\(quoted) is a symbolic link, or lies behind one or behind a file; write the path that it has"
        case EINVAL: "\(quoted) is no regular file"
        default: "\(quoted) cannot be opened: \(error)"
        }
    }

    /// Opens a file, looking at every directory on the way.
    ///
    /// - Returns: `nil` if one of them is forbidden.
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
            throw Refusal(description: "\(quoted) is no regular file")
        }
        guard information.st_uid == geteuid() else {
            throw Refusal(
                description: "\(quoted) belongs to user \(information.st_uid), and the program runs as \(geteuid())")
        }
        let mode = information.st_mode & 0o7777
        guard mode & ~0o600 == 0 else {
            throw Refusal(description: "\(quoted) has mode 0\(String(mode, radix: 8)); say chmod 0600 \(quoted)")
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
