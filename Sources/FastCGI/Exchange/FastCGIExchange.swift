internal import GatewayInterface
internal import Glibc
internal import HTTPTypes
internal import Synchronization

/// The requests that come over FastCGI connections, one at a time.
///
/// Sendable because everything that changes is behind the lock: the worker uses it, and so does whoever holds a body,
/// from whatever thread. A request's number makes sure that nobody reads or answers another one's.
final class FastCGIExchange: Exchange {
    private struct State: ~Copyable {
        var library: FCGXRequest
        /// Grows with every request: what was handed out for an earlier one is void.
        var number = 0
        var isOpen = false
        /// Part of the body was read and thrown away.
        var isAbandoned = false
        var isHead = false
        var isWhole = false
        var isFollowed = false
        var contentLength = ContentLength.absent
        var received = 0
        var head: [UInt8] = []
        var requestID: UInt16 = 0
        /// The connection of a request that was cut off while libfcgi was at rest: libfcgi does not have it any more.
        var surrendered: Descriptor?
    }

    /// Answers up to this size fit into the buffer of a fresh socket: writing them cannot block.
    private static let largestWithoutTimeout = 32 * 1024

    private let state: Mutex<State>
    /// The connection of the request under way, or -1; closed only after it has been taken out here. Held for a moment
    /// only, and so to be had while a read or a write blocks with the other lock held.
    private let connection = Mutex<CInt>(-1)
    /// The number of the last request that was cut off: its handler cannot answer any more.
    private let lastCutOff = Atomic<Int>(0)
    private let readTimeout: Duration
    private let writeTimeout: Duration

    init(configuration: ServerConfiguration) throws(FastCGIError) {
        state = Mutex(State(library: try FCGXRequest()))
        readTimeout = configuration.readTimeout
        writeTimeout = configuration.writeTimeout
    }

    /// What came of reading a request from a connection.
    enum Accepted {
        /// A request to be answered under its number.
        case request(Request)
        /// One that no handler may see; it is to be answered with this status. The text is for the log.
        case refused(HTTPResponse.Status, reason: String)
        /// libfcgi made no request of it. The connection is closed.
        case nothing
    }

    /// Has libfcgi read the request whose head has been seen.
    ///
    /// - Parameter number: greater than that of every request before.
    func accept(
        _ connection: consuming Descriptor,
        _ head: RequestHead,
        _ parameters: Parameters,
        number: Int
    ) -> Accepted {
        // Nothing that has arrived already can block.
        if !head.isWhole, (try? connection.setReadTimeout(readTimeout)) == nil { return .nothing }
        // The closure of withLock may run at most once; an optional carries the connection into it.
        var connection: Descriptor? = connection
        return state.withLock { state in
            guard let taken = connection.take(), state.library.accept(taken) else { return .nothing }
            self.connection.withLock { connection in state.library.withConnection { connection = $0.number } }
            state.number = number
            state.requestID = head.requestID
            state.isOpen = true
            state.isAbandoned = false
            state.received = 0
            state.isWhole = head.isWhole
            state.isFollowed = head.isFollowed
            state.isHead = parameters.has("REQUEST_METHOD", equalTo: "HEAD")
            state.contentLength = ContentLength(parameters)
            let announced: Int
            switch state.contentLength {
            case .absent: announced = -1
            case .bytes(let length): announced = length
            case .malformed: return .refused(.badRequest, reason: "CONTENT_LENGTH is no number")
            }
            let body = RequestBody(ExchangeBody(exchange: self, number: number, announcedLength: announced))
            return .request(Request(parameters: parameters, body: body))
        }
    }

    func remainingBody(request number: Int) -> Int? {
        state.withLock { state in
            guard state.number == number, case .bytes(let length) = state.contentLength else { return nil }
            return max(length - state.received, 0)
        }
    }

    func abandonBody(request number: Int) {
        state.withLock { state in
            if state.number == number { state.isAbandoned = true }
        }
    }

    func readBody(upTo limit: Int, request number: Int) throws(RequestBodyError) -> [UInt8] {
        try state.withLock { (state) throws(RequestBodyError) in
            guard state.isOpen, state.number == number else { throw RequestBodyError(.closed) }
            guard !state.isAbandoned else { throw RequestBodyError(.tooLarge) }
            let bytes = state.library.read(upTo: limit)
            state.received += bytes.count
            if case .bytes(let announced) = state.contentLength {
                guard state.received <= announced else { throw RequestBodyError(.tooLarge) }
            }
            if bytes.isEmpty {
                try Self.checkEnd(of: &state)
            }
            return bytes
        }
    }

    /// Tells the end of the body from a body that broke off, which libfcgi reports alike.
    private static func checkEnd(of state: inout State) throws(RequestBodyError) {
        switch state.library.readError {
        case 0: break
        case EAGAIN: throw RequestBodyError(.timedOut)
        default: throw RequestBodyError(.truncated)
        }
        if case .bytes(let announced) = state.contentLength, state.received < announced {
            throw RequestBodyError(.truncated)
        }
    }

    func send(_ answer: borrowing Answer, request number: Int) throws(FastCGIError) {
        try send(answer, request: number, inPlaceOfHandler: false)
    }

    /// Answers a request whose handler has ended without an answer.
    ///
    /// - Parameter status: of the answer, unless the request was cut off: that is a 503.
    func sendInstead(_ status: HTTPResponse.Status, request number: Int) {
        let status = isCutOff(number) ? .serviceUnavailable : status
        try? send(.plain(status), request: number, inPlaceOfHandler: true)
    }

    private func send(
        _ answer: borrowing Answer,
        request number: Int,
        inPlaceOfHandler: Bool
    ) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard state.isOpen, state.number == number, inPlaceOfHandler || !isCutOff(number) else {
                throw FastCGIError(.clientGone, "the request has been answered already")
            }
            var head = state.head
            state.head = []
            defer { state.head = head }
            try ResponseHead.write(answer.response, bodyLength: answer.body.count, into: &head)
            state.isOpen = false
            let body = answer.bodyBytes(isHead: state.isHead)
            if head.count + body.count > Self.largestWithoutTimeout {
                state.library.withConnection { try? $0.setWriteTimeout(writeTimeout) }
            }
            guard state.library.write(head), state.library.write(body) else {
                throw FastCGIError(.clientGone, "the web server closed the connection before it had the answer")
            }
        }
    }

    /// Whether request `number` still waits for its answer.
    func isOpen(_ number: Int) -> Bool {
        state.withLock { $0.isOpen && $0.number == number }
    }

    /// What is to become of a connection after its request.
    enum Outcome: ~Copyable {
        /// The peer wants to send another request over it.
        case keep(Descriptor)
        /// The peer is still sending a body that nobody read: it must be let finish, or it never reads the answer.
        case linger(Descriptor)
        /// Done: close it.
        case close
    }

    /// Ends the request: whatever the handler wrote leaves now, together with the end of the request.
    func finish() -> Outcome {
        state.withLock { state in
            state.isOpen = false
            if let connection = state.surrendered.take() { return .linger(connection) }
            guard connection.withLock({ $0 >= 0 }) else { return .close }
            let wanted = state.library.keepsConnection && !state.isFollowed && !isCutOff(state.number)
            let isDrained = Self.drain(&state)
            let isOfUse = state.library.finish()
            // From here on nobody else knows the number of the descriptor, which may be closed.
            self.connection.withLock { $0 = -1 }
            let connection = state.library.release()
            guard isOfUse else { return .close }
            if !isDrained { return .linger(connection) }
            return wanted ? .keep(connection) : .close
        }
    }

    /// Reads what is left of the body if that takes no waiting: the answer must not wait for the peer.
    ///
    /// - Returns: whether the body has been read to its end. Only then can the connection be closed at once: closing a
    ///   socket with unread bytes resets it, and the peer may lose the answer.
    private static func drain(_ state: inout State) -> Bool {
        if state.isWhole {
            while !state.library.read(upTo: 16 * 1024).isEmpty {}
            return state.library.readError == 0
        }
        return switch state.contentLength {
        case .absent: state.library.bodyHasEnded(mayBlock: false)
        case .bytes(let announced): state.received == announced && state.library.bodyHasEnded(mayBlock: false)
        case .malformed: false
        }
    }

    // MARK: For the watchdog

    /// Whether request `number` was cut off.
    func isCutOff(_ number: Int) -> Bool {
        lastCutOff.load(ordering: .acquiring) == number
    }

    /// Cuts a request off from its handler: answers it with 503 if nothing has been answered, and ends the connection's
    /// sending side.
    ///
    /// Where a read or a write holds the lock, that is made to end instead; the worker then sends the 503, or whoever
    /// calls this again.
    ///
    /// - Returns: whether nothing of the request's handler can reach the connection any more.
    func cutOff(_ number: Int, isFirstTime: Bool) -> Bool {
        lastCutOff.store(number, ordering: .releasing)
        let isDone = state.withLockIfAvailable { state in
            guard state.number == number, self.connection.withLock({ $0 >= 0 }) else { return true }
            let connection = state.library.surrender()
            self.connection.withLock { $0 = -1 }
            if state.isOpen {
                state.isOpen = false
                // It must not block: a peer that takes nothing at all has to do without.
                try? connection.setBlocking(false)
                try? connection.write(RecordBytes.answer(state.requestID, .plain(.serviceUnavailable)))
                try? connection.setBlocking(true)
            }
            try? connection.finishWriting()
            state.surrendered = consume connection
            return true
        }
        if isDone == nil {
            // A body that does not come, at first; a peer that takes no answer, if that was not it.
            shutDown(isFirstTime ? SHUT_RD : SHUT_RDWR)
        }
        return isDone ?? false
    }

    private func shutDown(_ direction: Int) {
        connection.withLock { number in
            if number >= 0 { _ = shutdown(number, CInt(direction)) }
        }
    }

    /// Closes the connection of a request that was cut off.
    func close() {
        _ = state.withLockIfAvailable { state in
            guard let connection = state.surrendered.take() else { return }
            // Unread bytes would reset the connection, and the peer might lose the 503.
            guard (try? connection.setBlocking(false)) != nil else { return }
            for _ in 0..<64 {
                guard let bytes = try? connection.read(upTo: 16 * 1024), !bytes.isEmpty else { return }
            }
        }
    }

    /// Whether the peer of the request under way has closed its connection.
    ///
    /// - Parameter isTCP: over TCP the end of the peer's sending counts: nothing tells it from a closed socket, and no web
    ///   server ends only the sending. On a Unix socket the kernel does tell; a peer that has merely ended its sending
    ///   may be waiting for the answer, and is not gone.
    func peerIsGone(isTCP: Bool) -> Bool {
        connection.withLock { number in
            guard number >= 0 else { return false }
            return Descriptor.borrowing(number) { (try? $0.isHungUp(afterEnd: isTCP)) ?? false }
        }
    }
}
