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
        var phase = Phase.responded
        /// Between libfcgi's accept and its finish; answered or not.
        var isUnderWay = false
        /// Part of the body was read and thrown away.
        var isAbandoned = false
        var role = Role.responder
        var isHead = false
        /// What has arrived of the connection; the worker's own between two requests.
        var receiveBuffer = ReceiveBuffer()
        var body = BodyReader(requestID: 0, workers: 1)
        var contentLength = ContentLength.absent
        /// Whether a record of the answer has been begun past libfcgi and not been completed.
        var isInsideRecord = false
        var head: [UInt8] = []
        /// What libfcgi has been given of an answer, in bytes.
        var written = 0
        var requestID: UInt16 = 0
        /// What is to be done once the answer has left.
        var backgroundWork: [BackgroundWork] = []
        /// What is to leave in the place of an answer that was begun, if nothing of it has left.
        var instead: CompleteResponse?
        /// The connection of a request that was cut off while libfcgi was at rest: libfcgi does not have it any more.
        var surrendered: Descriptor?
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
        case responded
    }

    let state: Mutex<State>
    let readTimeout: Duration
    let writeTimeout: Duration
    private let workers: Int
    private let logDestination: LogDestination
    private let waiter: (any PeerWaiter)?
    /// The connection of a request under way.
    private struct Current {
        let connection: CInt
        let request: Int
    }

    /// `nil` between two requests: a connection is closed only after it has been taken out here. Held for a moment only, and
    /// so to be had while a read or a write blocks with the other lock held.
    private let current = Mutex<Current?>(nil)
    /// The number of the last request that was cut off: its handler cannot answer any more.
    private let lastCutOff = Atomic<Int>(0)

    /// - Parameters:
    ///   - workers: how many requests the program serves at a time.
    ///   - readTimeout: the longest wait for a piece of the body.
    ///   - writeTimeout: the longest wait for the peer to take a piece of the response.
    ///   - logDestination: where the log goes during a request.
    ///   - waiter: waits for the body, so that other requests are served meanwhile.
    init(
        workers: Int,
        readTimeout: Duration,
        writeTimeout: Duration,
        logDestination: LogDestination,
        waiter: (any PeerWaiter)? = nil
    ) throws(FastCGIError) {
        self.waiter = waiter
        state = Mutex(State(library: try FCGXRequest()))
        self.workers = workers
        self.logDestination = logDestination
        self.readTimeout = readTimeout
        self.writeTimeout = writeTimeout
    }

    /// Has libfcgi begin the request whose head has been read.
    ///
    /// - Parameters:
    ///   - connection: taken over; closed if there is no request.
    ///   - inbox: begins with the head. It is the exchange's until ``finish(_:)``.
    ///   - length: of the head.
    ///   - number: greater than that of every request before.
    /// - Returns: a request to be answered under its number; `nil` if libfcgi made none of it.
    func accept(
        _ connection: consuming Descriptor,
        _ receiveBuffer: inout ReceiveBuffer,
        _ head: RequestHead,
        length: Int,
        _ parameters: Parameters,
        number: Int
    ) -> Request? {
        // The closure of withLock may run at most once; an optional carries the connection into it.
        var connection: Descriptor? = connection
        return state.withLock { state in
            guard let taken = connection.take(),
                state.library.accept(taken, head)
            else { return nil }
            receiveBuffer.drop(length)
            swap(&state.receiveBuffer, &receiveBuffer)
            state.contentLength = ContentLength(parameters)
            let announced: Int? = if case .bytes(let length) = state.contentLength { length } else { nil }
            state.body = BodyReader(requestID: head.requestID, workers: workers, announced: announced)
            state.body.waiter = waiter
            state.phase = .open
            state.backgroundWork = []
            state.role = head.role
            state.isUnderWay = true
            current.withLock { $0 = Current(connection: state.library.connection, request: number) }
            state.number = number
            state.requestID = head.requestID
            state.isAbandoned = false
            state.isInsideRecord = false
            state.isHead = parameters.has(.requestMethod, equalTo: "HEAD")
            let body = RequestBody(ExchangeBody(exchange: self, number: number, announcedLength: announced ?? -1))
            return Request(role: head.role, parameters: parameters, body: body)
        }
    }

    func remainingBody(request number: Int) -> Int? {
        state.withLock { state in
            guard state.number == number, case .bytes(let length) = state.contentLength else { return nil }
            return max(length - state.body.passed, 0)
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
            let bytes = try Self.read(upTo: limit, &state, readTimeout)
            if case .bytes(let announced) = state.contentLength {
                guard state.body.passed <= announced else { throw RequestBodyError(.tooLarge) }
                guard !bytes.isEmpty || state.body.passed == announced else { throw RequestBodyError(.truncated) }
            }
            return bytes
        }
    }

    private static func read(
        upTo limit: Int,
        _ state: inout State,
        _ timeout: Duration
    ) throws(RequestBodyError) -> [UInt8] {
        try Descriptor.borrowing(state.library.connection) { (connection) throws(RequestBodyError) in
            try state.body.read(upTo: limit, &state.receiveBuffer, from: connection, timeout: timeout)
        }
    }

    /// Sends a line as FCGI_STDERR of the request under way.
    ///
    /// - Returns: `false` when there is none, the log goes elsewhere, or it cannot be sent without waiting. Waiting for the
    ///   lock could be for ever: whoever holds it may be who logs, or wait for a peer that sends nothing.
    func log(_ line: [UInt8]) -> Bool {
        guard logDestination == .webServer else { return false }
        return state.withLockIfAvailable { state in
            state.isUnderWay && state.library.writeError(line)
        } ?? false
    }

    /// Answers a request whose handler has ended without an answer: with 503 if it was cut off, otherwise with what the
    /// handler wants instead, if that can be sent, or 500.
    func sendInstead(_ response: borrowing CompleteResponse?, request number: Int) {
        if isCutOff(number) {
            try? send(.plain(.serviceUnavailable), request: number, inPlaceOfHandler: true)
            return
        }
        if let response = copy response, (try? send(response, request: number, inPlaceOfHandler: true)) != nil {
            return
        }
        guard isOpen(number) else { return }
        try? send(.plain(.internalServerError), request: number, inPlaceOfHandler: true)
    }

    /// Keeps what is to leave in the place of an answer that was begun and not ended, should nothing of it have left.
    func keep(instead response: CompleteResponse, request number: Int) {
        state.withLock { state in
            if state.number == number, state.isUnderWay { state.instead = response }
        }
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
    ///
    /// - Parameters:
    ///   - inbox: gets what has arrived behind the request.
    ///   - backgroundWork: gets what is to be done now that the answer has left; nothing if it has not left whole.
    func finish(_ receiveBuffer: inout ReceiveBuffer, _ backgroundWork: inout [BackgroundWork]) -> Outcome {
        state.withLock { state in
            state.isUnderWay = false
            let (left, instead) = (state.backgroundWork, state.instead)
            state.backgroundWork = []
            state.instead = nil
            defer { swap(&state.receiveBuffer, &receiveBuffer) }
            if let connection = state.surrendered.take() { return .linger(connection) }
            guard current.withLock({ $0 != nil }) else { return .close }
            switch state.phase {
            case .streaming(_, hasLeft: false):
                // Let go before anything had left: it can still be told from a whole answer.
                if isCutOff(state.number) { return breakOff(&state, response: .plain(.serviceUnavailable)) }
                return breakOff(&state, response: instead ?? .plain(.internalServerError))
            case .broken, .streaming(_, hasLeft: true):
                return breakOff(&state, response: nil)
            case .open, .responded:
                break
            }
            state.phase = .responded
            let wanted = state.library.keepsConnection && !isCutOff(state.number)
            // As far as that takes no waiting: the answer must not wait for the peer. A socket with unread bytes that is
            // closed at once is reset, and the peer may lose the answer.
            let rest = Descriptor.borrowing(state.library.connection) {
                state.body.drain(&state.receiveBuffer, from: $0)
            }
            let isOfUse = state.library.finish()
            if isOfUse { backgroundWork = left }
            // From here on nobody else knows the number of the descriptor, which may be closed.
            current.withLock { $0 = nil }
            let connection = state.library.release()
            guard isOfUse else { return .close }
            guard rest.isSettled(keepsConnection: wanted) else { return .linger(connection) }
            if wanted { return .keep(connection) }
            return state.receiveBuffer.count == 0 ? .close : .linger(connection)
        }
    }

    /// Ends the request without its regular end, so that the web server sees where it can that the answer is not whole.
    private func breakOff(_ state: inout State, response: CompleteResponse?) -> Outcome {
        state.phase = .responded
        let broken = state.library.surrender()
        current.withLock { $0 = nil }
        guard var response else {
            if let mark = state.brokenOff { _ = try? broken.writeWithoutWaiting(mark) }
            return .linger(broken)
        }
        // As for an answer that was not begun: 200 would let the request of an authorizer pass.
        if state.role == .authorizer, response.head.status == .ok { response = .plain(.internalServerError) }
        try? broken.write(RecordBytes.response(state.requestID, response, isHead: state.isHead))
        return .linger(broken)
    }

    func leave(_ backgroundWork: [BackgroundWork], request number: Int) {
        state.withLock { state in
            if state.number == number, state.isUnderWay { state.backgroundWork = backgroundWork }
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
    /// - Parameter endsWriting: whether a write is made to end as well, and with it the way of a 503.
    /// - Returns: whether nothing of the request's handler can reach the connection any more.
    func cutOff(_ number: Int, endsWriting: Bool) -> Bool {
        lastCutOff.store(number, ordering: .releasing)
        let isDone = state.withLockIfAvailable { state in
            // One that has not been accepted yet is to be cut off when it has.
            guard state.number == number else { return state.number > number }
            guard current.withLock({ $0 != nil }) else { return true }
            state.isUnderWay = false
            // It must not block: a peer that takes nothing at all has to do without.
            state.library.withConnection { try? $0.setBlocking(false) }
            let connection: Descriptor
            if case .responded = state.phase {
                // A handler that goes on after its answer, which libfcgi still holds.
                _ = state.library.finish()
                connection = state.library.release()
            } else {
                connection = state.library.surrender()
            }
            current.withLock { $0 = nil }
            switch state.phase {
            case .open, .streaming(_, hasLeft: false):
                let response = CompleteResponse.plain(.serviceUnavailable)
                try? connection.write(RecordBytes.response(state.requestID, response, isHead: state.isHead))
            case .streaming(_, hasLeft: true), .broken:
                if let mark = state.brokenOff { try? connection.write(mark) }
            case .responded:
                break
            }
            state.phase = .responded
            try? connection.setBlocking(true)
            try? connection.finishWriting()
            state.surrendered = consume connection
            return true
        }
        if isDone == nil {
            // A body that does not come, at first; a peer that takes no answer, if that was not it.
            shutDown(endsWriting ? SHUT_RDWR : SHUT_RD, request: number)
        }
        return isDone ?? false
    }

    /// Only of that request: the worker may have begun another one meanwhile.
    private func shutDown(_ direction: Int, request number: Int) {
        current.withLock { current in
            guard let current, current.request == number else { return }
            _ = try? systemCall("shutdown") { shutdown(current.connection, CInt(direction)) }
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

    /// Whether the peer has aborted request `number` (FCGI_ABORT_REQUEST), as far as that can be seen now: not while
    /// somebody reads the body, who then sees it, or writes.
    func isAborted(_ number: Int) -> Bool {
        state.withLockIfAvailable { state in
            guard state.number == number, state.isUnderWay else { return false }
            return Descriptor.borrowing(state.library.connection) { state.body.isAborted(state.receiveBuffer, on: $0) }
        } ?? false
    }

    /// Whether the peer of request `number` has closed its connection before the request has ended. Whoever reads from it or
    /// writes to it meanwhile sees that without being told.
    ///
    /// - Parameter isTCP: over TCP the end of the peer's sending counts: nothing tells it from a closed socket, and no web
    ///   server ends only the sending. On a Unix socket the kernel does tell; a peer that has merely ended its sending
    ///   may be waiting for the answer, and is not gone.
    func peerIsGone(_ number: Int, isTCP: Bool) -> Bool {
        state.withLockIfAvailable { state in
            guard state.number == number, state.isUnderWay else { return false }
            return Descriptor.borrowing(state.library.connection) { (try? $0.isHungUp(afterEnd: isTCP)) ?? false }
        } ?? false
    }
}

extension FastCGIExchange.State {
    /// Whether request `number` still waits for its answer.
    func isOpen(_ number: Int) -> Bool {
        guard self.number == number, case .open = phase else { return false }
        return true
    }

    /// What tells the web server that the answer is not whole; `nil` inside of a record, whose content it would become.
    var brokenOff: [UInt8]? { isInsideRecord ? nil : RecordBytes.brokenOff(requestID) }

    /// A body can be read for as long as the answer is not complete.
    var canReadBody: Bool {
        switch phase {
        case .open, .streaming: true
        case .broken, .responded: false
        }
    }
}
