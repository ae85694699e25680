internal import Synchronization

/// How many bytes of bodies a worker has received and sent. It only grows.
///
/// One thread adds at a time, while it holds the lock of the exchange. The watchdog reads it without that lock.
final class TransferCount: Sendable {
    /// The largest piece that is sent with one waiting call, so that a slow peer's progress is seen.
    static let piece = 64 * 1024

    private let bytes = Atomic<Int>(0)

    var total: Int { bytes.load(ordering: .relaxed) }

    func add(_ count: Int) {
        bytes.wrappingAdd(count, ordering: .relaxed)
    }
}
