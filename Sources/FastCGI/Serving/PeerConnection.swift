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
    struct Unfinished {
        /// The bytes that have arrived.
        var bytes: [UInt8]
        /// Until when the rest of its head must arrive.
        var end: ContinuousClock.Instant
    }

    /// - Parameter descriptor: The connection, whose ownership moves here.
    init(_ descriptor: consuming Descriptor, id: Int, requests: Int = 0, unfinished: Unfinished? = nil) {
        self.descriptor = descriptor
        self.id = id
        self.requests = requests
        self.unfinished = unfinished
    }
}
