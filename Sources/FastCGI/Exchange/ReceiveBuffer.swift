/// The bytes of a connection that have been received and not yet used.
///
/// Each worker has one and uses it for one connection after the other.
struct ReceiveBuffer: Sendable {
    /// The size, unless a head needs more.
    static let usualSize = 64 * 1024

    /// Empty before the first receive.
    private var storage: [UInt8] = []
    private var start = 0
    private var end = 0

    /// The unused bytes. Do not keep the slice: the next change would copy all of it.
    var bytes: ArraySlice<UInt8> { storage[start..<end] }

    var count: Int { end - start }

    /// Whether no more bytes fit.
    var isFull: Bool { count == storage.count && count > 0 }

    /// The byte at an offset from the first unused byte.
    subscript(_ offset: Int) -> UInt8 {
        precondition(offset < count)
        return storage[start + offset]
    }

    /// Discards all bytes, for the next connection.
    mutating func clear() {
        start = 0
        end = 0
        if storage.count > Self.usualSize { storage = [] }
    }

    /// Fills an empty buffer with bytes that another worker has received.
    mutating func fill(with bytes: [UInt8]) {
        storage = bytes + repeatElement(0, count: max(Self.usualSize - bytes.count, 0))
        end = bytes.count
    }

    /// Discards the first bytes.
    mutating func drop(_ count: Int) {
        precondition(count <= self.count)
        start += count
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Doubles the size.
    mutating func grow() {
        storage += repeatElement(0, count: storage.count)
    }

    /// Calls recv(2): appends what has arrived.
    ///
    /// - Parameter waits: as for `Descriptor.receive`.
    /// - Returns: the number of bytes; 0 at the end of the connection.
    /// - Throws: EAGAIN if nothing has arrived.
    mutating func receive(from connection: borrowing Descriptor, waits: Bool = false) throws(SystemError) -> Int {
        if storage.isEmpty {
            storage = [UInt8](repeating: 0, count: Self.usualSize)
        } else if end == storage.count, start > 0 {
            // Move the unused bytes, such as half a record header, to the start.
            storage.replaceSubrange(0..<end - start, with: Array(storage[start..<end]))
            end -= start
            start = 0
        }
        let count = try connection.receive(into: &storage, from: end, waits: waits)
        end += count
        return count
    }
}
