internal import Glibc

/// Which of a few descriptors can be read, by poll(2).
enum Poll {
    /// Waits until at least one descriptor is readable, closed or broken.
    ///
    /// - Parameters:
    ///   - descriptors: up to three numbers; a negative one is never readable.
    ///   - timeout: how long to wait, not at all if it is negative; `nil` waits for ever.
    /// - Returns: for each descriptor whether something is to be read; all `false` after the timeout.
    static func readable(
        _ descriptors: (CInt, CInt, CInt),
        timeout: Duration? = nil
    ) throws(SystemError) -> (Bool, Bool, Bool) {
        let (first, second, third, _) = try readable(
            (descriptors.0, descriptors.1, descriptors.2, -1), count: 3, timeout: timeout)
        return (first, second, third)
    }

    /// The same for four.
    static func readable(
        _ descriptors: (CInt, CInt, CInt, CInt),
        timeout: Duration? = nil
    ) throws(SystemError) -> (Bool, Bool, Bool, Bool) {
        try readable(descriptors, count: 4, timeout: timeout)
    }

    /// The same for any number of them.
    static func readable(_ descriptors: [CInt], timeout: Duration?) throws(SystemError) -> [Bool] {
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // poll(2) stays within the array, whose storage does not move meanwhile.
        _ = try systemCall("poll") {
            unsafe polled.withUnsafeMutableBufferPointer {
                unsafe poll($0.baseAddress, nfds_t($0.count), timeout.map(milliseconds) ?? -1)
            }
        }
        return polled.map { $0.revents != 0 }
    }

    private static func readable(
        _ descriptors: (CInt, CInt, CInt, CInt),
        count: nfds_t,
        timeout: Duration?
    ) throws(SystemError) -> (Bool, Bool, Bool, Bool) {
        let events = Int16(POLLIN)
        var polled = (
            pollfd(fd: descriptors.0, events: events, revents: 0),
            pollfd(fd: descriptors.1, events: events, revents: 0),
            pollfd(fd: descriptors.2, events: events, revents: 0),
            pollfd(fd: descriptors.3, events: events, revents: 0)
        )
        // A homogeneous tuple is laid out like a C array of its elements; poll(2) stays within its three or four.
        _ = try systemCall("poll") {
            unsafe withUnsafeMutableBytes(of: &polled) {
                unsafe poll(
                    $0.assumingMemoryBound(to: pollfd.self).baseAddress, count, timeout.map(milliseconds) ?? -1)
            }
        }
        return (polled.0.revents != 0, polled.1.revents != 0, polled.2.revents != 0, polled.3.revents != 0)
    }

    private static func milliseconds(_ duration: Duration) -> CInt {
        // No longer than 24 days: whoever polls looks again then, and what is said for "for ever" must not overflow. What is
        // negative would be for ever.
        let (seconds, attoseconds) = min(max(duration, .zero), .seconds(CInt.max / 1000)).components
        return CInt(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
