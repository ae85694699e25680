internal import CFastCGI
internal import Synchronization

/// The connections that their peers keep and that no worker has a hand free for, and which of them bring a request.
///
/// A web server may keep more connections than there are workers. A worker that closed one to serve another would lose
/// the request that is just being sent over it: nginx answers a POST with 502 then. So it puts the connection in here, and
/// any worker takes it out again when something has arrived.
///
/// A connection belongs to whoever has removed its number from the set; epoll(7) only says where to look. The kernel
/// queues those that are ready in the order in which they became so.
final class KeptConnections: Sendable {
    /// How many there may be; each takes a descriptor of the process.
    static let most = 1024

    private let epoll: Descriptor
    private let numbers = Mutex<Set<CInt>>([])
    private let total = Atomic<Int>(0)

    /// Without a system call or a lock.
    var isEmpty: Bool { total.load(ordering: .acquiring) == 0 }

    /// Readable when one of them is: for poll(2).
    var number: CInt { epoll.number }

    init() throws(SystemError) {
        epoll = Descriptor(adopting: try systemCall("epoll_create1") { gatehouse_epoll() })
    }

    deinit {
        close()
    }

    /// Takes a connection over; closes it if there are too many, or the system refuses.
    func add(_ connection: consuming Descriptor) {
        let number = connection.number
        // Under one lock: nobody finds it in the set who could close it before it is watched, or watched and not in the set.
        let isTaken = numbers.withLock { numbers in
            guard numbers.count < Self.most,
                (try? systemCall("epoll_ctl") { gatehouse_epoll_watch(epoll.number, number) }) != nil
            else { return false }
            numbers.insert(number)
            total.add(1, ordering: .releasing)
            return true
        }
        if isTaken { _ = connection.relinquish() }
    }

    /// One on which something has arrived, if only its end; without waiting.
    func next() -> Descriptor? {
        while !isEmpty {
            guard let number = try? systemCall("epoll_wait", { gatehouse_epoll_next(epoll.number) }) else { return nil }
            guard let connection = remove(number) else { continue }
            _ = try? systemCall("epoll_ctl") { gatehouse_epoll_forget(epoll.number, number) }
            return connection
        }
        return nil
    }

    /// Closes one of them for the sake of its descriptor.
    ///
    /// - Returns: whether there was one.
    func closeOne() -> Bool {
        guard let number = numbers.withLock({ $0.first }) else { return false }
        return remove(number) != nil
    }

    /// Closes all of them.
    func close() {
        while closeOne() {}
    }

    private func remove(_ number: CInt) -> Descriptor? {
        let isThere = numbers.withLock { $0.remove(number) != nil }
        guard isThere else { return nil }
        total.subtract(1, ordering: .releasing)
        return Descriptor(adopting: number)
    }
}
