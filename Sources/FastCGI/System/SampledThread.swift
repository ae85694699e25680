internal import CFastCGI
internal import Glibc

/// A thread whose stack can be copied while it runs (``StackSampler``), and whose processor time can be read.
struct SampledThread: Sendable {
    /// The number that the kernel gave the thread.
    let number: CInt
    /// The addresses of its stack.
    let stack: Range<UInt64>

    /// The calling thread, which from now on accepts the signal of the sampler. `nil` if its stack is not known.
    static func current() -> SampledThread? {
        guard let sampler = StackSampler.shared else { return nil }
        var attributes = pthread_attr_t()
        var start: UnsafeMutableRawPointer?
        var size = 0
        // The calls fill the local variables.
        guard unsafe gatehouse_thread_attributes(pthread_self(), &attributes) == 0 else { return nil }
        defer { unsafe pthread_attr_destroy(&attributes) }
        guard unsafe pthread_attr_getstack(&attributes, &start, &size) == 0, let start = unsafe start, size > 0 else {
            return nil
        }
        sampler.unblock()
        let first = UInt64(UInt(bitPattern: start))
        return SampledThread(number: gatehouse_thread_number(), stack: first..<first + UInt64(size))
    }

    /// How long the thread has run on a processor: its own clock of clock_gettime(2). `nil` if it has ended.
    var processorTime: Duration? {
        // The number of the clock, as the kernel defines it (pthread_getcpuclockid(3) computes the same).
        let clock = (~number << 3) | 6
        var moment = timespec()
        // clock_gettime(2) fills the local structure.
        guard unsafe clock_gettime(clock, &moment) == 0 else { return nil }
        return .seconds(moment.tv_sec) + .nanoseconds(moment.tv_nsec)
    }
}
