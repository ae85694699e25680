internal import CFastCGI
internal import Glibc
internal import Synchronization

/// A descriptor that becomes readable once and stays readable, to wake threads from poll(2).
///
/// It is an eventfd that is written and never read, so every thread that polls it sees the event, however late.
final class WakeUp: Sendable {
    private let descriptor: Descriptor
    private let signalled = Atomic<Bool>(false)

    /// Whether ``signal()`` has been called, without a system call.
    var isSignalled: Bool { signalled.load(ordering: .acquiring) }

    var number: CInt { descriptor.number }

    init() throws(SystemError) {
        descriptor = Descriptor(adopting: try systemCall("eventfd") { gatehouse_eventfd() })
    }

    func signal() {
        signalled.store(true, ordering: .releasing)
        Self.signal(descriptor.number)
    }

    /// Wakes every thread that polls this eventfd. Safe in a signal handler: one write(2), and errno is kept.
    static func signal(_ number: CInt) {
        let kept = errno
        var one: UInt64 = 1
        // Eight bytes of a local variable, copied by the kernel. EAGAIN means that the eventfd is already signalled.
        _ = unsafe Glibc.write(number, &one, 8)
        errno = kept
    }
}
