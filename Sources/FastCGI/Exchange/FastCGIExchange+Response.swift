internal import HTTPTypes
internal import Synchronization

/// The ways in which an answer leaves.
extension FastCGIExchange {
    /// What goes through libfcgi's buffer of 8 KiB: up to here, head, body and the end of the request leave in one
    /// write. The rest is room for the record's header and the end.
    private static let largestBuffered = 8 * 1024 - 64

    /// Answers up to this size fit into the buffer of a fresh socket: writing them cannot block.
    private static let largestWithoutTimeout = 32 * 1024

    /// Above this, a larger buffer of the socket pays for the two system calls that it takes.
    private static let largestWithUsualBuffer = 256 * 1024

    func send(_ response: borrowing CompleteResponse, request number: Int) throws(FastCGIError) {
        try send(response, request: number, inPlaceOfHandler: false)
    }

    /// - Parameter inPlaceOfHandler: whether the worker answers, which it may also for a request that was cut off.
    func send(
        _ response: borrowing CompleteResponse,
        request number: Int,
        inPlaceOfHandler: Bool
    ) throws(FastCGIError) {
        try begin(
            number,
            response.head,
            rendered: response.rendered,
            bodyLength: response.body.count,
            inPlaceOfHandler: inPlaceOfHandler
        ) { (state, head) throws(FastCGIError) in
            let body = response.bodyBytes(isHead: state.isHead)
            state.phase = .broken
            try write(head, body, &state)
            state.phase = .responded
        }
    }

    func send(_ response: HTTPResponse, _ file: borrowing ResponseFile, request number: Int) throws(FastCGIError) {
        try begin(number, response, bodyLength: file.length) { (state, head) throws(FastCGIError) in
            state.phase = .broken
            if state.isHead || response.status.isBodyless || file.length == 0 {
                try Self.check(state.library.write(head), &state)
            } else {
                prepare(&state, for: file.length)
                try straight(&state) { (connection, requestID, isInsideRecord) throws(SystemError) in
                    try RecordWriter.write(head: head, file, requestID: requestID, to: connection, &isInsideRecord)
                }
            }
            state.phase = .responded
        }
    }

    func send(_ response: DelegatedResponse, request number: Int) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard state.isOpen(number), !isCutOff(number) else {
                throw FastCGIError(.requestOver, "the request has been answered already")
            }
            // No status means 200, and with 200 an authorizer says yes.
            guard state.role == .responder else {
                throw FastCGIError(.invalidResponse, "only a responder can have the web server answer")
            }
            state.phase = .broken
            try Self.check(state.library.write(response.head), &state)
            state.phase = .responded
        }
    }

    func startBody(_ response: HTTPResponse, request number: Int) throws(FastCGIError) {
        let announced = try ResponseHead.announcedLength(response)
        try begin(number, response, bodyLength: nil) { (state, head) throws(FastCGIError) in
            let isDropped = state.isHead || response.status.isBodyless
            state.phase = .streaming(OutgoingBody(announced: announced, isDropped: isDropped), hasLeft: false)
            state.library.withConnection { try? $0.setWriteTimeout(writeTimeout) }
            state.written = head.count
            // A head of nearly 8 KiB fills the buffer.
            if head.count > Self.largestBuffered {
                state.phase = .streaming(OutgoingBody(announced: announced, isDropped: isDropped), hasLeft: true)
            }
            try Self.check(state.library.write(head), &state)
        }
    }

    func writeBody(_ bytes: [UInt8], request number: Int) throws(FastCGIError) {
        try stream(number) { (state, body, hasLeft) throws(FastCGIError) in
            try body.add(bytes.count)
            if body.isDropped || bytes.isEmpty { return }
            // libfcgi sends by itself once its buffer is full.
            hasLeft = hasLeft || bytes.count > Self.largestBuffered - state.written
            state.written += bytes.count
            try write(bytes, &state)
        }
    }

    func flushBody(request number: Int) throws(FastCGIError) {
        try stream(number) { (state, _, hasLeft) throws(FastCGIError) in
            hasLeft = true
            try Self.check(state.library.flush(), &state)
        }
    }

    func endBody(request number: Int) throws(FastCGIError) {
        try stream(number) { (_, body, _) throws(FastCGIError) in try body.end() }
        state.withLock { $0.phase = .responded }
    }

    /// Checks that the request may be answered, and makes the head of the answer. Nothing has left if it throws.
    private func begin(
        _ number: Int,
        _ response: HTTPResponse,
        rendered: [UInt8] = [],
        bodyLength: Int?,
        inPlaceOfHandler: Bool = false,
        _ body: (inout State, [UInt8]) throws(FastCGIError) -> Void
    ) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard state.isOpen(number), inPlaceOfHandler || !isCutOff(number) else {
                throw FastCGIError(.requestOver, "the request has been answered already")
            }
            if state.role == .authorizer, response.status == .ok {
                throw FastCGIError(
                    .invalidResponse,
                    "a status of 200 would let the request of an authorizer pass: say authorize() if that is meant"
                )
            }
            try Self.withHead(&state, response, rendered, bodyLength, body)
        }
    }

    /// Lets the request of an authorizer pass.
    func authorize(_ response: HTTPResponse, request number: Int) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard state.isOpen(number), !isCutOff(number) else {
                throw FastCGIError(.requestOver, "the request has been answered already")
            }
            guard state.role == .authorizer else {
                throw FastCGIError(.invalidResponse, "only a request in the role of authorizer can be let pass")
            }
            try Self.withHead(&state, response, [], 0) { (state, head) throws(FastCGIError) in
                state.phase = .broken
                try Self.check(state.library.write(head), &state)
                state.phase = .responded
            }
        }
    }

    /// Makes the head in a buffer that is used again and again.
    private static func withHead(
        _ state: inout State,
        _ response: HTTPResponse,
        _ rendered: [UInt8],
        _ bodyLength: Int?,
        _ body: (inout State, [UInt8]) throws(FastCGIError) -> Void
    ) throws(FastCGIError) {
        var head = state.head
        state.head = []
        defer { state.head = head }
        try ResponseHead.write(response, bodyLength: bodyLength, rendered: rendered, into: &head)
        try body(&state, head)
    }

    /// Works on an answer that is being written. Any failure breaks it.
    private func stream(
        _ number: Int,
        _ work: (inout State, inout OutgoingBody, inout Bool) throws(FastCGIError) -> Void
    ) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard state.number == number, !isCutOff(number), case .streaming(var body, var hasLeft) = state.phase else {
                throw FastCGIError(.requestOver, "the request is over")
            }
            do throws(FastCGIError) {
                try work(&state, &body, &hasLeft)
            } catch {
                state.phase = hasLeft ? .broken : .streaming(body, hasLeft: false)
                throw error
            }
            state.phase = .streaming(body, hasLeft: hasLeft)
        }
    }

    /// Writes a whole answer: what is small through libfcgi's buffer, to leave with the end of the request; what is large past
    /// it, head and body in one.
    private func write(_ head: [UInt8], _ body: [UInt8], _ state: inout State) throws(FastCGIError) {
        if head.count + body.count <= Self.largestBuffered {
            try Self.check(state.library.write(head), &state)
            return try Self.check(state.library.write(body), &state)
        }
        prepare(&state, for: head.count + body.count)
        try straight(&state) { (connection, requestID, _) throws(SystemError) in
            try RecordWriter.write(head: head, body, requestID: requestID, to: connection)
        }
    }

    /// Writes a piece of a body: what is small through libfcgi's buffer, what is large past it.
    private func write(_ bytes: [UInt8], _ state: inout State) throws(FastCGIError) {
        if bytes.count <= Self.largestBuffered {
            return try Self.check(state.library.write(bytes), &state)
        }
        try Self.check(state.library.flush(), &state)
        prepare(&state, for: bytes.count)
        try straight(&state) { (connection, requestID, _) throws(SystemError) in
            try RecordWriter.write(bytes, requestID: requestID, to: connection)
        }
    }

    /// Has writes that may block end some time, and block less often where there are many.
    private func prepare(_ state: inout State, for length: Int) {
        guard length > Self.largestWithoutTimeout else { return }
        state.library.withConnection { connection in
            try? connection.setWriteTimeout(writeTimeout)
            if length > Self.largestWithUsualBuffer { try? connection.enlargeSendBuffer() }
        }
    }

    /// Writes to the connection past libfcgi, whose buffer is empty.
    ///
    /// - Parameter write: is told that it is inside of a record, which holds where it fails, unless it says otherwise.
    private func straight(
        _ state: inout State,
        _ write: (borrowing Descriptor, UInt16, inout Bool) throws(SystemError) -> Void
    ) throws(FastCGIError) {
        var failure: SystemError?
        let requestID = state.library.requestID
        var isInsideRecord = true
        state.library.withConnection { connection in
            do throws(SystemError) {
                try write(connection, requestID, &isInsideRecord)
            } catch {
                failure = error
            }
        }
        state.isInsideRecord = failure != nil && isInsideRecord
        if let failure {
            throw FastCGIError(failure, "the answer could not be sent")
        }
    }

    /// What libfcgi could not write may have left in part.
    private static func check(_ hasGone: Bool, _ state: inout State) throws(FastCGIError) {
        if !hasGone {
            state.isInsideRecord = true
            throw FastCGIError(.clientGone, "the web server closed the connection before it had the answer")
        }
    }
}
