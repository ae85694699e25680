internal import CFastCGI
internal import GatewayInterface
internal import Glibc
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
    private let runner: BackgroundWorkRunner
    private let executor = WorkerExecutor()
    private let task = Mutex<Task<Void, Never>?>(nil)
    let exchange: FastCGIExchange
    let state = RequestState()
    private let isOver = Atomic<Bool>(false)
    /// Whether it has ended, other than by being abandoned.
    var hasEnded: Bool { isOver.load(ordering: .acquiring) }

    init(
        acceptor: Acceptor,
        configuration: ServerConfiguration,
        logger: Logger,
        watchdog: Watchdog,
        runner: BackgroundWorkRunner,
        handler: @escaping Server.Handler
    ) throws(FastCGIError) {
        self.acceptor = acceptor
        self.configuration = configuration
        self.logger = logger
        self.watchdog = watchdog
        self.runner = runner
        self.handler = handler
        exchange = try FastCGIExchange(configuration, waiter: acceptor)
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
                watchdog.abandonedHandlerHasEnded()
                executor.finish()
            case .stopped(let failure):
                isOver.store(true, ordering: .releasing)
                executor.finish()
                ended(failure)
            }
        }
        self.task.withLock { $0 = task }
    }

    /// Cancels the task of a request, if that request still runs as it did at that moment.
    ///
    /// - Returns: the moment of that request that follows; `nil` if it has ended.
    func cancel(_ moment: RequestState.Moment) -> RequestState.Moment? {
        // The task first: the request still runs afterwards, so that this is its task and not a later one.
        let task = task.withLock { $0 }
        guard let cancelled = state.cancel(moment) else { return nil }
        task?.cancel()
        return cancelled
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
        var reader = RequestReader(configuration: configuration, acceptor: acceptor)
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
    private func serve(_ connection: consuming PeerConnection, _ reader: inout RequestReader) async {
        let id = connection.id
        var requests = connection.requests
        reader.begin(connection.unfinished)
        // Optional because a loop cannot hand on what it consumes.
        var next: Descriptor? = connection.descriptor
        var isLast = false
        while let current = next.take() {
            let head: RequestHead
            switch reader.next(on: current) {
            case .idle:
                return
            case .ignored:
                next = following(on: current, id, requests, reader, &isLast)
                continue
            case .unfinished(let unfinished):
                return acceptor.keep(PeerConnection(current, id: id, requests: requests, unfinished: unfinished))
            case .refused(let reason):
                acceptor.brokenConnections.write("closing a connection: \(reason)")
                return
            case .request(let seen):
                head = seen
            }
            requests += 1
            let number = state.now.number + 1
            state.begin(number)
            watchdog.requestBegins()
            guard case .success(let parameters) = head.parameters, let length = head.length,
                refusal(of: head) == nil
            else {
                // A peer that is owed an answer must not wait for it on an open connection.
                let isRefused = (try? refuse(head, on: current)) != nil
                let end = state.end()
                guard isRefused, !end.isAbandoned, !end.isCancelled else { return }
                guard reader.skip(head, on: current).isSettled(keepsConnection: head.keepsConnection) else {
                    return acceptor.linger(current)
                }
                if !head.keepsConnection { return }
                next = following(on: current, id, requests, reader, &isLast)
                continue
            }
            for other in head.multiplexed {
                let end = RecordBytes.endRequest(other, protocolStatus: FCGI_CANT_MPX_CONN)
                guard (try? current.writeWithoutWaiting(end)) == true else {
                    _ = state.end()
                    acceptor.brokenConnections.write("closing a connection: it takes no answers")
                    return
                }
            }
            guard
                var request = exchange.accept(
                    current, &reader.receiveBuffer, head, length: length, parameters, number: number)
            else {
                _ = state.end()
                acceptor.brokenConnections.write("closing a connection: libfcgi read no request from it")
                return
            }
            request.connectionID = id
            request.numberOnConnection = requests
            await response(request, number)
            // Nothing more of a worker that was given up reaches a connection.
            if state.now.isAbandoned { return }
            var backgroundWork: [BackgroundWork] = []
            let outcome = exchange.finish(&reader.receiveBuffer, &backgroundWork)
            let end = state.end()
            if !backgroundWork.isEmpty {
                runner.take(backgroundWork)
                backgroundWork = []
            }
            if end.isAbandoned { return }
            switch consume outcome {
            case .close: return
            case .linger(let rest): return acceptor.linger(rest)
            case .keep(let kept):
                if end.isCancelled { return }
                next = following(on: kept, id, requests, reader, &isLast)
            }
        }
    }

    /// Waits for the next request on a connection that is kept, part of which may have arrived already.
    ///
    /// - Parameters:
    ///   - id: of the connection.
    ///   - requests: how many have begun on it.
    ///   - reader: has what has arrived.
    ///   - isLast: whether the connection is to be closed after the request before; becomes `true` when it is after the next
    ///     one.
    /// - Returns: the connection, if it is to be read here.
    private func following(
        on connection: consuming Descriptor,
        _ id: Int,
        _ requests: Int,
        _ reader: borrowing RequestReader,
        _ isLast: inout Bool
    ) -> Descriptor? {
        if isLast { return nil }
        // A peer that has sent many requests too early must not hold up the end of the server.
        if reader.receiveBuffer.count > 0 {
            if acceptor.isStopping { return nil }
            return connection
        }
        switch acceptor.awaitRequest(on: connection) {
        case .nothing:
            return nil
        case .others:
            acceptor.keep(PeerConnection(connection, id: id, requests: requests))
            return nil
        case .lastRequest:
            isLast = true
            return connection
        case .requests:
            return connection
        }
    }

    /// Why a request is not to be seen by libfcgi and by a handler.
    private struct Refusal {
        /// `nil` for FCGI_UNKNOWN_ROLE.
        let status: HTTPResponse.Status?
        let reason: String
    }

    /// FastCGI specification, section 6.
    private static let roles = [FCGI_RESPONDER: "RESPONDER", FCGI_AUTHORIZER: "AUTHORIZER", FCGI_FILTER: "FILTER"]

    private func refusal(of head: RequestHead) -> Refusal? {
        guard configuration.serves(head.role) else {
            let number = head.role.number
            guard let name = Self.roles[Int32(number)] else {
                return Refusal(status: nil, reason: "its role is \(number), which FastCGI does not have")
            }
            // To an authorizer's question everything but 200 means no.
            let reason = "its role is \(name), which ServerConfiguration.roles leaves out"
            return Refusal(status: .forbidden, reason: reason)
        }
        switch head.parameters {
        case .failure(let error):
            return Refusal(status: .badRequest, reason: "\(error)")
        case .success(let parameters) where ContentLength(parameters) == .malformed:
            return Refusal(status: .badRequest, reason: ContentLength.complaint(about: parameters))
        case .success:
            return nil
        }
    }

    /// Answers a request that libfcgi is not to see, in one write. The reason goes along, as FCGI_STDERR: so it stands in
    /// the error log of the virtual host, unless the log goes elsewhere.
    private func refuse(_ head: RequestHead, on connection: borrowing Descriptor) throws(SystemError) {
        guard let refusal = refusal(of: head) else { return }
        var line: [UInt8] = []
        if configuration.logDestination == .webServer {
            let status = refusal.status.map { " [status=\($0.code)]" } ?? ""
            let text = "notice \(logger.label): request refused: \(refusal.reason)\(status)"
            line = LogText.line(text.utf8) + "\n".utf8
        } else {
            let metadata = refusal.status.map { ["status": "\($0.code)"] as Logger.Metadata }
            logger.notice("request refused: \(refusal.reason)", metadata: metadata)
        }
        // Unknown where the parameters are in disorder; web servers keep the body of an answer to HEAD to themselves.
        let isHead = (try? head.parameters.get())?.has("REQUEST_METHOD", equalTo: "HEAD") ?? false
        let response =
            if let status = refusal.status {
                RecordBytes.response(head.requestID, errorLine: line, .plain(status), isHead: isHead)
            } else {
                RecordBytes.errors(head.requestID, line)
                    + RecordBytes.endRequest(head.requestID, protocolStatus: FCGI_UNKNOWN_ROLE)
            }
        do throws(SystemError) {
            // Nobody else can end a write that waits here.
            guard try connection.writeWithoutWaiting(response) else { throw SystemError("write", number: EAGAIN) }
        } catch {
            logger.notice("request refused: \(refusal.reason)", metadata: ["error": "\(error)"])
            throw error
        }
    }

    private func response(_ request: Request, _ number: Int) async {
        var instead: CompleteResponse?
        do {
            try await handler(request, ResponseWriter(exchange, request: number))
        } catch let error as ReplacementResponse {
            exchange.leave([], request: number)
            instead = error.response
        } catch {
            exchange.leave([], request: number)
            logger.error("the handler failed: \(LogText.quoted(String(describing: error).utf8))")
        }
        if exchange.isOpen(number) {
            exchange.leave([], request: number)
            if instead == nil, !exchange.isCutOff(number) { logger.error("the handler gave no answer; answering 500") }
            exchange.sendInstead(instead, request: number)
        } else if let instead {
            exchange.keep(instead: instead, request: number)
        }
    }
}

extension FastCGIExchange {
    /// - Parameter waiter: waits for bodies, so that other requests are served meanwhile.
    convenience init(_ configuration: ServerConfiguration, waiter: (any PeerWaiter)? = nil) throws(FastCGIError) {
        try self.init(
            workers: max(configuration.workers, 1),
            readTimeout: configuration.readTimeout,
            writeTimeout: configuration.writeTimeout,
            logDestination: configuration.logDestination,
            waiter: waiter
        )
    }
}
