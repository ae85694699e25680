internal import CFastCGI
internal import GatewayInterface
internal import Glibc
internal import HTTPTypes
internal import Logging
internal import Synchronization

/// A thread that processes one request at a time, and the task that runs all its handlers.
///
/// The task lives as long as the worker, so a request does not create a task. Only a cancelled task is replaced by a
/// new one.
final class Worker: Sendable {
    private let acceptor: Acceptor
    private let configuration: ServerConfiguration
    private let handler: Server.Handler
    private let logger: Logger
    private let watchdog: Watchdog
    private let runner: BackgroundWorkRunner
    private let executor = WorkerExecutor()
    private let task = Mutex<Task<Void, Never>?>(nil)
    private let listenerWait: ListenerWait
    let exchange: FastCGIExchange
    let state = RequestState()
    /// The thread, if slow requests are logged.
    private let sampled = Mutex<SampledThread?>(nil)
    var thread: SampledThread? { sampled.withLock { $0 } }
    private let isOver = Atomic<Bool>(false)
    /// Whether it has ended without being abandoned.
    var hasEnded: Bool { isOver.load(ordering: .acquiring) }

    init(
        acceptor: Acceptor,
        configuration: ServerConfiguration,
        logger: Logger,
        watchdog: Watchdog,
        runner: BackgroundWorkRunner,
        lane: Lane? = nil,
        handler: @escaping Server.Handler
    ) throws(FastCGIError) {
        self.acceptor = acceptor
        self.configuration = configuration
        self.logger = logger
        self.watchdog = watchdog
        self.runner = runner
        self.handler = handler
        do throws(SystemError) {
            listenerWait = try acceptor.listenerWait()
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
        exchange = try FastCGIExchange(configuration, waiter: acceptor, lane: lane)
    }

    /// Starts the thread.
    ///
    /// - Parameter ended: Called once when the worker has ended, unless it was abandoned. It receives the failure, if
    ///   any.
    func start(ended: @escaping @Sendable (FastCGIError?) -> Void) throws(SystemError) {
        try Thread.start { [self] in
            if configuration.slowRequest != nil { sampled.withLock { $0 = SampledThread.current() } }
            startTask(ended)
            executor.run()
        }
    }

    /// Starts a task on the executor. The task is stored before it runs, because it will run on this thread.
    private func startTask(_ ended: @escaping @Sendable (FastCGIError?) -> Void) {
        let task = Task(executorPreference: executor) { [self] in
            switch await CurrentExchange.with(exchange, on: executor, { await serve() }) {
            case .cancelled:
                startTask(ended)
            case .abandoned:
                exchange.lane?.release()
                watchdog.abandonedHandlerHasEnded()
                executor.finish()
            case .stopped(let failure):
                exchange.lane?.release()
                isOver.store(true, ordering: .releasing)
                executor.finish()
                ended(failure)
            }
        }
        self.task.withLock { $0 = task }
    }

    /// Cancels the task of a request, if its state has not changed since that moment.
    ///
    /// - Returns: The new state of that request; `nil` if it has ended.
    func cancel(_ moment: RequestState.Moment) -> RequestState.Moment? {
        // Read the task first: the request still runs afterwards, so this is its task and not a later one.
        let task = task.withLock { $0 }
        guard let cancelled = state.cancel(moment) else { return nil }
        task?.cancel()
        return cancelled
    }

    /// Why ``serve()`` returned.
    private enum End {
        case stopped(FastCGIError?)
        /// The task was cancelled and must not serve another request.
        case cancelled
        /// Another worker has replaced this one, which must not touch a connection again.
        case abandoned
    }

    private func serve() async -> End {
        var reader = RequestReader(configuration: configuration, acceptor: acceptor)
        do throws(FastCGIError) {
            while let connection = try acceptor.next(listenerWait) {
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

    /// Responds to the requests of one connection.
    private func serve(_ connection: consuming PeerConnection, _ reader: inout RequestReader) async {
        let id = connection.id
        var requests = connection.requests
        reader.begin(connection.unfinished)
        var lookout = Lookout()
        // Optional, because a loop cannot pass on a consumed value.
        var next: Descriptor? = connection.descriptor
        var isLast = false
        while let current = next.take() {
            let head: RequestHead
            switch reader.next(on: current) {
            case .idle:
                return
            case .ignored:
                next = following(on: current, id: id, requests: requests, &reader, &lookout, isLast: &isLast)
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
            begin(number)
            guard case .success(let parameters) = head.parameters, let length = head.length,
                refusal(of: head) == nil
            else {
                // A peer that expects a response must not wait for it on an open connection.
                let isRefused = (try? refuse(head, on: current)) != nil
                let end = endWithoutHandler(status: refusal(of: head)?.status)
                guard isRefused, !end.isAbandoned, !end.isCancelled else { return }
                guard reader.skip(head, on: current).isSettled(keepsConnection: head.keepsConnection) else {
                    return acceptor.linger(current)
                }
                if !head.keepsConnection { return }
                next = following(on: current, id: id, requests: requests, &reader, &lookout, isLast: &isLast)
                continue
            }
            for other in head.multiplexed {
                let end = RecordBytes.endRequest(other, protocolStatus: FCGI_CANT_MPX_CONN)
                guard (try? current.writeWithoutWaiting(end)) == true else {
                    _ = endWithoutHandler(status: nil)
                    acceptor.brokenConnections.write("closing a connection: it reads no responses")
                    return
                }
            }
            let request: Request
            do throws(FastCGIExchange.NotAccepted) {
                request = try exchange.accept(
                    current, &reader.receiveBuffer, head, length: length, parameters: parameters, number: number,
                    connectionID: id, numberOnConnection: requests)
            } catch {
                _ = endWithoutHandler(status: nil)
                acceptor.brokenConnections.write("closing a connection: libfcgi read no request from it")
                return
            }
            await response(request, number)
            // An abandoned worker must not write to a connection.
            if state.now.isAbandoned { return }
            var backgroundWork: [BackgroundWork] = []
            let outcome = exchange.finish(
                &reader.receiveBuffer, &backgroundWork, isLast: isLast || acceptor.isStopping)
            let end = state.end()
            if !backgroundWork.isEmpty {
                runner.take(backgroundWork)
                backgroundWork = []
            }
            if end.isAbandoned { return }
            switch consume outcome {
            case .close: return
            case .linger(let rest): return acceptor.linger(rest)
            case .lingerAfterSending(let bytes, let rest): return acceptor.linger(rest, afterSending: bytes)
            case .keep(let kept):
                if end.isCancelled { return }
                next = following(on: kept, id: id, requests: requests, &reader, &lookout, isLast: &isLast)
            }
        }
    }

    /// Begins a request. A function of its own, because Swift 6.3.1 does not finish to compile the loop with these calls.
    private func begin(_ number: Int) {
        state.begin(number)
        exchange.lane?.begin()
        watchdog.requestBegins()
    }

    /// Ends a request that reached no handler.
    private func endWithoutHandler(status: HTTPResponse.Status?) -> RequestState.Moment {
        exchange.lane?.end(status: status?.code ?? 0, bytes: 0)
        return state.end()
    }

    /// Waits for the next request on an open connection. A part of it may have arrived already.
    ///
    /// - Parameters:
    ///   - id: The number of the connection.
    ///   - requests: How many requests have begun on it.
    ///   - reader: Holds the bytes that have arrived.
    ///   - lookout: Belongs to the connection.
    ///   - isLast: Whether the connection must close after the previous request. Set to `true` if it must close after
    ///     the next one.
    /// - Returns: The connection, if this worker must read it.
    private func following(
        on connection: consuming Descriptor,
        id: Int,
        requests: Int,
        _ reader: inout RequestReader,
        _ lookout: inout Lookout,
        isLast: inout Bool
    ) -> Descriptor? {
        if isLast { return nil }
        // A peer that sends many requests ahead must not delay the end of the server.
        if reader.receiveBuffer.count > 0 {
            if acceptor.isStopping { return nil }
            return connection
        }
        if acceptor.hasNoIdleConnection, lookout.isRecent {
            if let count = reader.receiveSoon(on: connection, &lookout) {
                isLast = acceptor.isStopping
                if count == 0 { return nil }
                return connection
            }
        }
        switch acceptor.awaitRequest(on: connection, &lookout) {
        case .nothing:
            return nil
        case .others:
            acceptor.keep(PeerConnection(connection, id: id, requests: requests))
            return nil
        case .lastRequest:
            isLast = true
        case .requests:
            break
        }
        reader.dataHasArrived()
        return connection
    }

    /// Why a request must not reach libfcgi or a handler.
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
                return Refusal(status: nil, reason: "unknown role \(number)")
            }
            // For an authorizer request, any status but 200 means access denied.
            let reason = "the role \(name) is not in ServerConfiguration.roles"
            return Refusal(status: .forbidden, reason: reason)
        }
        switch head.parameters {
        case .failure(let error):
            return Refusal(status: .badRequest, reason: "\(error)")
        case .success(let parameters) where head.contentLength == .malformed:
            return Refusal(status: .badRequest, reason: ContentLength.complaint(about: parameters))
        case .success:
            return nil
        }
    }

    /// Refuses a request that libfcgi must not see, with one write. The reason is sent as FCGI_STDERR to the error
    /// log of the virtual host, unless the log has another destination.
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
        // Unknown if the parameters are malformed. Web servers drop the body of a response to HEAD.
        let isHead = (try? head.parameters.get())?.has("REQUEST_METHOD", equalTo: "HEAD") ?? false
        let response =
            if let status = refusal.status {
                RecordBytes.response(head.requestID, errorLine: line, .plain(status), isHead: isHead)
            } else {
                RecordBytes.errors(head.requestID, line)
                    + RecordBytes.endRequest(head.requestID, protocolStatus: FCGI_UNKNOWN_ROLE)
            }
        do throws(SystemError) {
            // The watchdog cannot end a write that waits here.
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
            if instead == nil, !exchange.isCutOff(number) { logger.error("the handler sent no response; sending 500") }
            exchange.sendInstead(instead, request: number)
        } else if let instead {
            exchange.keep(instead: instead, request: number)
        }
    }
}

extension FastCGIExchange {
    /// Creates an exchange with the timeouts of a configuration.
    ///
    /// - Parameters:
    ///   - waiter: Waits for bodies, so that other requests are served meanwhile.
    ///   - lane: Where the worker notes what it does.
    convenience init(
        _ configuration: ServerConfiguration, waiter: (any PeerWaiter)? = nil, lane: Lane? = nil
    ) throws(FastCGIError) {
        try self.init(
            workers: max(configuration.workers, 1),
            readTimeout: configuration.readTimeout,
            writeTimeout: configuration.writeTimeout,
            logDestination: configuration.logDestination,
            waiter: waiter,
            lane: lane
        )
    }
}
