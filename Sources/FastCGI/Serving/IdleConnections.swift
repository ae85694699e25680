internal import CFastCGI
internal import Synchronization

/// The connections that no worker waits for: which their peers keep, or on which a request has not arrived whole.
///
/// A web server may keep more connections than there are workers. A worker that closed one to serve another would lose
/// the request that is just being sent over it: nginx answers a POST with 502 then. So it puts the connection in here, and
/// any worker takes it out again when something has arrived. A new connection that sends nothing, or half a head, waits in
/// here as well, with the rest of its time.
///
/// A connection belongs to whoever has removed its number from the set; epoll(7) only says where to look. The kernel
/// queues those that are ready in the order in which they became so.
final class IdleConnections: Sendable {
    /// How many there may be; each takes a descriptor of the process.
    static let most = 1024

    /// How many bytes of unfinished requests there may be in all.
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

    /// Without a system call or a lock.
    var isEmpty: Bool { total.load(ordering: .acquiring) == 0 }

    /// Whether a request is on its way.
    var hasUnfinished: Bool { !isEmpty && state.withLock { $0.unfinished > 0 } }

    /// Readable when one of them is: for poll(2).
    var number: CInt { epoll.number }

    init() throws(SystemError) {
        epoll = Descriptor(adopting: try systemCall("epoll_create1") { gatehouse_epoll() })
    }

    deinit {
        close()
    }

    /// Takes a connection over; closes it if there are too many, or the system refuses.
    func add(_ connection: consuming PeerConnection) {
        let number = connection.descriptor.number
        let entry = Entry(id: connection.id, requests: connection.requests, unfinished: connection.unfinished)
        let size = entry.unfinished?.bytes.count ?? 0
        // Those that have kept everybody waiting for the longest time make room.
        while state.withLock({ $0.unfinished > 0 && !$0.hasRoom(for: size) }), closeOne() {}
        // Under one lock: nobody finds it in the set who could close it before it is watched, or watched and not in the set.
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

    /// One on which something has arrived, if only its end; without waiting.
    func next() -> PeerConnection? {
        while !isEmpty {
            guard let number = try? systemCall("epoll_wait", { gatehouse_epoll_next(epoll.number) }) else { return nil }
            guard let connection = remove(number) else { continue }
            _ = try? systemCall("epoll_ctl") { gatehouse_epoll_forget(epoll.number, number) }
            return connection
        }
        return nil
    }

    /// Closes those whose request has not arrived in time.
    ///
    /// - Parameter closing: is told how much of the request had come.
    /// - Returns: how long it is until the next one's time is over; `nil` if there is none.
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

    /// Closes one of them for the sake of its descriptor: the one whose request has been on its way for the longest time, or
    /// any.
    ///
    /// - Returns: whether there was one.
    func closeOne() -> Bool {
        let number = state.withLock { state in
            let unfinished = state.entries.compactMap { number, entry in entry.unfinished.map { (number, $0.end) } }
            return unfinished.min { $0.1 < $1.1 }?.0 ?? state.entries.keys.first
        }
        guard let number else { return false }
        return remove(number) != nil
    }

    /// Closes all of them.
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
