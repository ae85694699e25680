internal import CFastCGI
internal import Glibc

/// A directory that only the process's user can enter, identified by its descriptor.
package struct OwnedDirectory: ~Copyable {
    private let descriptor: Descriptor

    var number: CInt { descriptor.number }

    /// Opens an existing directory with open(2). A symbolic link at the end of the path is not followed.
    ///
    /// - Throws: The error of open(2); EACCES if the directory belongs to another user or is accessible to others.
    ///   The expected mode is 0700.
    package init(path: String) throws(SystemError) {
        // The path is copied by open(2).
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let opened = try systemCall("open \(path)") { unsafe Glibc.open(path, flags) }
        try self.init(Descriptor(adopting: opened), name: path)
    }

    /// Creates the directory with mkdir(2) and mode 0700 if it is missing. Its parent must exist.
    ///
    /// - Throws: The error of mkdir(2), except EEXIST. What exists is checked by ``init(path:)``.
    package static func create(path: String) throws(SystemError) {
        do throws(SystemError) {
            // The path is copied by mkdir(2).
            _ = try systemCall("mkdir \(path)") { unsafe mkdir(path, 0o700) }
        } catch  where error.isExisting {
            return
        }
    }

    /// Opens a directory inside this one, and creates it with mode 0700 if it is missing.
    ///
    /// - Throws: As ``init(path:)``.
    package func directory(_ name: String) throws(SystemError) -> OwnedDirectory {
        do throws(SystemError) {
            // The name is copied by mkdirat(2).
            _ = try systemCall("mkdirat \(name)") { unsafe mkdirat(number, name, 0o700) }
        } catch  where error.isExisting {
        }
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        // The name is copied by openat(2).
        let opened = try systemCall("openat \(name)") { unsafe openat(number, name, flags) }
        return try OwnedDirectory(Descriptor(adopting: opened), name: name)
    }

    private init(_ descriptor: consuming Descriptor, name: String) throws(SystemError) {
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { [number = descriptor.number] in unsafe fstat(number, &information) }
        guard information.st_uid == geteuid(), information.st_mode & 0o077 == 0 else {
            throw SystemError("\(name) must belong to the user of the program and have mode 0700", number: EACCES)
        }
        self.descriptor = descriptor
    }

    /// The name of the network file system on which the directory is, found with fstatfs(2); `nil` on a local one.
    ///
    /// On a network file system, locks and mapped files need not work between machines.
    package func networkFileSystem() throws(SystemError) -> String? {
        try Self.networkFileSystem(of: number)
    }

    static func networkFileSystem(of number: CInt) throws(SystemError) -> String? {
        let type = try systemCall("fstatfs") { gatehouse_file_system(number) }
        // The numbers are those of linux/magic.h.
        let names = [
            0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB 2", 0x5346_414F: "AFS",
            0x00C3_6400: "Ceph", 0x0BD0_0BD0: "Lustre", 0x7375_7245: "Coda", 0x0102_1997: "9P",
        ]
        // Some platforms have a signed 32-bit type.
        return names[Int(UInt32(truncatingIfNeeded: type))]
    }

    /// Does once what stores do: creates a file, exchanges it, locks it, and removes it.
    ///
    /// - Throws: The first error. EINVAL or EOPNOTSUPP means that the file system lacks an operation.
    package func checkOperations() throws(SystemError) {
        let name = ".check-" + String(UInt64.random(in: .min ... .max), radix: 36)
        try create(name, [], isDurable: false)
        do throws(SystemError) {
            _ = try exchange(name, with: [0], isDurable: false)
            _ = try lock(name)
        } catch {
            _ = try? remove(name)
            throw error
        }
        _ = try remove(name)
    }

    /// Whether the directory is one of the given directories or below one, whatever paths lead to them.
    ///
    /// It goes up through "..", which the file system provides, and does not rely on paths.
    ///
    /// - Throws: An error if a directory cannot be examined; ENOENT for a path that does not exist.
    package func isInside(_ paths: [String]) throws(SystemError) -> Bool {
        try Self.isInside(number, try FileIdentity.all(paths))
    }

    static func isInside(_ number: CInt, _ identities: Set<FileIdentity>) throws(SystemError) -> Bool {
        let flags = gatehouse_path_only() | O_DIRECTORY | O_CLOEXEC
        // The names are constants.
        var directory = Descriptor(adopting: try systemCall("openat .") { unsafe openat(number, ".", flags) })
        var identity = try FileIdentity(directory)
        while true {
            if identities.contains(identity) { return true }
            let upwards = try systemCall("openat ..") { unsafe openat(directory.number, "..", flags) }
            directory = Descriptor(adopting: upwards)
            let parent = try FileIdentity(directory)
            // Only the root is its own parent.
            if parent == identity { return false }
            identity = parent
        }
    }
}
