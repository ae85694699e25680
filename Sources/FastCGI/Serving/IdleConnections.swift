internal import CFastCGI
internal import Synchronization

/// The idle connections: connections that a peer keeps open, or whose request is incomplete. No worker waits on them.
///
/// A web server may keep more connections open than there are workers. If a worker closed one to serve another, a
/// request that is just being sent would be lost; nginx then responds to a POST with 502. Instead, the worker stores
/// the connection here, and any worker takes it out when data has arrived. A new connection that sends nothing, or an
/// incomplete head, also waits here for the rest of its time.
///
/// A thread owns a connection after it has removed its number from the set; epoll(7) only reports which are ready, in
/// the order in which they became ready.
final class IdleConnections: Sendable {
    /// The maximum number of connections. Each uses a descriptor of the process.
    static let most = 1024

    /// The maximum number of bytes of incomplete requests in total.
    static let mostBytes = 8 << 20

    private struct Entry {
        let id: Int
        let requests: Int
        let unfinished: PeerConnection.Unfinished?
    }

    private struct State {
        var entries: [CInt: Entry] = [:]
        var bytes = 0
        var unfinished = 0

        func hasRoom(for size: Int) -> Bool { entries.count < most && bytes + size <= mostBytes }
    }

    private let epoll: Descriptor
    private let state = Mutex(State())
    private let total = Atomic<Int>(0)

    /// Does not make a system call or take a lock.
    var isEmpty: Bool { total.load(ordering: .acquiring) == 0 }

    /// Whether a request is incomplete.
    var hasUnfinished: Bool { !isEmpty && state.withLock { $0.unfinished > 0 } }

    /// Readable when one of the connections is: for poll(2).
    var number: CInt { epoll.number }

    init() throws(SystemError) {
        epoll = Descriptor(adopting: try systemCall("epoll_create1") { gatehouse_epoll() })
    }

    deinit {
        close()
    }

    /// Takes ownership of a connection. Closes it if there are too many, or if a system call fails.
    func add(_ connection: consuming PeerConnection) {
        let number = connection.descriptor.number
        let entry = Entry(id: connection.id, requests: connection.requests, unfinished: connection.unfinished)
        let size = entry.unfinished?.bytes.count ?? 0
        // The connections that have been incomplete for the longest time are closed to make room.
        while state.withLock({ $0.unfinished > 0 && !$0.hasRoom(for: size) }), closeOne() {}
        // Under one lock: no thread can close it before it is watched, or find it watched but not in the set.
        let isTaken = state.withLock { state in
            guard state.hasRoom(for: size),
                (try? systemCall("epoll_ctl") { gatehouse_epoll_watch(epoll.number, number) }) != nil
            else { return false }
            state.entries[number] = entry
            state.bytes += size
            if entry.unfinished != nil { state.unfinished += 1 }
            total.add(1, ordering: .releasing)
            return true
        }
        if isTaken { _ = connection.descriptor.relinquish() }
    }

    /// A connection on which data or its end has arrived, without waiting.
    func next() -> PeerConnection? {
        while !isEmpty {
            guard let number = try? systemCall("epoll_wait", { gatehouse_epoll_next(epoll.number) }) else { return nil }
            guard let connection = remove(number) else { continue }
            _ = try? systemCall("epoll_ctl") { gatehouse_epoll_forget(epoll.number, number) }
            return connection
        }
        return nil
    }

    /// Closes the connections whose request has not arrived in time.
    ///
    /// - Parameter closing: Receives the number of bytes of the request that had arrived.
    /// - Returns: The time until the next connection is overdue; `nil` if there is none.
    func closeOverdue(_ closing: (_ bytes: Int) -> Void) -> Duration? {
        guard hasUnfinished else { return nil }
        let now = ContinuousClock.now
        let (overdue, next) = state.withLock { state in
            var overdue: [CInt] = []
            var next: ContinuousClock.Instant?
            for (number, entry) in state.entries {
                guard let end = entry.unfinished?.end else { continue }
                if end <= now { overdue.append(number) } else { next = min(next ?? end, end) }
            }
            return (overdue, next)
        }
        for number in overdue {
            if let connection = remove(number) { closing(connection.unfinished?.bytes.count ?? 0) }
        }
        return next.map { now.duration(to: $0) }
    }

    /// Closes one connection to free its descriptor: the one whose request has been incomplete for the longest time,
    /// or else any.
    ///
    /// - Returns: Whether there was one.
    func closeOne() -> Bool {
        let number = state.withLock { state in
            let unfinished = state.entries.compactMap { number, entry in entry.unfinished.map { (number, $0.end) } }
            return unfinished.min { $0.1 < $1.1 }?.0 ?? state.entries.keys.first
        }
        guard let number else { return false }
        return remove(number) != nil
    }

    /// Closes all connections.
    func close() {
        while closeOne() {}
    }

    private func remove(_ number: CInt) -> PeerConnection? {
        let entry = state.withLock { state in
            let entry = state.entries.removeValue(forKey: number)
            if let unfinished = entry?.unfinished {
                state.bytes -= unfinished.bytes.count
                state.unfinished -= 1
            }
            return entry
        }
        guard let entry else { return nil }
        total.subtract(1, ordering: .releasing)
        return PeerConnection(
            Descriptor(adopting: number), id: entry.id, requests: entry.requests, unfinished: entry.unfinished)
    }
}
