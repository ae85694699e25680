internal import CFastCGI
internal import Glibc

/// A descriptor that repeatedly wakes one thread from poll(2): an eventfd that the thread reads after it wakes.
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

    /// Resets the descriptor until the next ``ring()``.
    func silence() {
        _ = try? descriptor.read(upTo: 8)
    }
}
