internal import CFastCGI
internal import HTTPTypes
internal import Logging

/// A thread that takes one request at a time, and the task in which all its handlers run.
///
/// The task lives as long as the worker: a request costs no new task.
final class Worker: Sendable {
    private let acceptor: Acceptor
    private let configuration: ServerConfiguration
    private let handler: Server.Handler
    private let logger: Logger
    private let exchange: FastCGIExchange
    private let executor = WorkerExecutor()

    init(
        acceptor: Acceptor,
        configuration: ServerConfiguration,
        logger: Logger,
        handler: @escaping Server.Handler
    ) throws(FastCGIError) {
        self.acceptor = acceptor
        self.configuration = configuration
        self.logger = logger
        self.handler = handler
        exchange = try FastCGIExchange()
    }

    /// Starts the thread.
    ///
    /// - Parameter ended: called once, when the worker has ended; with the reason unless it was told to stop.
    func start(ended: @escaping @Sendable (FastCGIError?) -> Void) throws(SystemError) {
        try Thread.start { [self] in
            Task(executorPreference: executor) { [self] in
                let failure = await serve()
                executor.finish()
                ended(failure)
            }
            executor.run()
        }
    }

    private func serve() async -> FastCGIError? {
        do throws(FastCGIError) {
            while let connection = try acceptor.next() {
                await serve(connection)
            }
            return nil
        } catch {
            return error
        }
    }

    /// Answers the requests of one connection.
    private func serve(_ connection: consuming Descriptor) async {
        do throws(SystemError) {
            try connection.setTimeouts(reading: configuration.readTimeout, writing: configuration.writeTimeout)
        } catch {
            logger.error("closing a connection: \(error)")
            return
        }
        // Optional because a loop cannot hand on what it consumes.
        var next: Descriptor? = connection
        while let current = next.take() {
            guard beginsRequest(current) else { return }
            switch exchange.accept(current, limits: configuration.parameterLimits) {
            case .nothing:
                logger.notice("closing a connection that sent no complete request")
                return
            case .refused(let status, let number, let reason):
                logger.notice("request refused: \(reason)", metadata: ["status": "\(status.code)"])
                try? exchange.send(.plain(status), request: number)
            case .request(let request, let number):
                await answer(request, number)
            }
            let outcome = exchange.finish()
            switch consume outcome {
            case .close: return
            case .linger(let rest): return acceptor.linger(rest)
            case .keep(let kept):
                if !acceptor.waits(for: kept) { return }
                next = consume kept
            }
        }
    }

    private func answer(_ request: Request, _ number: Int) async {
        do {
            try await handler(request, ResponseWriter(exchange, request: number))
        } catch {
            logger.error("the handler failed: \(String(describing: error).debugDescription)")
        }
        if exchange.isOpen(number) {
            logger.error("the handler gave no answer; answering 500")
            try? exchange.send(.plain(.internalServerError), request: number)
        }
    }

    /// Looks at the first record before libfcgi does: it overflows a buffer on some that come outside a request.
    private func beginsRequest(_ connection: borrowing Descriptor) -> Bool {
        let start = (try? connection.peek(upTo: 2)) ?? []
        // Closed without a word: an idle connection has ended, or somebody looked whether we are there.
        if start.isEmpty { return false }
        if start == [UInt8(FCGI_VERSION_1), UInt8(FCGI_BEGIN_REQUEST)] { return true }
        logger.notice("closing a connection that does not begin with FCGI_BEGIN_REQUEST")
        return false
    }
}
