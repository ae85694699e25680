internal import CFastCGI
internal import GatewayInterface
internal import HTTPTypes
internal import Logging
internal import Synchronization

/// A thread that takes one request at a time, and the task in which all its handlers run.
///
/// The task lives as long as the worker: a request costs no new task. Only a task that was cancelled is followed by a
/// fresh one.
final class Worker: Sendable {
    private let acceptor: Acceptor
    private let configuration: ServerConfiguration
    private let handler: Server.Handler
    private let logger: Logger
    private let watchdog: Watchdog
    private let executor = WorkerExecutor()
    private let task = Mutex<Task<Void, Never>?>(nil)
    let exchange: FastCGIExchange
    let state = RequestState()

    init(
        acceptor: Acceptor,
        configuration: ServerConfiguration,
        logger: Logger,
        watchdog: Watchdog,
        handler: @escaping Server.Handler
    ) throws(FastCGIError) {
        self.acceptor = acceptor
        self.configuration = configuration
        self.logger = logger
        self.watchdog = watchdog
        self.handler = handler
        exchange = try FastCGIExchange(configuration: configuration)
    }

    /// Starts the thread.
    ///
    /// - Parameter ended: called once, when the worker has ended, unless it was abandoned; with the reason unless it was
    ///   told to stop.
    func start(ended: @escaping @Sendable (FastCGIError?) -> Void) throws(SystemError) {
        try Thread.start { [self] in
            startTask(ended)
            executor.run()
        }
    }

    /// Starts a task on the executor. It is known before it runs, because this is the thread that it will run on.
    private func startTask(_ ended: @escaping @Sendable (FastCGIError?) -> Void) {
        let task = Task(executorPreference: executor) { [self] in
            switch await CurrentExchange.with(exchange, on: executor, { await serve() }) {
            case .cancelled:
                startTask(ended)
            case .abandoned:
                executor.finish()
            case .stopped(let failure):
                executor.finish()
                ended(failure)
            }
        }
        self.task.withLock { $0 = task }
    }

    /// Cancels the task of a request, if that request still runs as it did at that moment.
    ///
    /// - Returns: the moment that follows; `nil` if the request has ended.
    func cancel(_ moment: RequestState.Moment) -> RequestState.Moment? {
        // The task first: the request still runs afterwards, so that this is its task and not a later one.
        let task = task.withLock { $0 }
        guard state.cancel(moment) else { return nil }
        task?.cancel()
        return state.now
    }

    /// Why ``serve()`` returned.
    private enum End {
        case stopped(FastCGIError?)
        /// The task was cancelled, and must not serve another request.
        case cancelled
        /// Another worker has taken this one's place: nothing here may touch a connection again.
        case abandoned
    }

    private func serve() async -> End {
        var reader = RequestReader(configuration: configuration, wakeUp: acceptor.wakeUp)
        do throws(FastCGIError) {
            while let connection = try acceptor.next() {
                await serve(connection, &reader)
                let last = state.now
                if last.isAbandoned { return .abandoned }
                if last.isCancelled { return .cancelled }
            }
            return .stopped(nil)
        } catch {
            return .stopped(error)
        }
    }

    /// Answers the requests of one connection.
    private func serve(_ connection: consuming Descriptor, _ reader: inout RequestReader) async {
        // Optional because a loop cannot hand on what it consumes.
        var next: Descriptor? = connection
        while let current = next.take() {
            switch reader.next(on: current) {
            case .idle:
                return
            case .refused(let reason):
                logger.notice("closing a connection: \(reason)")
                return
            case .request(let head):
                let number = state.now.number + 1
                state.begin(number)
                watchdog.requestBegins()
                guard let parameters = parameters(of: head) else {
                    // A peer that is owed an answer must not wait for it on an open connection.
                    let isRefused = (try? refuse(head, on: current)) != nil
                    let end = state.end()
                    guard isRefused, !end.isAbandoned, !end.isCancelled else { return }
                    guard head.isWhole, (try? current.discard(head.length)) != nil else {
                        return acceptor.linger(current)
                    }
                    if !head.keepsConnection || !acceptor.waits(for: current) { return }
                    next = consume current
                    continue
                }
                switch exchange.accept(current, head, parameters, number: number) {
                case .nothing:
                    _ = state.end()
                    logger.notice("closing a connection: libfcgi read no request from it")
                    return
                case .refused(let status, let reason):
                    logger.notice("request refused: \(reason)", metadata: ["status": "\(status.code)"])
                    try? exchange.send(.plain(status), request: number)
                case .request(let request):
                    await answer(request, number)
                }
            }
            // Nothing more of a worker that was given up reaches a connection.
            if state.now.isAbandoned { return }
            let outcome = exchange.finish()
            let end = state.end()
            if end.isAbandoned { return }
            switch consume outcome {
            case .close: return
            case .linger(let rest): return acceptor.linger(rest)
            case .keep(let kept):
                if end.isCancelled || !acceptor.waits(for: kept) { return }
                next = consume kept
            }
        }
    }

    /// The parameters of a request that a handler may see.
    private func parameters(of head: RequestHead) -> Parameters? {
        configuration.roles.contains(head.role) ? try? head.parameters.get() : nil
    }

    /// Answers a request that libfcgi is not to see.
    private func refuse(_ head: RequestHead, on connection: borrowing Descriptor) throws(SystemError) {
        let answer: [UInt8]
        if case .failure(let error) = head.parameters, configuration.roles.contains(head.role) {
            logger.notice("request refused: \(error)", metadata: ["status": "400"])
            answer = RecordBytes.answer(head.requestID, .plain(.badRequest))
        } else if [FCGI_RESPONDER, FCGI_AUTHORIZER, FCGI_FILTER].contains(Int32(head.role.number)) {
            // To an authorizer's question everything but 200 means no.
            logger.notice("request refused: its role is \(head.role.number)", metadata: ["status": "403"])
            answer = RecordBytes.answer(head.requestID, .plain(.forbidden))
        } else {
            logger.notice("request refused: its role is \(head.role.number)")
            answer = RecordBytes.endRequest(head.requestID, protocolStatus: FCGI_UNKNOWN_ROLE)
        }
        try connection.write(answer)
    }

    private func answer(_ request: Request, _ number: Int) async {
        do {
            try await handler(request, ResponseWriter(exchange, request: number))
        } catch {
            logger.error("the handler failed: \(LogText.quoted(String(describing: error).utf8))")
        }
        if exchange.isOpen(number) {
            if !exchange.isCutOff(number) { logger.error("the handler gave no answer; answering 500") }
            exchange.sendInstead(.internalServerError, request: number)
        }
    }
}
