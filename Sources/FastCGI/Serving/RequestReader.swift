internal import GatewayInterface
internal import Glibc

/// Reads the requests of a connection up to the end of their parameters, before libfcgi is asked for anything.
struct RequestReader: ~Copyable {
    /// How long a connection that has been accepted may still send its request after the server was told to stop: the
    /// web server has been promised an answer and may be about to write.
    static let grace = Duration.milliseconds(200)

    private let configuration: ServerConfiguration
    private let acceptor: Acceptor
    private var workers: Int { max(configuration.workers, 1) }
    /// What has arrived and belongs to no request yet.
    var receiveBuffer = ReceiveBuffer()
    /// Whether nothing has been received from the connection.
    private var isNew = true

    /// Until when the head of a request that another worker has begun to read has to come.
    private var end: ContinuousClock.Instant?

    init(configuration: ServerConfiguration, acceptor: Acceptor) {
        self.configuration = configuration
        self.acceptor = acceptor
    }

    /// What came of waiting.
    enum Outcome {
        /// The inbox begins with the head of this one.
        case request(RequestHead)
        /// The peer has closed the connection, or is told to go: nothing was begun.
        case idle
        /// What has arrived belonged to a request that has ended, and was ignored: nothing was begun.
        case ignored
        /// The head has not arrived whole, and others need the worker.
        case unfinished(PeerConnection.Unfinished)
        /// The connection is to be closed; the text is for the log.
        case refused(String)
    }

    /// Forgets the connection before, for one that has just been accepted or that has waited for something to arrive.
    mutating func begin(_ unfinished: PeerConnection.Unfinished?) {
        receiveBuffer.clear()
        isNew = true
        end = unfinished?.end
        if let unfinished, !unfinished.bytes.isEmpty { receiveBuffer.fill(with: unfinished.bytes) }
    }

    /// Waits for the next request; answers management records on the way.
    mutating func next(on connection: borrowing Descriptor) -> Outcome {
        do throws(SystemError) {
            return try wait(connection)
        } catch {
            return .refused("\(error)")
        }
    }

    /// Passes over the head and the body of a request that is not to be dealt with.
    ///
    /// - Returns: what the peer may still send of it.
    mutating func skip(_ head: RequestHead, on connection: borrowing Descriptor) -> BodyReader.Rest {
        guard let length = head.length else { return .body }
        receiveBuffer.drop(length)
        var body = BodyReader(requestID: head.requestID, workers: workers)
        return body.drain(&receiveBuffer, from: connection)
    }

    private mutating func wait(_ connection: borrowing Descriptor) throws(SystemError) -> Outcome {
        let clock = ContinuousClock()
        // No time at all would refuse what has arrived, too.
        var end = self.end ?? clock.now + max(configuration.readTimeout, .milliseconds(1))
        self.end = nil
        // Below this, nothing more can be found than there was.
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
                    // A peer that takes nothing and goes on asking must not hold the worker.
                    guard try connection.writeWithoutWaiting(response) else { return .refused("it takes no answers") }
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
                // Parameters that are too large are found before; this is for records with little in them.
                guard receiveBuffer.count < configuration.parameterLimits.mostReceived else {
                    return .refused("its parameters are spread over too many records")
                }
                receiveBuffer.grow()
            }
            if isNew {
                // A web server connects when it has a request: it has mostly arrived, and need not be waited for.
                isNew = false
            } else {
                // Asked also where something is there at once: a request that comes in drops has no more time than others.
                let rest = clock.now.duration(to: end)
                guard rest > .zero else { return .refused(silence(isStopping)) }
                switch try acceptor.awaitHead(on: connection, rest, isStopping: isStopping) {
                case .arrived: break
                case .late: continue
                case .stopping:
                    isStopping = true
                    end = min(end, clock.now + Self.grace)
                    continue
                case .others:
                    return .unfinished(PeerConnection.Unfinished(bytes: Array(receiveBuffer.bytes), end: end))
                }
            }
            do throws(SystemError) {
                guard try receiveBuffer.receive(from: connection) > 0 else {
                    return receiveBuffer.count == 0 ? .idle : .refused("it ended inside a request")
                }
            } catch  where error.number == EAGAIN {
                // It is new, or poll(2) was wrong.
                if clock.now >= end { return .refused(silence(isStopping)) }
            }
        }
    }

    private func silence(_ isStopping: Bool) -> String {
        if receiveBuffer.count > 0 { return "it sent no complete request in time" }
        return isStopping ? "it sent nothing before the end" : "it sent nothing for \(configuration.readTimeout)"
    }
}
