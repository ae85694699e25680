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
        /// Between libfcgi's accept and its finish; answered or not.
        var isUnderWay = false
        /// Part of the body was read and thrown away.
        var isAbandoned = false
        var isHead = false
        var isWhole = false
        var isFollowed = false
        var contentLength = ContentLength.absent
        var received = 0
        var head: [UInt8] = []
    }

    /// Answers up to this size fit into the buffer of a fresh socket: writing them cannot block.
    private static let largestWithoutTimeout = 32 * 1024

    private let state: Mutex<State>
    private let readTimeout: Duration
    private let writeTimeout: Duration

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
            state.isOpen = true
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
            return .request(Request(parameters: parameters, body: body), number: number)
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
        try state.withLock { (state) throws(FastCGIError) in
            guard state.isOpen, state.number == number else {
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
            state.isUnderWay = false
            let wanted = state.library.keepsConnection && !state.isFollowed
            let isDrained = Self.drain(&state)
            guard let connection = state.library.finish() else { return .close }
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
}
