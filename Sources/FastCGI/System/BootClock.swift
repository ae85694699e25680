internal import GatewayInterface
internal import Glibc

/// The time since the machine was started: CLOCK_BOOTTIME of clock_gettime(2).
///
/// It is the same in all processes, it counts while the machine is suspended, and nobody can set it.
package enum BootClock {
    /// The current time, in units of 2⁻¹⁴ seconds (61 µs).
    package static var now: UInt64 {
        var moment = timespec()
        // clock_gettime(2) writes the local structure; it does not fail for this clock.
        unsafe clock_gettime(CLOCK_BOOTTIME, &moment)
        return UInt64(moment.tv_sec) << 14 | (UInt64(moment.tv_nsec) << 14) / 1_000_000_000
    }

    /// The nanoseconds of CLOCK_MONOTONIC, which does not count while the machine is suspended. Reading it needs no system call.
    package static var monotonicNanoseconds: UInt64 {
        var moment = timespec()
        // As above.
        unsafe clock_gettime(CLOCK_MONOTONIC, &moment)
        return UInt64(moment.tv_sec) * 1_000_000_000 + UInt64(moment.tv_nsec)
    }

    /// A text that differs for each start of the machine, of letters and digits; `nil` if the system has none.
    package static var boot: String? {
        let path = "/proc/sys/kernel/random/boot_id"
        do throws(SystemError) {
            // The path is a constant.
            let opened = try systemCall("open \(path)") { unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC) }
            let file = Descriptor(adopting: opened)
            let text = try file.read(upTo: 36).filter(\.isASCIILetterOrDigit)
            return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
        } catch {
            return nil
        }
    }
}
