internal import CFastCGI
internal import Glibc

/// A directory that the command-line tool examines. Nothing in it is changed, and no symbolic link below it is followed.
package struct ExaminedDirectory: ~Copyable {
    private let descriptor: Descriptor

    /// An entry of a directory.
    package struct Entry: Sendable, Hashable {
        /// The name as bytes: a file system accepts any bytes but "/" and NUL.
        package let name: [UInt8]
        /// The status; `nil` if lstat(2) failed.
        package let status: FileStatus?
    }

    /// Opens a directory with open(2). Symbolic links in the path are followed, because the operator chose it.
    package init(path: String) throws(SystemError) {
        // The path is copied by open(2).
        descriptor = Descriptor(
            adopting: try systemCall("open \(path)") { unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    }

    private init(_ descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    /// The status of the directory, with fstat(2).
    package func status() throws(SystemError) -> FileStatus {
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(descriptor.number, &information) }
        return FileStatus(information)
    }

    /// Opens a directory in this one with openat(2). A symbolic link is an error.
    package func directory(_ name: [UInt8]) throws(SystemError) -> ExaminedDirectory {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        // The name is copied by openat(2).
        let number = try systemCall("openat") { unsafe openat(descriptor.number, Self.text(name), flags) }
        return ExaminedDirectory(Descriptor(adopting: number))
    }

    /// Opens a regular file in this directory with openat(2). A symbolic link is an error.
    package func file(_ name: [UInt8]) throws(SystemError) -> OpenFile {
        // The name is copied by openat(2).
        let number = try systemCall("openat") { unsafe openat(descriptor.number, Self.text(name), OpenFile.flags) }
        return try OpenFile(Descriptor(adopting: number))
    }

    /// The entries without "." and "..", sorted by name.
    ///
    /// - Parameter limit: The largest number of entries.
    /// - Returns: The entries, and whether these are all.
    package func entries(upTo limit: Int) throws(SystemError) -> (entries: [Entry], isComplete: Bool) {
        // The name is a constant.
        let opened = try systemCall("openat .") {
            unsafe openat(descriptor.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        // fdopendir(3) takes ownership of the descriptor; closedir(3) closes it.
        guard let stream = unsafe fdopendir(opened) else {
            let failure = errno
            _ = Glibc.close(opened)
            throw SystemError("fdopendir", number: failure)
        }
        defer { unsafe closedir(stream) }
        var entries: [Entry] = []
        while true {
            errno = 0
            // The entry belongs to the stream until the next call; its name is copied at once, without its NUL.
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                let start = unsafe UnsafeRawPointer($0)
                return unsafe Array(
                    UnsafeRawBufferPointer(start: start, count: strlen(start.assumingMemoryBound(to: CChar.self))))
            }
            if name == Array(".".utf8) || name == Array("..".utf8) { continue }
            guard entries.count < limit else { return (sorted(entries), false) }
            entries.append(Entry(name: name, status: status(of: name)))
        }
        if errno != 0 { throw SystemError("readdir", number: errno) }
        return (sorted(entries), true)
    }

    private func sorted(_ entries: [Entry]) -> [Entry] {
        entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    private func status(of name: [UInt8]) -> FileStatus? {
        var information = stat()
        // fstatat(2) copies the name and fills the local variable.
        let result = unsafe fstatat(descriptor.number, Self.text(name), &information, CInt(AT_SYMLINK_NOFOLLOW))
        return result == 0 ? FileStatus(information) : nil
    }

    private static func text(_ name: [UInt8]) -> [CChar] { name.map { CChar(bitPattern: $0) } + [0] }

    /// Whether this directory is another one or below it, whatever paths lead to them.
    package func isInside(_ other: borrowing ExaminedDirectory) throws(SystemError) -> Bool {
        try OwnedDirectory.isInside(descriptor.number, [FileIdentity(other.descriptor)])
    }

    /// The name of the network file system on which the directory is; `nil` on a local one.
    package func networkFileSystem() throws(SystemError) -> String? {
        try OwnedDirectory.networkFileSystem(of: descriptor.number)
    }
}
