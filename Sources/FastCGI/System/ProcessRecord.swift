internal import Glibc

/// What /proc/PID/stat says about a process.
struct ProcessRecord: Sendable, Hashable {
    /// The id of the process, which another process may have had before.
    let id: pid_t
    /// When it started, in clock ticks since the start of the machine. With ``id``, it distinguishes any two processes.
    let start: UInt64
    /// Its resident memory in bytes.
    let memory: Int

    /// What is known about a process.
    enum Finding: Sendable {
        case running(ProcessRecord)
        /// It has ended. Its parent may not have taken note yet.
        case ended
        /// /proc cannot be read.
        case unknown
    }

    /// Looks for a process.
    static func find(_ id: pid_t) -> Finding {
        let text: [UInt8]
        do throws(SystemError) {
            let path = "/proc/\(id)/stat"
            // The path is copied by open(2).
            let opened = try systemCall("open \(path)") { unsafe open(path, O_RDONLY | O_CLOEXEC) }
            text = try Descriptor(adopting: opened).read(upTo: 1024)
        } catch {
            return [ENOENT, ESRCH].contains(error.number) ? .ended : .unknown
        }
        return parse(text)
    }

    /// Reads the text of /proc/PID/stat (proc_pid_stat(5)).
    static func parse(_ text: [UInt8]) -> Finding {
        // The name of the program is in parentheses, and can contain any bytes.
        guard let begin = text.firstIndex(of: UInt8(ascii: "(")), let end = text.lastIndex(of: UInt8(ascii: ")")),
            let id = pid_t(String(decoding: text[..<begin], as: UTF8.self).filter { $0 != " " })
        else { return .unknown }
        // The third field is the first one after the name.
        let fields = text[(end + 1)...].split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        guard fields.count > 21, let start = UInt64(String(decoding: fields[19], as: UTF8.self)),
            let pages = Int(String(decoding: fields[21], as: UTF8.self))
        else { return .unknown }
        if [UInt8(ascii: "Z"), UInt8(ascii: "X")].contains(fields[0].first) { return .ended }
        let memory = pages.multipliedReportingOverflow(by: Int(sysconf(CInt(_SC_PAGESIZE))))
        return .running(ProcessRecord(id: id, start: start, memory: memory.overflow ? 0 : memory.partialValue))
    }

    /// The number of the PID namespace of this process. Processes of another one cannot be found. `nil` without /proc.
    static var namespace: UInt64? {
        var information = stat()
        // The path is a constant, and stat(2) fills the local variable.
        guard unsafe stat("/proc/self/ns/pid", &information) == 0 else { return nil }
        return UInt64(information.st_ino)
    }

    /// The clock ticks in a second.
    static var ticksPerSecond: UInt64 { UInt64(max(sysconf(CInt(_SC_CLK_TCK)), 1)) }
}
