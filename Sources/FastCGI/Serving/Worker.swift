internal import CFastCGI
internal import GatewayInterface
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
        exchange = try FastCGIExchange(configuration: configuration)
    }

    /// Starts the thread.
    ///
    /// - Parameter ended: called once, when the worker has ended; with the reason unless it was told to stop.
    func start(ended: @escaping @Sendable (FastCGIError?) -> Void) throws(SystemError) {
        try Thread.start { [self] in
            Task(executorPreference: executor) { [self] in
                let failure = await CurrentExchange.with(exchange, on: executor) { await serve() }
                executor.finish()
                ended(failure)
            }
            executor.run()
        }
    }

    private func serve() async -> FastCGIError? {
        var reader = RequestReader(configuration: configuration, wakeUp: acceptor.wakeUp)
        do throws(FastCGIError) {
            while let connection = try acceptor.next() {
                await serve(connection, &reader)
            }
            return nil
        } catch {
            return error
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
                guard let parameters = parameters(of: head) else {
                    // A peer that is owed an answer must not wait for it on an open connection.
                    guard (try? refuse(head, on: current)) != nil else { return }
                    guard head.isWhole, (try? current.discard(head.length)) != nil else {
                        return acceptor.linger(current)
                    }
                    if !head.keepsConnection || !acceptor.waits(for: current) { return }
                    next = consume current
                    continue
                }
                switch exchange.accept(current, head, parameters) {
                case .nothing:
                    logger.notice("closing a connection: libfcgi read no request from it")
                    return
                case .refused(let status, let number, let reason):
                    logger.notice("request refused: \(reason)", metadata: ["status": "\(status.code)"])
                    try? exchange.send(.plain(status), request: number)
                case .request(let request, let number):
                    await answer(request, number)
                }
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
            logger.error("the handler gave no answer; answering 500")
            try? exchange.send(.plain(.internalServerError), request: number)
        }
    }
}
