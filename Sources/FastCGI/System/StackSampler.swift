internal import CFastCGI
internal import Glibc
internal import Synchronization

/// Copies the stack of another thread of this process, which continues meanwhile.
///
/// It sends the thread a real-time signal that nobody else uses. The handler of the signal copies the stack into memory that was
/// allocated before; it takes no lock and allocates nothing. A system call of the thread can return early because of the
/// signal (EINTR).
@safe
final class StackSampler: Sendable {
    /// The sampler of this process. The first use installs the handler. `nil` if no signal is free.
    static let shared = StackSampler()

    /// How long a thread may take to react. A thread that waits for a disk does not react.
    private static let patience = Duration.milliseconds(200)

    private let signal: CInt
    private let alarm: Alarm
    // The address of the sample, which is never freed: a handler can run late.
    private let sample: UInt
    /// One thread at a time.
    private let lock = Mutex(())

    private init?() {
        guard let alarm = try? Alarm(), let signal = Self.freeSignal() else { return nil }
        self.alarm = alarm
        self.signal = signal
        let memory = UnsafeMutablePointer<gatehouse_sample>.allocate(capacity: 1)
        unsafe memset(memory, 0, MemoryLayout<gatehouse_sample>.size)
        sample = UInt(bitPattern: memory)
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_sigaction = { _, information, context in
            unsafe gatehouse_copy_stack(information, context)
        }
        action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK
        // sigaction(2) copies the structure.
        guard unsafe sigaction(signal, &action, nil) == 0 else { return nil }
    }

    /// The last real-time signal that has no handler.
    private static func freeSignal() -> CInt? {
        let (first, last) = (gatehouse_first_signal(), gatehouse_last_signal())
        guard first <= last else { return nil }
        for signal in (first...last).reversed() {
            var action = sigaction()
            // Only reads the action, into the local structure. SIG_DFL is the address 0.
            if unsafe sigaction(signal, nil, &action) == 0,
                unsafe unsafeBitCast(action.__sigaction_handler, to: UInt.self) == 0
            {
                return signal
            }
        }
        return nil
    }

    /// Lets the calling thread get the signal.
    func unblock() {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, signal)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Copies the stack of a thread. Waits a short time for it.
    ///
    /// - Returns: `nil` if the thread does not react, or has ended.
    func copy(of thread: SampledThread) -> StackCopy? {
        lock.withLock { _ in
            // Allocated in `init`, never freed.
            guard let sample = unsafe UnsafeMutablePointer<gatehouse_sample>(bitPattern: sample) else { return nil }
            alarm.silence()
            unsafe sample.pointee.thread = thread.number
            unsafe sample.pointee.alarm = alarm.number
            unsafe sample.pointee.stack_start = thread.stack.lowerBound
            unsafe sample.pointee.stack_end = thread.stack.upperBound
            unsafe gatehouse_store(&sample.pointee.state, gatehouse_sample_requested)
            guard unsafe gatehouse_request_sample(sample, signal) == 0 else {
                unsafe gatehouse_store(&sample.pointee.state, gatehouse_sample_idle)
                return nil
            }
            let end = ContinuousClock.now + Self.patience
            while unsafe gatehouse_load(&sample.pointee.state) != gatehouse_sample_ready {
                let rest = ContinuousClock.now.duration(to: end)
                if rest <= .zero {
                    // A handler that runs later finds no request. One that is copying now ends soon.
                    var expected = gatehouse_sample_requested
                    if unsafe gatehouse_compare_exchange(&sample.pointee.state, &expected, gatehouse_sample_idle) != 0 {
                        return nil
                    }
                }
                _ = try? Poll.readable(alarm.number, timeout: max(rest, .milliseconds(1)))
            }
            defer { unsafe gatehouse_store(&sample.pointee.state, gatehouse_sample_idle) }
            let count = unsafe min(Int(sample.pointee.count), Int(gatehouse_sample_words))
            // The words lie inside the sample, and its handler has ended to write.
            let words = unsafe Array(UnsafeBufferPointer(start: gatehouse_sampled_words(sample), count: count))
            return unsafe StackCopy(
                instruction: sample.pointee.instruction, stack: sample.pointee.stack, frame: sample.pointee.frame,
                link: sample.pointee.link, words: words)
        }
    }
}
