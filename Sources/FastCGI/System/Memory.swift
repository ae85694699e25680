internal import Glibc

/// The memory of this process.
enum Memory {
    /// The resident memory in bytes, from /proc/self/statm; `nil` if /proc is not available.
    static func resident() -> Int? {
        // The path is a constant.
        let number = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard number >= 0, let bytes = try? Descriptor(adopting: number).read(upTo: 256) else { return nil }
        // Pages: total, resident, shared, …
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
        return pages * Int(sysconf(CInt(_SC_PAGESIZE)))
    }
}
