internal import CFastCGI
internal import Glibc

/// The executable file of this process. It detects that the file has been replaced.
struct ExecutableFile: Sendable {
    /// The values that distinguish one state of a file from another.
    private struct Identity: Equatable, Sendable {
        var device: UInt
        var inode: UInt
        var size: Int
        var modified: Int

        /// Reads the state with stat(2); `nil` if the file does not exist.
        init?(_ path: String) {
            var information = stat()
            // stat(2) fills the local variable.
            guard unsafe stat(path, &information) == 0 else { return nil }
            device = UInt(information.st_dev)
            inode = UInt(information.st_ino)
            size = Int(information.st_size)
            modified = information.st_mtim.tv_sec
        }

        func isSameFile(as other: Self) -> Bool { device == other.device && inode == other.inode }
    }

    private let path: String
    private var own: Identity
    private var previous: Identity?

    /// Follows a link to the file; `nil` if there is no such link, or the file has been removed.
    init?(_ link: String = "/proc/self/exe") {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        // readlink(2) writes at most the given count, and no NUL.
        let length = unsafe readlink(link, &buffer, Int(PATH_MAX))
        guard length > 0, let own = Identity(link) else { return nil }
        path = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let now = Identity(path), now.isSameFile(as: own) else { return nil }
        self.own = own
        previous = own
    }

    /// Whether the file has been replaced or removed. Two calls in a row must see the same state, so a file that is
    /// still being written does not count.
    mutating func isReplaced() -> Bool {
        let now = Identity(path)
        defer { previous = now }
        if let now, now.isSameFile(as: own) { return false }
        return now == previous
    }

    /// Takes the present file for the own one, so that only a later replacement counts.
    mutating func takePresent() {
        if let now = Identity(path) { own = now }
    }

    /// Whether a file is at the path.
    var isThere: Bool { Identity(path) != nil }

    /// Opens the present file at the path with O_PATH, to start it even after it was replaced.
    func open() throws(SystemError) -> Descriptor { try Self.open(path) }

    /// Opens the file that this process runs, whatever is at its path now.
    static func openRunning() throws(SystemError) -> Descriptor { try open("/proc/self/exe") }

    private static func open(_ path: String) throws(SystemError) -> Descriptor {
        // The path is copied by open(2).
        let opened = Descriptor(
            adopting: try systemCall("open \(path)") { unsafe Glibc.open(path, gatehouse_path_only() | O_CLOEXEC) })
        let number = opened.number
        // Above the standard descriptors and those that a new process gets.
        return Descriptor(adopting: try systemCall("fcntl F_DUPFD_CLOEXEC") { fcntl(number, F_DUPFD_CLOEXEC, 10) })
    }
}
