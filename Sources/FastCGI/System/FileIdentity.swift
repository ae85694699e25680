internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// The identity of a file or directory: device and inode. It does not depend on the path.
struct FileIdentity: Hashable {
    private let device: UInt
    private let number: UInt

    init(_ descriptor: borrowing Descriptor) throws(SystemError) {
        var information = stat()
        // fstat(2) fills the local variable.
        _ = try systemCall("fstat") { unsafe fstat(descriptor.number, &information) }
        device = UInt(information.st_dev)
        number = UInt(information.st_ino)
    }

    /// The identities of directories. Symbolic links in the paths are followed. A missing directory is an error,
    /// because it cannot be compared.
    static func all(_ paths: [String]) throws(SystemError) -> Set<FileIdentity> {
        var identities: Set<FileIdentity> = []
        for path in paths {
            let flags = gatehouse_path_only() | O_DIRECTORY | O_CLOEXEC
            // The path is copied by open(2).
            let number = try systemCall("open \(LogText.quoted(path.utf8))") { unsafe Glibc.open(path, flags) }
            identities.insert(try FileIdentity(Descriptor(adopting: number)))
        }
        return identities
    }
}
