internal import GatewayInterface
internal import Glibc
internal import HTTPTypes
internal import Synchronization

/// The requests of FastCGI connections, one at a time.
///
/// It is Sendable because one lock guards all mutable state. The worker uses it, and so does the code that holds a
/// body, on any thread. Each call names its request by number, so no code can read or respond to another request.
final class FastCGIExchange: Exchange {
    struct State: ~Copyable {
        var library: FCGXRequest
        /// Grows with each request. Numbers of earlier requests are invalid.
        var number = 0
        var phase = Phase.responded
        /// Whether libfcgi has the request: between accept and finish, with or without a response.
        var isUnderWay = false
        /// Whether a part of the body was read and discarded.
        var isAbandoned = false
        var role = Role.responder
        var isHead = false
        /// The bytes received on the connection. Between two requests the worker holds them.
        var receiveBuffer = ReceiveBuffer()
        var body = BodyReader(requestID: 0, workers: 1)
        var contentLength = ContentLength.absent
        /// Whether a record of the response was begun directly, without libfcgi, and is incomplete.
        var isInsideRecord = false
        var head: [UInt8] = []
        /// Whether the pieces of the response count as progress. Those of a stream of events do not.
        var countsPieces = true
        /// The number of response bytes passed to libfcgi.
        var written = 0
        /// The status of the response that has begun; 0 if there is none.
        var status = 0
        /// The bytes of the body of the response.
        var bodyBytes = 0
        var requestID: UInt16 = 0
        /// The work that starts after the response has been sent.
        var backgroundWork: [BackgroundWork] = []
        /// The response that replaces an unfinished one of which nothing has been sent.
        var instead: CompleteResponse?
        /// The connection of a request that was cut off while libfcgi was idle. libfcgi no longer has it.
        var surrendered: Descriptor?
    }

    /// The state of the response.
    enum Phase {
        /// No response has begun.
        case open
        /// The head is written and the body is being written. `hasLeft`: a part has been sent. Until then all of it is
        /// in libfcgi's buffer and can be discarded.
        case streaming(OutgoingBody, hasLeft: Bool)
        /// The response has begun or ended, and can be neither discarded nor repaired.
        case broken
        /// The response is complete; it is sent with the end of the request.
        case responded
    }

    let state: Mutex<State>
    let readTimeout: Duration
    let writeTimeout: Duration
    private let workers: Int
    private let logDestination: LogDestination
    private let waiter: (any PeerWaiter)?
    /// Where the worker notes what it does; `nil` if nobody wants to know.
    let lane: Lane?
    /// The bytes that were received and sent.
    let transferred = TransferCount()
    /// The connection of the request in progress.
    private struct Current {
        let connection: CInt
        let request: Int
    }

    /// `nil` between two requests. It is cleared before the connection is closed. The lock is held only briefly, so it
    /// is available while a blocked read or write holds the other lock.
    private let current = Mutex<Current?>(nil)
    /// The number of the last request that was cut off. Its handler can no longer respond.
    private let lastCutOff = Atomic<Int>(0)

    /// - Parameters:
    ///   - workers: how many requests the program serves at a time.
    ///   - readTimeout: the longest wait for a piece of the body.
    ///   - writeTimeout: the longest wait for the peer to read a piece of the response.
    ///   - logDestination: where the log goes during a request.
    ///   - waiter: waits for the body and serves other requests meanwhile.
    ///   - lane: where the worker notes what it does.
    init(
        workers: Int,
        readTimeout: Duration,
        writeTimeout: Duration,
        logDestination: LogDestination,
        waiter: (any PeerWaiter)? = nil,
        lane: Lane? = nil
    ) throws(FastCGIError) {
        self.waiter = waiter
        self.lane = lane
        state = Mutex(State(library: try FCGXRequest()))
        self.workers = workers
        self.logDestination = logDestination
        self.readTimeout = readTimeout
        self.writeTimeout = writeTimeout
    }

    struct NotAccepted: Error {}

    /// Passes the request whose head has been read to libfcgi.
    ///
    /// - Parameters:
    ///   - connection: the call takes ownership, and closes it if it throws.
    ///   - receiveBuffer: begins with the head. The exchange keeps it until ``finish(_:_:)``.
    ///   - length: the length of the head.
    ///   - number: greater than the number of every earlier request.
    ///   - connectionID: the number of the connection.
    ///   - numberOnConnection: the position of the request on its connection.
    /// - Throws: ``NotAccepted`` if libfcgi did not accept the request. A function that returns an optional request would
    ///   copy it.
    func accept(
        _ connection: consuming Descriptor,
        _ receiveBuffer: inout ReceiveBuffer,
        _ head: RequestHead,
        length: Int,
        parameters: Parameters,
        number: Int,
        connectionID: Int,
        numberOnConnection: Int
    ) throws(NotAccepted) -> Request {
        // The closure of withLock may run at most once; an optional carries the connection into it.
        var connection: Descriptor? = connection
        return try state.withLock { (state) throws(NotAccepted) in
            guard let taken = connection.take(),
                state.library.accept(taken, head)
            else { throw NotAccepted() }
            receiveBuffer.drop(length)
            swap(&state.receiveBuffer, &receiveBuffer)
            state.contentLength = head.contentLength
            let announced: Int? = if case .bytes(let length) = state.contentLength { length } else { nil }
            state.body = BodyReader(requestID: head.requestID, workers: workers, announced: announced)
            state.body.waiter = waiter
            state.body.transferred = transferred
            state.phase = .open
            state.status = 0
            state.bodyBytes = 0
            state.backgroundWork = []
            state.role = head.role
            state.isUnderWay = true
            current.withLock { $0 = Current(connection: state.library.connection, request: number) }
            state.number = number
            state.requestID = head.requestID
            state.isAbandoned = false
            state.isInsideRecord = false
            state.isHead = parameters.knownMethod == .head
            let body = RequestBody(ExchangeBody(exchange: self, number: number, announcedLength: announced ?? -1))
            return Request(
                role: head.role, parameters: parameters, body: body, connectionID: connectionID,
                numberOnConnection: numberOnConnection)
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
            lane?.note(.reading)
            defer { lane?.note(.working) }
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

    /// Sends a line as FCGI_STDERR of the request in progress.
    ///
    /// - Returns: `false` if there is no request, the log goes elsewhere, or the line cannot be sent without waiting.
    ///   The lock must not be waited for: the caller may hold it, or its holder may wait for a peer that sends nothing.
    func log(_ line: [UInt8]) -> Bool {
        guard logDestination == .webServer else { return false }
        return state.withLockIfAvailable { state in
            state.isUnderWay && state.library.writeError(line)
        } ?? false
    }

    /// Responds to a request whose handler ended without a response: with 503 if it was cut off, otherwise with the
    /// handler's replacement, or with 500.
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

    /// Stores the response that replaces an unfinished one of which nothing has been sent.
    func keep(instead response: CompleteResponse, request number: Int) {
        state.withLock { state in
            if state.number == number, state.isUnderWay { state.instead = response }
        }
    }

    /// Whether request `number` has no response yet.
    func isOpen(_ number: Int) -> Bool {
        state.withLock { $0.isOpen(number) }
    }

    /// What happens to a connection after its request.
    enum Outcome: ~Copyable {
        /// The peer wants to send another request over it.
        case keep(Descriptor)
        /// The peer still sends an unread body. The server must read it, or the peer never reads the response.
        case linger(Descriptor)
        /// The same, after these bytes were sent.
        case lingerAfterSending([UInt8], Descriptor)
        /// The connection can be closed.
        case close
    }

    /// Ends the request: sends the buffered response and the end of the request.
    ///
    /// - Parameters:
    ///   - receiveBuffer: receives the bytes that arrived after the request.
    ///   - backgroundWork: receives the work that starts now; empty if the response was not sent completely.
    ///   - isLast: whether no other request may follow on the connection, unless it has arrived already. The web server learns
    ///     that with the end of the response, and sends nothing more.
    func finish(
        _ receiveBuffer: inout ReceiveBuffer, _ backgroundWork: inout [BackgroundWork], isLast: Bool
    ) -> Outcome {
        state.withLock { state in
            state.isUnderWay = false
            let (left, instead) = (state.backgroundWork, state.instead)
            state.backgroundWork = []
            state.instead = nil
            defer {
                swap(&state.receiveBuffer, &receiveBuffer)
                lane?.end(status: state.status, bytes: state.bodyBytes)
            }
            if let connection = state.surrendered.take() { return .linger(connection) }
            guard current.withLock({ $0 != nil }) else { return .close }
            switch state.phase {
            case .streaming(_, hasLeft: false):
                // Nothing was sent, so another response can replace the unfinished one.
                if isCutOff(state.number) { return breakOff(&state, response: .plain(.serviceUnavailable)) }
                return breakOff(&state, response: instead ?? .plain(.internalServerError))
            case .broken, .streaming(_, hasLeft: true):
                return breakOff(&state, response: nil)
            case .open, .responded:
                break
            }
            state.phase = .responded
            let keeps = state.library.keepsConnection && !isCutOff(state.number)
            // Without waiting, because the response must not wait for the peer. Closing a socket with unread bytes
            // resets it, and the peer may lose the response.
            let rest = Descriptor.borrowing(state.library.connection) {
                state.body.drain(&state.receiveBuffer, from: $0)
            }
            let closes = isLast && !(state.receiveBuffer.count == 0 && hasArrived(on: state.library.connection))
            let wanted = keeps && !closes
            let isOfUse = keeps && closes ? state.library.finishLast() : state.library.finish()
            if isOfUse { backgroundWork = left }
            // No other code knows the descriptor number from here on, so it may be closed.
            current.withLock { $0 = nil }
            let connection = state.library.release()
            guard isOfUse else { return .close }
            guard rest.isSettled(keepsConnection: wanted) else { return .linger(connection) }
            if wanted { return .keep(connection) }
            return state.receiveBuffer.count == 0 ? .close : .linger(connection)
        }
    }

    /// Whether the next request has arrived, without waiting.
    private func hasArrived(on connection: CInt) -> Bool {
        (try? Poll.readable(connection, timeout: .zero)) ?? false
    }

    /// Breaks the response off without a regular end, so that the web server can detect that it is incomplete.
    private func breakOff(_ state: inout State, response: CompleteResponse?) -> Outcome {
        state.phase = .responded
        let broken = state.library.surrender()
        current.withLock { $0 = nil }
        state.status = 0
        guard var response else {
            return .lingerAfterSending(state.brokenOff ?? [], broken)
        }
        // As for a regular response: 200 would allow the request of an authorizer.
        if state.role == .authorizer, response.status == .ok { response = .plain(.internalServerError) }
        state.status = response.status.code
        state.bodyBytes = response.body.count
        try? broken.write(RecordBytes.response(state.requestID, response, isHead: state.isHead))
        return .linger(broken)
    }

    // MARK: For the watchdog

    /// Whether request `number` was cut off.
    func isCutOff(_ number: Int) -> Bool {
        lastCutOff.load(ordering: .acquiring) == number
    }

    /// Cuts a request off from its handler: sends 503 if nothing was sent, and shuts down the sending side of the
    /// connection.
    ///
    /// If a read or a write holds the lock, this ends that call instead. The worker or a second call then sends the
    /// 503.
    ///
    /// - Parameter endsWriting: whether to end a blocked write too, after which no 503 can be sent.
    /// - Returns: whether the handler of the request can no longer reach the connection.
    func cutOff(_ number: Int, endsWriting: Bool) -> Bool {
        lastCutOff.store(number, ordering: .releasing)
        let isDone = state.withLockIfAvailable { state in
            // A request that has not been accepted yet is cut off after that.
            guard state.number == number else { return state.number > number }
            guard current.withLock({ $0 != nil }) else { return true }
            state.isUnderWay = false
            // It must not block: a peer that reads nothing gets no response.
            state.library.withConnection { try? $0.setBlocking(false) }
            let connection: Descriptor
            if case .responded = state.phase {
                // The handler still runs after its response, which libfcgi holds.
                _ = state.library.finish()
                connection = state.library.release()
            } else {
                connection = state.library.surrender()
            }
            current.withLock { $0 = nil }
            switch state.phase {
            case .open, .streaming(_, hasLeft: false):
                let response = CompleteResponse.plain(.serviceUnavailable)
                state.status = response.status.code
                try? connection.write(RecordBytes.response(state.requestID, response, isHead: state.isHead))
            case .streaming(_, hasLeft: true), .broken:
                state.status = 0
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
            // First ends the wait for a body; with `endsWriting` also the write to a peer that reads nothing.
            shutDown(endsWriting ? SHUT_RDWR : SHUT_RD, request: number)
        }
        return isDone ?? false
    }

    /// Shuts down only the connection of that request, because the worker may have begun another.
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
}
