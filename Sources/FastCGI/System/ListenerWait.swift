internal import CFastCGI

/// Where a worker without a connection waits: for a new connection, for two other descriptors, or for a time.
///
/// With poll(2), a new connection would wake every idle worker of every process that has the listening socket, and all but
/// one would find nothing. With this set, the kernel wakes one of them (EPOLLEXCLUSIVE). So a worker that was woken for a
/// connection must accept it, because nobody else was woken.
struct ListenerWait: ~Copyable {
    private let epoll: Descriptor
    private let listener: CInt

    /// The descriptor of the set.
    var number: CInt { epoll.number }

    /// - Parameter others: Descriptors that wake every worker that waits for them.
    init(listener: CInt, others: (CInt, CInt)) throws(SystemError) {
        let epoll = Descriptor(adopting: try systemCall("epoll_create1") { gatehouse_epoll() })
        for number in [listener, others.0, others.1] {
            _ = try systemCall("epoll_ctl") {
                gatehouse_epoll_add(epoll.number, number, number == listener ? 1 : 0)
            }
        }
        self.epoll = epoll
        self.listener = listener
    }

    /// Waits until one of the descriptors can be read.
    ///
    /// - Parameter timeout: How long to wait; `nil` waits without limit.
    /// - Returns: Whether the worker was woken for a new connection.
    func hasPeer(timeout: Duration?) throws(SystemError) -> Bool {
        try systemCall("epoll_wait") {
            gatehouse_epoll_wait(epoll.number, listener, timeout.map(Poll.milliseconds) ?? -1)
        } == 1
    }
}
