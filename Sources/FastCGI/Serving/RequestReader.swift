internal import GatewayInterface
internal import Glibc

/// Reads the head of each request of a connection, up to the end of its parameters, before libfcgi processes it.
struct RequestReader: ~Copyable {
    /// How long an accepted connection may still send its request after the server began to stop. The web server was
    /// promised a response and may be about to write.
    static let grace = Duration.milliseconds(200)

    private let configuration: ServerConfiguration
    private let acceptor: Acceptor
    private var workers: Int { max(configuration.workers, 1) }
    /// The bytes that do not belong to a request yet.
    var receiveBuffer = ReceiveBuffer()
    /// Whether to receive without poll(2) first: a request has probably arrived.
    private var expectsData = true

    /// The request whose head another worker has begun to read, if any.
    private var unfinished: PeerConnection.Unfinished?

    init(configuration: ServerConfiguration, acceptor: Acceptor) {
        self.configuration = configuration
        self.acceptor = acceptor
    }

    /// The result of waiting.
    enum Outcome {
        /// The receive buffer begins with the head of this request.
        case request(RequestHead)
        /// The peer closed the connection, or the connection must close. No request had begun.
        case idle
        /// The data belonged to a request that has ended, and was ignored. No request had begun.
        case ignored
        /// The head is incomplete, and other connections need the worker.
        case unfinished(PeerConnection.Unfinished)
        /// The connection must be closed. The text is for the log.
        case refused(String)
    }

    /// Starts a connection that was just accepted or taken from the idle ones. Forgets the connection before.
    mutating func begin(_ unfinished: PeerConnection.Unfinished?) {
        receiveBuffer.clear()
        expectsData = true
        self.unfinished = unfinished
        if let unfinished, !unfinished.bytes.isEmpty { receiveBuffer.fill(with: unfinished.bytes) }
    }

    /// Notes that poll(2) has reported data on the connection.
    mutating func dataHasArrived() {
        expectsData = true
    }

    /// Waits a short time for the next request of a kept connection, without looking at other connections.
    ///
    /// - Returns: The number of bytes that arrived; 0 if the connection has ended or is broken; `nil` if nothing came.
    mutating func receiveSoon(on connection: borrowing Descriptor, _ lookout: inout Lookout) -> Int? {
        do throws(SystemError) {
            if !lookout.hasTimeout {
                try connection.setReadTimeout(Lookout.patience)
                lookout.hasTimeout = true
            }
            return try receiveBuffer.receive(from: connection, waits: true)
        } catch {
            return error.number == EAGAIN ? nil : 0
        }
    }

    /// Waits for the next request. Responds to management records that come before it.
    mutating func next(on connection: borrowing Descriptor) -> Outcome {
        do throws(SystemError) {
            return try wait(connection)
        } catch {
            return .refused("\(error)")
        }
    }

    /// Skips the head and the body of a request that is refused.
    ///
    /// - Returns: What the peer may still send of it.
    mutating func skip(_ head: RequestHead, on connection: borrowing Descriptor) -> BodyReader.Rest {
        guard let length = head.length else { return .body }
        receiveBuffer.drop(length)
        var body = BodyReader(requestID: head.requestID, workers: workers)
        return body.drain(&receiveBuffer, from: connection)
    }

    private mutating func wait(_ connection: borrowing Descriptor) throws(SystemError) -> Outcome {
        let clock = ContinuousClock()
        // `nil` until the first wait. Most requests have arrived and need no look at the clock.
        var end = unfinished?.end
        unfinished = nil
        // With fewer bytes, the scanner cannot find more than before.
        var wanted = 1
        var isStopping = false
        while true {
            if receiveBuffer.count >= wanted {
                switch RequestScanner.scan(receiveBuffer.bytes, limits: configuration.parameterLimits, workers: workers)
                {
                case .incomplete(let count):
                    wanted = count
                case .request(let head):
                    return .request(head)
                case .management(let length, let response):
                    // A peer that does not read responses but keeps sending requests must not block the worker.
                    guard try connection.writeWithoutWaiting(response) else { return .refused("it reads no responses") }
                    receiveBuffer.drop(length)
                    wanted = 1
                    continue
                case .stale(let length):
                    receiveBuffer.drop(length)
                    wanted = 1
                    if receiveBuffer.count == 0 { return .ignored }
                    continue
                case .foreign(let reason):
                    return .refused(reason)
                }
            }
            if receiveBuffer.isFull {
                // Oversized parameters are detected before. This limit is for many records with little content.
                guard receiveBuffer.count < configuration.parameterLimits.mostReceived else {
                    return .refused("its parameters are spread over too many records")
                }
                receiveBuffer.grow()
            }
            if expectsData {
                // A web server connects when it has a request, which has usually arrived already.
                expectsData = false
            } else {
                // Checked even if data is available: a request that arrives in tiny pieces gets no more time than
                // others.
                let now = clock.now
                // Without a minimum, even a request that has arrived would be refused.
                let limit = end ?? now + max(configuration.readTimeout, .milliseconds(1))
                end = limit
                let rest = now.duration(to: limit)
                guard rest > .zero else { return .refused(silence(isStopping)) }
                switch try acceptor.awaitHead(on: connection, rest, isStopping: isStopping) {
                case .arrived: break
                case .late: continue
                case .stopping:
                    isStopping = true
                    end = min(limit, clock.now + Self.grace)
                    continue
                case .others:
                    return .unfinished(PeerConnection.Unfinished(bytes: Array(receiveBuffer.bytes), end: limit))
                }
            }
            do throws(SystemError) {
                guard try receiveBuffer.receive(from: connection) > 0 else {
                    return receiveBuffer.count == 0 ? .idle : .refused("it ended inside a request")
                }
            } catch  where error.number == EAGAIN {
                // A new connection, or poll(2) was wrong.
                if let end, clock.now >= end { return .refused(silence(isStopping)) }
            }
        }
    }

    private func silence(_ isStopping: Bool) -> String {
        if receiveBuffer.count > 0 { return "it sent no complete request in time" }
        return isStopping ? "it sent nothing before the stop" : "it sent nothing for \(configuration.readTimeout)"
    }
}
