internal import Glibc

/// The file that this process was started from, to notice that another one has taken its place.
struct ExecutableFile {
    /// What tells one state of a file from another.
    private struct Identity: Equatable {
        var device: UInt
        var inode: UInt
        var size: Int
        var modified: Int

        /// stat(2); `nil` if there is no such file.
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
    private let own: Identity
    private var previous: Identity?

    /// The file behind a link; `nil` where there is no such link, or the file has gone already.
    init?(_ link: String = "/proc/self/exe") {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        // readlink(2) writes at most the count that it is given, and no NUL.
        let length = unsafe readlink(link, &buffer, Int(PATH_MAX))
        guard length > 0, let own = Identity(link) else { return nil }
        path = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let now = Identity(path), now.isSameFile(as: own) else { return nil }
        self.own = own
        previous = own
    }

    /// Whether another file stands in its place, or none: seen twice alike, so that a file that is still being written
    /// is left to grow.
    mutating func isReplaced() -> Bool {
        let now = Identity(path)
        defer { previous = now }
        if let now, now.isSameFile(as: own) { return false }
        return now == previous
    }
}
