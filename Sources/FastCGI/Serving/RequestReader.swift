internal import GatewayInterface

/// Waits until a request's parameters can be seen whole, and leaves them in the socket for libfcgi.
struct RequestReader: ~Copyable {
    /// How long a connection that has been accepted may still send its request after the server was told to stop: the
    /// web server has been promised an answer and may be about to write.
    static let grace = Duration.milliseconds(200)

    private let configuration: ServerConfiguration
    private let wakeUp: WakeUp
    /// Reused for every request.
    private var buffer = [UInt8](repeating: 0, count: 16 * 1024)

    init(configuration: ServerConfiguration, wakeUp: WakeUp) {
        self.configuration = configuration
        self.wakeUp = wakeUp
    }

    /// What came of waiting.
    enum Outcome {
        case request(RequestHead)
        /// The peer has closed the connection, or is told to go: nothing was begun.
        case idle
        /// The connection is to be closed; the text is for the log.
        case refused(String)
    }

    /// Waits for the next request; answers FCGI_GET_VALUES on the way.
    mutating func next(on connection: borrowing Descriptor) -> Outcome {
        do throws(SystemError) {
            return try wait(connection)
        } catch {
            return .refused("\(error)")
        }
    }

    private mutating func wait(_ connection: borrowing Descriptor) throws(SystemError) -> Outcome {
        let clock = ContinuousClock()
        var end = clock.now + configuration.readTimeout
        var isStopping = false
        var seen = 0
        var pause = Duration.milliseconds(1)
        while true {
            // Says whether something new has arrived; bytes that were seen already make the socket readable at once.
            if seen == 0 {
                let readable = try Poll.readable(
                    (connection.number, isStopping ? -1 : wakeUp.number, -1),
                    timeout: max(clock.now.duration(to: end), .zero)
                )
                if readable.1 {
                    isStopping = true
                    end = min(end, clock.now + Self.grace)
                }
                if !readable.0 {
                    if readable.1 { continue }
                    return .refused(
                        isStopping
                            ? "it sent nothing before the end" : "it sent nothing for \(configuration.readTimeout)")
                }
            } else {
                guard clock.now < end else { return .refused("it sent no complete request in time") }
                let stop = try Poll.readable((-1, isStopping ? -1 : wakeUp.number, -1), timeout: pause).1
                if stop {
                    isStopping = true
                    end = min(end, clock.now + Self.grace)
                }
                pause = min(pause * 2, .milliseconds(8))
            }
            // In this order: what is seen after the end has been seen is all there is.
            let hasEnded = seen > 0 ? try connection.hasEnded() : false
            let count = try connection.peek(into: &buffer)
            guard count > seen else {
                if count == 0, seen == 0 { return .idle }
                if hasEnded { return .refused("it ended inside a request") }
                continue
            }
            seen = count
            switch RequestScanner.scan(
                buffer[..<count],
                limits: configuration.parameterLimits,
                workers: max(configuration.workers, 1)
            ) {
            case .incomplete:
                if count == buffer.count {
                    // Parameters that are too large are found before; this is for records with little in them.
                    guard count < 4 * configuration.parameterLimits.bytes + 1 << 16 else {
                        return .refused("its parameters are spread over too many records")
                    }
                    buffer += repeatElement(0, count: buffer.count)
                }
            case .request(let head):
                return .request(head)
            case .values(let length, let answer):
                try connection.discard(length)
                try connection.write(answer)
                seen = 0
            case .foreign(let reason):
                return .refused(reason)
            }
        }
    }
}
