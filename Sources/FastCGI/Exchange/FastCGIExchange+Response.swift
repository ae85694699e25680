internal import HTTPTypes
internal import Synchronization

/// Sending of responses.
extension FastCGIExchange {
    /// The limit of libfcgi's buffer of 8 KiB, minus room for the record header and the end. Up to this size head, body
    /// and end of the request leave in one write.
    private static let largestBuffered = ResponseBodyWriter.bufferedBytes

    /// The buffer of a fresh socket holds a response up to this size, so the write cannot block.
    private static let largestWithoutTimeout = 32 * 1024

    /// Above this size a larger socket buffer outweighs the cost of two system calls.
    private static let largestWithUsualBuffer = 256 * 1024

    func send(_ response: borrowing CompleteResponse, request number: Int) throws(FastCGIError) {
        try send(response, request: number, inPlaceOfHandler: false)
    }

    /// - Parameter inPlaceOfHandler: whether the worker responds. It may also respond to a request that was cut off.
    func send(
        _ response: borrowing CompleteResponse,
        request number: Int,
        inPlaceOfHandler: Bool
    ) throws(FastCGIError) {
        try begin(
            number,
            response.status,
            response.headerFields,
            rendered: response.rendered,
            bodyLength: response.body.count,
            inPlaceOfHandler: inPlaceOfHandler
        ) { (state, head, status) throws(FastCGIError) in
            let body = state.isHead || status.isBodyless ? [] : response.body
            state.bodyBytes = body.count
            state.phase = .broken
            try write(head, body, &state)
            state.phase = .responded
        }
    }

    func send(_ response: HTTPResponse, _ file: borrowing ResponseFile, request number: Int) throws(FastCGIError) {
        try begin(number, response.status, response.headerFields, bodyLength: file.length) {
            (state, head, status) throws(FastCGIError) in
            state.phase = .broken
            if state.isHead || status.isBodyless || file.length == 0 {
                try Self.check(state.library.write(head), &state)
            } else {
                state.bodyBytes = file.length
                prepare(&state, for: file.length)
                try straight(&state) { (connection, requestID, isInsideRecord) throws(SystemError) in
                    try RecordWriter.write(
                        head: head, file, requestID: requestID, to: connection, transferred, &isInsideRecord)
                }
            }
            state.phase = .responded
        }
    }

    func send(_ response: DelegatedResponse, request number: Int) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard state.isOpen(number), !isCutOff(number) else {
                throw FastCGIError(.requestOver, "the request already has a response")
            }
            // Without a status the web server assumes 200, and 200 from an authorizer allows the request.
            guard state.role == .responder else {
                throw FastCGIError(.invalidResponse, "only a responder can delegate the response to the web server")
            }
            state.phase = .broken
            try Self.check(state.library.write(response.head), &state)
            state.phase = .responded
        }
    }

    func startBody(_ response: HTTPResponse, request number: Int) throws(FastCGIError) {
        let announced = try ResponseHead.announcedLength(response.headerFields)
        try begin(number, response.status, response.headerFields, bodyLength: nil) {
            (state, head, status) throws(FastCGIError) in
            let isDropped = state.isHead || status.isBodyless
            state.phase = .streaming(OutgoingBody(announced: announced, isDropped: isDropped), hasLeft: false)
            state.library.withConnection { try? $0.setWriteTimeout(writeTimeout) }
            state.countsPieces = !OutgoingBody.isEventStream(response)
            state.written = head.count
            // A head of almost 8 KiB fills the buffer, and libfcgi sends it.
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
            state.bodyBytes += bytes.count
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

    /// Checks that the request has no response yet, and builds the head. If it throws, nothing has been sent.
    private func begin(
        _ number: Int,
        _ status: HTTPResponse.Status,
        _ headerFields: HTTPFields,
        rendered: [UInt8] = [],
        bodyLength: Int?,
        inPlaceOfHandler: Bool = false,
        _ body: (inout State, [UInt8], HTTPResponse.Status) throws(FastCGIError) -> Void
    ) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard state.isOpen(number), inPlaceOfHandler || !isCutOff(number) else {
                throw FastCGIError(.requestOver, "the request already has a response")
            }
            if state.role == .authorizer, status == .ok {
                throw FastCGIError(
                    .invalidResponse,
                    "status 200 from an authorizer allows the request; call authorize() or use another status"
                )
            }
            lane?.note(.writing)
            try Self.withHead(&state, status, headerFields, rendered: rendered, bodyLength: bodyLength, body)
        }
    }

    /// Allows the request of an authorizer.
    func authorize(_ response: HTTPResponse, request number: Int) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard state.isOpen(number), !isCutOff(number) else {
                throw FastCGIError(.requestOver, "the request already has a response")
            }
            guard state.role == .authorizer else {
                throw FastCGIError(.invalidResponse, "authorize() needs the role of authorizer")
            }
            let (status, fields) = (response.status, response.headerFields)
            try Self.withHead(&state, status, fields, bodyLength: 0) { (state, head, _) throws(FastCGIError) in
                state.phase = .broken
                try Self.check(state.library.write(head), &state)
                state.phase = .responded
            }
        }
    }

    /// Builds the head in a buffer that all requests share.
    private static func withHead(
        _ state: inout State,
        _ status: HTTPResponse.Status,
        _ headerFields: HTTPFields,
        rendered: [UInt8] = [],
        bodyLength: Int?,
        _ body: (inout State, [UInt8], HTTPResponse.Status) throws(FastCGIError) -> Void
    ) throws(FastCGIError) {
        var head = state.head
        state.head = []
        defer { state.head = head }
        try ResponseHead.write(status, headerFields, bodyLength: bodyLength, rendered: rendered, into: &head)
        state.status = status.code
        try body(&state, head, status)
    }

    /// Writes a part of an unfinished response. After the first bytes were sent, an error breaks the response.
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

    /// Writes a whole response. A small one goes through libfcgi's buffer and is sent with the end of the request. A
    /// large one is written directly, head and body together.
    private func write(_ head: [UInt8], _ body: [UInt8], _ state: inout State) throws(FastCGIError) {
        if head.count + body.count <= Self.largestBuffered {
            try Self.check(state.library.write(head), &state)
            return try Self.check(state.library.write(body), &state)
        }
        prepare(&state, for: head.count + body.count)
        try straight(&state) { (connection, requestID, _) throws(SystemError) in
            try RecordWriter.write(head: head, body, requestID: requestID, to: connection, transferred)
        }
    }

    /// Writes a part of a body: a small one through libfcgi's buffer, a large one directly.
    private func write(_ bytes: [UInt8], _ state: inout State) throws(FastCGIError) {
        if bytes.count <= Self.largestBuffered {
            try Self.check(state.library.write(bytes), &state)
            if state.countsPieces { transferred.add(bytes.count) }
            return
        }
        try Self.check(state.library.flush(), &state)
        prepare(&state, for: bytes.count)
        let count = state.countsPieces ? transferred : nil
        try straight(&state) { (connection, requestID, _) throws(SystemError) in
            try RecordWriter.write(bytes, requestID: requestID, to: connection, count)
        }
    }

    /// Sets a timeout for writes that may block, and enlarges the socket buffer for long responses.
    private func prepare(_ state: inout State, for length: Int) {
        guard length > Self.largestWithoutTimeout else { return }
        state.library.withConnection { connection in
            try? connection.setWriteTimeout(writeTimeout)
            if length > Self.largestWithUsualBuffer { try? connection.enlargeSendBuffer() }
        }
    }

    /// Writes directly to the connection. libfcgi's buffer must be empty.
    ///
    /// - Parameter write: receives the flag whether a record is incomplete. It is `true` at the start and counts only
    ///   if `write` throws; `write` may clear it.
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
            throw FastCGIError(failure, "cannot send the response")
        }
    }

    /// Throws if libfcgi could not write. A part of the bytes may have been sent.
    private static func check(_ hasGone: Bool, _ state: inout State) throws(FastCGIError) {
        if !hasGone {
            state.isInsideRecord = true
            throw FastCGIError(.clientGone, "the web server closed the connection before the end of the response")
        }
    }
}
