/// A peer's connection, with its unfinished request.
struct PeerConnection: ~Copyable {
    let descriptor: Descriptor
    /// Unique among the connections of the process.
    let id: Int
    /// How many requests have begun on it.
    var requests = 0
    /// The beginning of an incomplete request.
    var unfinished: Unfinished?

    /// A request whose head is incomplete.
    ///
    /// A class, because few connections have one. The layout of an instant is known only at run time; in a structure, each
    /// request would pay for that.
    final class Unfinished: Sendable {
        /// The bytes that have arrived.
        let bytes: [UInt8]
        /// Until when the rest of its head must arrive.
        let end: ContinuousClock.Instant

        init(bytes: [UInt8], end: ContinuousClock.Instant) {
            self.bytes = bytes
            self.end = end
        }
    }

    /// - Parameter descriptor: The connection, whose ownership moves here.
    init(_ descriptor: consuming Descriptor, id: Int, requests: Int = 0, unfinished: Unfinished? = nil) {
        self.descriptor = descriptor
        self.id = id
        self.requests = requests
        self.unfinished = unfinished
    }
}
