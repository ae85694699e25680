internal import CFastCGI
internal import Glibc

/// A descriptor that gets one thread out of poll(2), again and again: an eventfd that is read when it has been seen.
final class Alarm: Sendable {
    private let descriptor: Descriptor

    var number: CInt { descriptor.number }

    init() throws(SystemError) {
        descriptor = Descriptor(adopting: try systemCall("eventfd") { gatehouse_eventfd() })
    }

    /// Makes the descriptor readable.
    func ring() {
        WakeUp.signal(descriptor.number)
    }

    /// Makes it wait for the next ``ring()``.
    func silence() {
        _ = try? descriptor.read(upTo: 8)
    }
}
