internal import GatewayInterface
internal import Glibc
internal import HTTPTypes
internal import Synchronization

/// The one request of a process that the web server started through CGI (RFC 3875).
///
/// The environment holds the parameters, standard input the body, and standard output takes the response.
final class CGIExchange: Exchange {
    private struct State {
        var phase = Phase.open
        /// The bytes that are written and not yet sent.
        var pending: [UInt8] = []
        var rest = 0
        /// The exit status of the process.
        var applicationStatus: UInt32 = 0
        /// The work that starts after the response has been sent.
        var backgroundWork: [BackgroundWork] = []
        /// The response that replaces an unfinished one of which nothing has been sent.
        var instead: CompleteResponse?
        /// Whether a part of the body was read and discarded.
        var isAbandoned = false
        /// Whether the pieces of the response count as progress. Those of a stream of events do not.
        var countsPieces = true
    }

    /// The state of the response.
    private enum Phase {
        case open
        case streaming(OutgoingBody, hasLeft: Bool)
        case responded
    }

    /// Flags that decide which code may write to standard output. They are atomic because a read or a write may hold
    /// the lock forever.
    private enum Output {
        /// Sending of the handler's response has begun.
        static let hasBegun = 1
        /// The request took too long; nothing more of its handler is sent.
        static let isCutOff = 2
        /// The request ended in time.
        static let isOver = 4
    }

    private let state = Mutex(State())
    private let output = Atomic<Int>(0)
    private let isHead: Bool
    /// The bytes that were received and sent.
    let transferred = TransferCount()
    /// The route of the request, for the log of slow requests; `nil` if they are not logged.
    let route: NotedRoute?
    var monitor: (any RequestMonitor)? { route }

    /// The result of reading the environment.
    enum Accepted {
        case request(Request, CGIExchange)
        case refused(HTTPResponse.Status, CGIExchange, reason: String)
    }

    /// Reads the environment of the process.
    ///
    /// - Parameter notesRoute: Whether to note the route.
    static func accept(limits: ParameterLimits, notesRoute: Bool = false) -> Accepted {
        // Read first, because a refusal also needs to know about HEAD.
        let exchange = CGIExchange(isHead: ProcessEnvironment.value("REQUEST_METHOD") == "HEAD", notesRoute: notesRoute)
        let parameters: Parameters
        do throws(ParametersError) {
            parameters = try ProcessEnvironment.parameters(limits: limits)
        } catch {
            return .refused(.badRequest, exchange, reason: "\(error)")
        }
        let length: Int
        switch ContentLength(parameters) {
        case .absent: length = 0
        case .bytes(let announced): length = announced
        case .malformed: return .refused(.badRequest, exchange, reason: ContentLength.complaint(about: parameters))
        }
        exchange.state.withLock { $0.rest = length }
        let body = RequestBody(ExchangeBody(exchange: exchange, number: 1, announcedLength: length))
        return .request(Request(role: .responder, parameters: parameters, body: body), exchange)
    }

    private init(isHead: Bool, notesRoute: Bool) {
        self.isHead = isHead
        route = notesRoute ? NotedRoute() : nil
    }

    /// Whether the request has no response yet.
    var isOpen: Bool {
        state.withLock { if case .open = $0.phase { true } else { false } }
    }

    func remainingBody(request number: Int) -> Int? { state.withLock { $0.rest } }

    func abandonBody(request number: Int) {
        state.withLock { $0.isAbandoned = true }
    }

    func readBody(upTo limit: Int, request number: Int) throws(RequestBodyError) -> [UInt8] {
        try state.withLock { (state) throws(RequestBodyError) in
            if case .responded = state.phase { throw RequestBodyError(.closed) }
            guard !state.isAbandoned else { throw RequestBodyError(.tooLarge) }
            guard state.rest > 0 else { return [] }
            let bytes: [UInt8]
            do throws(SystemError) {
                bytes = try StandardDescriptors.readInput(upTo: min(limit, state.rest))
            } catch {
                throw RequestBodyError(.truncated)
            }
            guard !bytes.isEmpty else { throw RequestBodyError(.truncated) }
            state.rest -= bytes.count
            transferred.add(bytes.count)
            return bytes
        }
    }

    /// Reads what the handler has left of the body, and drops it.
    ///
    /// Apache's mod_cgid sends the body over a socket. If the process ends with bytes unread, the kernel resets the connection,
    /// and Apache breaks the response off. A long body, or one that does not arrive, is left unread.
    func discardBody() {
        let end = ContinuousClock.now + Self.discardTime
        var left = Self.longestDiscarded
        while left > 0, case let rest = state.withLock({ $0.rest }), rest > 0,
            (try? Poll.readable(STDIN_FILENO, timeout: end - .now)) == true,
            let bytes = try? StandardDescriptors.readInput(upTo: min(rest, 64 * 1024)), !bytes.isEmpty
        {
            left -= bytes.count
            state.withLock { $0.rest -= bytes.count }
        }
    }

    private static let discardTime = Duration.seconds(2)
    private static let longestDiscarded = 16 << 20

    /// Stores the response that replaces an unfinished one of which nothing has been sent.
    func keep(instead response: CompleteResponse) {
        state.withLock { $0.instead = response }
    }

    /// Ends the response after the handler. An unfinished response is broken off, or replaced if nothing of it has been
    /// sent.
    ///
    /// - Returns: `false` if the request was cut off before.
    func finish() -> Bool {
        state.withLock { state in
            if case .streaming(_, hasLeft: false) = state.phase,
                let bytes = (try? state.instead?.bytes(isHead: isHead))
                    ?? (try? CompleteResponse.plain(.internalServerError).bytes(isHead: isHead))
            {
                try? leave { () throws(SystemError) in try StandardDescriptors.writeOutput(bytes) }
            }
            state.phase = .responded
        }
        return output.bitwiseOr(Output.isOver, ordering: .acquiringAndReleasing).oldValue & Output.isCutOff == 0
    }

    /// The exit status that the handler has set.
    var applicationStatus: UInt32 { state.withLock { $0.applicationStatus } }

    func setApplicationStatus(_ status: UInt32, request number: Int) {
        state.withLock { $0.applicationStatus = status }
    }

    func leave(_ backgroundWork: [BackgroundWork], request number: Int) {
        state.withLock { $0.backgroundWork = backgroundWork }
    }

    /// Returns the work that starts after the response; empty if the response was not sent completely.
    ///
    /// - Parameter isWhole: whether the handler and the last write succeeded.
    func takeBackgroundWork(isWhole: Bool) -> [BackgroundWork] {
        state.withLock { state in
            defer { state.backgroundWork = [] }
            return isWhole ? state.backgroundWork : []
        }
    }

    /// Runs a closure while no code reads the body or writes the response; otherwise returns `nil`.
    func whileQuiet<Result>(_ body: () -> Result) -> Result? {
        state.withLockIfAvailable { _ in body() }
    }

    /// Whether the request was cut off.
    var isCutOff: Bool { output.load(ordering: .acquiring) & Output.isCutOff != 0 }

    /// Cuts the request off from its handler, and sends a plain 503 if nothing has been sent.
    ///
    /// - Returns: `false` if the request has already ended.
    func cutOff() -> Bool {
        let before = output.bitwiseOr(Output.isCutOff, ordering: .acquiringAndReleasing).oldValue
        guard before & Output.isOver == 0 else { return false }
        if before & Output.hasBegun == 0,
            let bytes = try? CompleteResponse.plain(.serviceUnavailable).bytes(isHead: isHead)
        {
            try? StandardDescriptors.writeOutput(bytes)
        }
        return true
    }

    func send(_ response: borrowing CompleteResponse, request number: Int) throws(FastCGIError) {
        try begin { (state) throws(FastCGIError) in
            let bytes = try response.bytes(isHead: isHead)
            state.phase = .responded
            try leave { () throws(SystemError) in try StandardDescriptors.writeOutput(bytes, transferred) }
        }
    }

    func send(_ response: HTTPResponse, _ file: borrowing ResponseFile, request number: Int) throws(FastCGIError) {
        try begin { (state) throws(FastCGIError) in
            var head: [UInt8] = []
            let status = response.status
            try ResponseHead.write(status, response.headerFields, bodyLength: file.length, into: &head)
            state.phase = .responded
            let hasBody = !isHead && !status.isBodyless
            try leave { () throws(SystemError) in
                try StandardDescriptors.writeOutput(head)
                if hasBody {
                    let part = file.offset..<(file.offset + file.length)
                    try StandardDescriptors.writeOutput(file.file, part, transferred)
                }
            }
        }
    }

    func send(_ response: DelegatedResponse, request number: Int) throws(FastCGIError) {
        try begin { (state) throws(FastCGIError) in
            state.phase = .responded
            try leave { () throws(SystemError) in try StandardDescriptors.writeOutput(response.head) }
        }
    }

    func startBody(_ response: HTTPResponse, request number: Int) throws(FastCGIError) {
        try begin { (state) throws(FastCGIError) in
            let announced = try ResponseHead.announcedLength(response.headerFields)
            let status = response.status
            try ResponseHead.write(status, response.headerFields, bodyLength: nil, into: &state.pending)
            let isDropped = isHead || status.isBodyless
            state.countsPieces = !OutgoingBody.isEventStream(response)
            state.phase = .streaming(OutgoingBody(announced: announced, isDropped: isDropped), hasLeft: false)
        }
    }

    func writeBody(_ bytes: [UInt8], request number: Int) throws(FastCGIError) {
        try stream { (state, body) throws(FastCGIError) in
            try body.add(bytes.count)
            if !body.isDropped { state.pending += bytes }
            return state.pending.count >= Self.largestBuffered
        }
    }

    func flushBody(request number: Int) throws(FastCGIError) {
        try stream { (_, _) throws(FastCGIError) in true }
    }

    func endBody(request number: Int) throws(FastCGIError) {
        try stream { (_, body) throws(FastCGIError) in
            try body.end()
            return true
        }
        state.withLock { $0.phase = .responded }
    }

    func authorize(_ response: HTTPResponse, request number: Int) throws(FastCGIError) {
        throw FastCGIError(.invalidResponse, "authorize() needs the role of authorizer; CGI has only responders")
    }

    private static let largestBuffered = 8 * 1024

    private func begin(_ body: (inout State) throws(FastCGIError) -> Void) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard case .open = state.phase else {
                throw FastCGIError(.requestOver, "the request already has a response")
            }
            try body(&state)
        }
    }

    /// Writes a part of an unfinished response. `work` returns whether to send now.
    ///
    /// An error after sending has begun ends the response: later bytes would follow a gap, and an end that
    /// sends nothing would look like a complete response.
    private func stream(
        _ work: (inout State, inout OutgoingBody) throws(FastCGIError) -> Bool
    ) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard case .streaming(var body, let hasLeft) = state.phase else {
                throw FastCGIError(.requestOver, "the request is over")
            }
            if hasLeft { state.phase = .responded }
            let isTime = try work(&state, &body)
            if isTime {
                state.phase = .responded
                let bytes = state.pending
                state.pending.removeAll(keepingCapacity: true)
                let count = state.countsPieces ? transferred : TransferCount()
                try leave { () throws(SystemError) in try StandardDescriptors.writeOutput(bytes, count) }
            }
            state.phase = .streaming(body, hasLeft: hasLeft || isTime)
        }
    }

    private func leave(_ write: () throws(SystemError) -> Void) throws(FastCGIError) {
        let before = output.bitwiseOr(Output.hasBegun, ordering: .acquiringAndReleasing).oldValue
        guard before & Output.isCutOff == 0 else {
            throw FastCGIError(.requestOver, "the request took too long and already has a response")
        }
        do throws(SystemError) {
            try write()
        } catch {
            throw FastCGIError(error, "the web server closed standard output")
        }
    }
}
