/// The bytes of a connection that have been read and not been used yet.
///
/// One belongs to each worker and is used for all its connections, one behind the other.
struct ReceiveBuffer: Sendable {
    /// How much it holds unless a head needs more.
    static let usualSize = 64 * 1024

    /// Empty until something is received.
    private var storage: [UInt8] = []
    private var start = 0
    private var end = 0

    /// What is there. Not to be kept: the next change would have to copy all of it.
    var bytes: ArraySlice<UInt8> { storage[start..<end] }

    var count: Int { end - start }

    /// Whether nothing more can be received.
    var isFull: Bool { count == storage.count && count > 0 }

    /// The byte at a distance from the first one that is there.
    subscript(_ offset: Int) -> UInt8 {
        precondition(offset < count)
        return storage[start + offset]
    }

    /// Forgets everything; for another connection.
    mutating func clear() {
        start = 0
        end = 0
        if storage.count > Self.usualSize { storage = [] }
    }

    /// Puts what another worker has received into an empty inbox.
    mutating func fill(with bytes: [UInt8]) {
        storage = bytes + repeatElement(0, count: max(Self.usualSize - bytes.count, 0))
        end = bytes.count
    }

    /// Forgets the first bytes.
    mutating func drop(_ count: Int) {
        precondition(count <= self.count)
        start += count
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Makes room for as much again.
    mutating func grow() {
        storage += repeatElement(0, count: storage.count)
    }

    /// recv(2): adds what has arrived, without waiting.
    ///
    /// - Returns: how many bytes; 0 at the end of the connection.
    /// - Throws: EAGAIN too, when nothing has arrived.
    mutating func receive(from connection: borrowing Descriptor) throws(SystemError) -> Int {
        if storage.isEmpty {
            storage = [UInt8](repeating: 0, count: Self.usualSize)
        } else if end == storage.count, start > 0 {
            // The rest of what was begun, such as half a record's header.
            storage.replaceSubrange(0..<end - start, with: Array(storage[start..<end]))
            end -= start
            start = 0
        }
        let count = try connection.receive(into: &storage, from: end)
        end += count
        return count
    }
}
