internal import GatewayInterface
internal import Glibc
internal import HTTPTypes
internal import Synchronization

/// The requests that come over FastCGI connections, one at a time.
///
/// Sendable because everything that changes is behind the lock: the worker uses it, and so does whoever holds a body,
/// from whatever thread. A request's number makes sure that nobody reads or answers another one's.
final class FastCGIExchange: Exchange {
    struct State: ~Copyable {
        var library: FCGXRequest
        /// Grows with every request: what was handed out for an earlier one is void.
        var number = 0
        var phase = Phase.answered
        /// Between libfcgi's accept and its finish; answered or not.
        var isUnderWay = false
        /// Part of the body was read and thrown away.
        var isAbandoned = false
        var role = Role.responder
        var isHead = false
        var isWhole = false
        var isFollowed = false
        var contentLength = ContentLength.absent
        var received = 0
        var head: [UInt8] = []
        /// What libfcgi has been given of an answer, in bytes.
        var written = 0
    }

    /// How far the answer is.
    enum Phase {
        /// None has begun.
        case open
        /// The head is written, the body is being written. `hasLeft`: some of it is on its way; until then all of it is
        /// in libfcgi's buffer and can be taken back.
        case streaming(OutgoingBody, hasLeft: Bool)
        /// What there is to say has been said, or at least begun: it cannot be taken back, nor be mended.
        case broken
        /// Complete; it leaves with the end of the request.
        case answered
    }

    let state: Mutex<State>
    let readTimeout: Duration
    let writeTimeout: Duration

    init(configuration: ServerConfiguration) throws(FastCGIError) {
        state = Mutex(State(library: try FCGXRequest()))
        readTimeout = configuration.readTimeout
        writeTimeout = configuration.writeTimeout
    }

    /// What came of reading a request from a connection.
    enum Accepted {
        /// A request to be answered under this number.
        case request(Request, number: Int)
        /// One that no handler may see; it is to be answered with this status. The text is for the log.
        case refused(HTTPResponse.Status, number: Int, reason: String)
        /// libfcgi made no request of it. The connection is closed.
        case nothing
    }

    /// Has libfcgi read the request whose head has been seen.
    func accept(_ connection: consuming Descriptor, _ head: RequestHead, _ parameters: Parameters) -> Accepted {
        // Nothing that has arrived already can block.
        if !head.isWhole, (try? connection.setReadTimeout(readTimeout)) == nil { return .nothing }
        // The closure of withLock may run at most once; an optional carries the connection into it.
        var connection: Descriptor? = connection
        return state.withLock { state in
            guard let taken = connection.take(), state.library.accept(taken) else { return .nothing }
            state.number += 1
            state.phase = .open
            state.role = head.role
            state.isUnderWay = true
            state.isAbandoned = false
            state.received = 0
            state.isWhole = head.isWhole
            state.isFollowed = head.isFollowed
            state.isHead = parameters.has("REQUEST_METHOD", equalTo: "HEAD")
            state.contentLength = ContentLength(parameters)
            let number = state.number
            let announced: Int
            switch state.contentLength {
            case .absent: announced = -1
            case .bytes(let length): announced = length
            case .malformed: return .refused(.badRequest, number: number, reason: "CONTENT_LENGTH is no number")
            }
            let body = RequestBody(ExchangeBody(exchange: self, number: number, announcedLength: announced))
            return .request(Request(role: head.role, parameters: parameters, body: body), number: number)
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
            guard state.number == number, state.canReadBody else { throw RequestBodyError(.closed) }
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

    /// Sends a line as FCGI_STDERR of the request under way.
    ///
    /// - Returns: `false` when there is none, or it cannot be sent without waiting. Waiting for the lock could be for
    ///   ever: whoever holds it may be who logs, or wait for a peer that sends nothing.
    func log(_ line: [UInt8]) -> Bool {
        state.withLockIfAvailable { state in
            state.isUnderWay && state.library.writeError(line)
        } ?? false
    }

    /// Whether request `number` still waits for its answer.
    func isOpen(_ number: Int) -> Bool {
        state.withLock { $0.isOpen(number) }
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
            state.isUnderWay = false
            switch state.phase {
            case .streaming(_, hasLeft: false):
                // Let go before anything had left: it can still be told from a whole answer.
                return Self.breakOff(&state, answer: .plain(.internalServerError))
            case .broken, .streaming(_, hasLeft: true):
                return Self.breakOff(&state, answer: nil)
            case .open, .answered:
                break
            }
            state.phase = .answered
            let wanted = state.library.keepsConnection && !state.isFollowed
            let isDrained = Self.drain(&state)
            guard let connection = state.library.finish() else { return .close }
            if !isDrained { return .linger(connection) }
            return wanted ? .keep(connection) : .close
        }
    }

    /// Ends the request without its regular end: nobody can take what was sent for a whole answer.
    private static func breakOff(_ state: inout State, answer: Answer?) -> Outcome {
        state.phase = .answered
        let requestID = state.library.requestID
        guard let connection = state.library.abandon() else { return .close }
        guard let answer else { return .close }
        try? connection.write(RecordBytes.answer(requestID, answer))
        return .linger(connection)
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
}

extension FastCGIExchange.State {
    /// Whether request `number` still waits for its answer.
    func isOpen(_ number: Int) -> Bool {
        guard self.number == number, case .open = phase else { return false }
        return true
    }

    /// A body can be read for as long as the answer is not complete.
    var canReadBody: Bool {
        switch phase {
        case .open, .streaming: true
        case .broken, .answered: false
        }
    }
}
