/// A connection of a peer, and what has come over it.
struct PeerConnection: ~Copyable {
    let descriptor: Descriptor
    /// Tells it from every other connection of the process.
    let id: Int
    /// How many requests have begun on it.
    var requests = 0
    /// The beginning of a request that has not arrived whole.
    var unfinished: Unfinished?

    /// A request of which a part has arrived, if anything.
    struct Unfinished {
        /// What has arrived.
        var bytes: [UInt8]
        /// Until when the rest of its head has to come.
        var end: ContinuousClock.Instant
    }

    /// - Parameter descriptor: taken over.
    init(_ descriptor: consuming Descriptor, id: Int, requests: Int = 0, unfinished: Unfinished? = nil) {
        self.descriptor = descriptor
        self.id = id
        self.requests = requests
        self.unfinished = unfinished
    }
}
