internal import Glibc

/// Finds out which of a few descriptors can be read, by poll(2).
enum Poll {
    /// Waits until a descriptor is readable, closed or broken.
    ///
    /// - Parameters:
    ///   - descriptor: A negative one is never readable.
    ///   - timeout: How long to wait. A negative value does not wait; `nil` waits without limit.
    /// - Returns: Whether it is readable; `false` after the timeout.
    static func readable(_ descriptor: CInt, timeout: Duration? = nil) throws(SystemError) -> Bool {
        let (isReadable, _, _, _) = try readable((descriptor, -1, -1, -1), count: 1, timeout: timeout)
        return isReadable
    }

    /// The same for two descriptors, until at least one is readable.
    static func readable(
        _ descriptors: (CInt, CInt),
        timeout: Duration? = nil
    ) throws(SystemError) -> (Bool, Bool) {
        let (first, second, _, _) = try readable(
            (descriptors.0, descriptors.1, -1, -1), count: 2, timeout: timeout)
        return (first, second)
    }

    /// The same for four descriptors.
    static func readable(
        _ descriptors: (CInt, CInt, CInt, CInt),
        timeout: Duration? = nil
    ) throws(SystemError) -> (Bool, Bool, Bool, Bool) {
        try readable(descriptors, count: 4, timeout: timeout)
    }

    /// Waits for any number of descriptors, each until it can be read, or until it can be written.
    ///
    /// - Returns: For each descriptor, whether it is ready, closed or broken.
    static func ready(
        _ descriptors: [(number: CInt, forWriting: Bool)],
        timeout: Duration?
    ) throws(SystemError) -> [Bool] {
        var polled = descriptors.map {
            pollfd(fd: $0.number, events: Int16($0.forWriting ? POLLOUT : POLLIN), revents: 0)
        }
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
        // A homogeneous tuple has the layout of a C array of its elements. poll(2) stays within its first
        // `count` elements.
        _ = try systemCall("poll") {
            unsafe withUnsafeMutableBytes(of: &polled) {
                unsafe poll(
                    $0.assumingMemoryBound(to: pollfd.self).baseAddress, count, timeout.map(milliseconds) ?? -1)
            }
        }
        return (polled.0.revents != 0, polled.1.revents != 0, polled.2.revents != 0, polled.3.revents != 0)
    }

    /// A timeout of poll(2) or epoll_wait(2).
    static func milliseconds(_ duration: Duration) -> CInt {
        // At most 24 days, so that the value does not overflow; the caller polls again then. A negative value would
        // wait without limit.
        let (seconds, attoseconds) = min(max(duration, .zero), .seconds(CInt.max / 1000)).components
        return CInt(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
