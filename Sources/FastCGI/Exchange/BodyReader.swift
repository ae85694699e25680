internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// Reads the records that follow the parameters of a request. libfcgi does not read them: it overflows a buffer on
/// some.
///
/// Each record is handled as follows (FastCGI specification, sections 3.3, 4 and 5):
/// - FCGI_STDIN of this request is the body. An empty one ends it. A body with an announced length also ends after that
///   many bytes: HAProxy sends no FCGI_STDIN at all for an empty body.
/// - FCGI_ABORT_REQUEST of this request ends it, and the handler learns that the client is gone.
/// - FCGI_GET_VALUES gets FCGI_GET_VALUES_RESULT, any other management record gets FCGI_UNKNOWN_TYPE. Both may come at
///   any time. The response never splits a record of the handler: one lock guards all reads and writes of a request,
///   and each write consists of whole records.
/// - FCGI_BEGIN_REQUEST of another request gets FCGI_CANT_MPX_CONN. Later records of that request are skipped, because
///   its id is not active.
/// - Any other record is a protocol error: the body is truncated and the connection cannot be used again.
///
/// The reader stores no bytes. They stay in the receive buffer or in the socket until the body is read.
struct BodyReader: Sendable {
    /// The state of the body.
    enum Phase: Equatable {
        case open
        case ended
        /// The peer sent FCGI_ABORT_REQUEST.
        case aborted
        /// The connection ended, or the peer sent bytes that are not FastCGI.
        case broken
        /// The peer sent nothing for too long.
        case timedOut
    }

    /// The longest FCGI_GET_VALUES that gets a response: several times the length of all defined names.
    private static let longestQuestion = 1024

    /// Waits for the peer and lets the worker serve other requests; with `nil` the reader waits itself.
    var waiter: (any PeerWaiter)?
    /// Counts the bytes that arrive.
    var transferred: TransferCount?
    private let requestID: UInt16
    private let workers: Int
    /// The length that CONTENT_LENGTH announces; `nil` if the field is absent.
    private let announced: Int?
    /// The number of body bytes that were returned or skipped.
    private(set) var passed = 0
    /// Whether the peer's FCGI_ABORT_REQUEST has been skipped.
    private var isBehindAbort = false
    private(set) var phase = Phase.open
    /// The bytes left of the current record: content, then padding.
    private var content = 0
    private var padding = 0
    /// Whether the content of the current record is skipped.
    private var isIgnored = false

    /// - Parameters:
    ///   - requestID: the id of the request whose parameters have been read.
    ///   - workers: the value for FCGI_MAX_CONNS and FCGI_MAX_REQS.
    ///   - announced: the length of the body that CONTENT_LENGTH announces.
    init(requestID: UInt16, workers: Int, announced: Int? = nil) {
        self.requestID = requestID
        self.workers = workers
        self.announced = announced
    }

    /// The next thing to do.
    private enum Step {
        /// This many bytes of the body have arrived.
        case take(Int)
        /// More bytes must arrive first.
        case wait
        /// Send these bytes before reading on.
        case response([UInt8])
        /// The body is over; the phase says why.
        case stop
    }

    /// Reads the next bytes of the body.
    ///
    /// - Parameters:
    ///   - limit: the largest number of bytes to return, at least 1.
    ///   - timeout: how long the peer may send nothing.
    /// - Returns: the bytes that have arrived, at least one; empty at the end of the body.
    mutating func read(
        upTo limit: Int,
        _ receiveBuffer: inout ReceiveBuffer,
        from connection: borrowing Descriptor,
        timeout: Duration
    ) throws(RequestBodyError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            switch next(&receiveBuffer) {
            case .take(let count):
                let count = min(count, limit - bytes.count)
                bytes += receiveBuffer.bytes.prefix(count)
                pass(count, &receiveBuffer)
            case .wait:
                if !bytes.isEmpty || passed == announced { return bytes }
                wait(&receiveBuffer, for: connection, timeout)
            case .response(let response):
                send(response, to: connection)
            case .stop:
                if !bytes.isEmpty { return bytes }
                switch phase {
                case .open, .ended: return []
                case .timedOut: throw RequestBodyError(.timedOut)
                case .aborted, .broken: throw RequestBodyError(.truncated)
                }
            }
        }
        return bytes
    }

    /// What the peer may still send of a request after its response.
    enum Rest {
        /// Nothing: the next request begins here.
        case nothing
        /// The record that ends the body, which is complete. The reader of the next request ignores that record.
        case endOfBody
        /// More of the body.
        case body

        /// Whether the connection can be kept or closed now. If a connection is closed while the peer sends, the kernel
        /// resets it, and the peer may lose the response.
        func isSettled(keepsConnection: Bool) -> Bool {
            switch self {
            case .nothing: true
            case .endOfBody: keepsConnection
            case .body: false
            }
        }
    }

    /// Skips the rest of the body that has already arrived, up to the size of one receive buffer.
    mutating func drain(_ receiveBuffer: inout ReceiveBuffer, from connection: borrowing Descriptor) -> Rest {
        var left = ReceiveBuffer.usualSize
        while true {
            switch next(&receiveBuffer) {
            case .take(let count):
                pass(count, &receiveBuffer)
            case .response(let response):
                send(response, to: connection)
            case .stop where isBehind && padding > 0 && receiveBuffer.count > 0:
                // The next iteration skips the padding.
                continue
            case .stop where isBehind && padding > 0, .wait:
                guard left > 0 else { return .body }
                do throws(SystemError) {
                    let count = try receiveBuffer.receive(from: connection)
                    guard count > 0 else { return .body }
                    left -= count
                } catch {
                    let isBetweenRecords = phase == .open && content == 0 && padding == 0 && receiveBuffer.count == 0
                    return error.number == EAGAIN && isBetweenRecords && isComplete ? .endOfBody : .body
                }
            case .stop:
                return isBehind ? .nothing : .body
            }
        }
    }

    /// Whether the last record of the request has been skipped, except for its padding.
    private var isBehind: Bool { phase == .ended || isBehindAbort && content == 0 }

    /// Whether the whole body has arrived, before the record that ends it. Without an announced length the body counts
    /// as empty until some of it arrives.
    private var isComplete: Bool { passed == announced ?? 0 }

    private mutating func pass(_ count: Int, _ receiveBuffer: inout ReceiveBuffer) {
        receiveBuffer.drop(count)
        content -= count
        passed += count
    }

    /// Checks, without reading from the socket, whether the peer has aborted the request.
    ///
    /// The check goes from header to header, so that it never takes bytes of a body for a header.
    mutating func isAborted(_ receiveBuffer: ReceiveBuffer, on connection: borrowing Descriptor) -> Bool {
        guard phase == .open || phase == .ended else { return phase == .aborted }
        let length = RecordHeader.length
        var place = content + padding
        // Peek at the socket only if the next header can be within reach.
        let reach = 512
        var arrived = [UInt8](repeating: 0, count: place + length <= receiveBuffer.count + reach ? reach : 0)
        if !arrived.isEmpty {
            arrived.removeLast(arrived.count - ((try? connection.peek(into: &arrived)) ?? 0))
        }
        while place + length <= receiveBuffer.count + arrived.count {
            let header = RecordHeader { offset in
                let index = place + offset
                return index < receiveBuffer.count ? receiveBuffer[index] : arrived[index - receiveBuffer.count]
            }
            if header.type == FCGI_ABORT_REQUEST, header.requestID == requestID {
                phase = .aborted
                return true
            }
            // -1 is another version. After the body another request with the same id may begin.
            if header.type == -1 || header.type == FCGI_BEGIN_REQUEST { return false }
            place += header.recordLength
        }
        return false
    }

    // MARK: One record after the other

    private mutating func next(_ receiveBuffer: inout ReceiveBuffer) -> Step {
        while true {
            if content > 0, phase == .open {
                guard receiveBuffer.count > 0 else { return .wait }
                let count = min(content, receiveBuffer.count)
                guard isIgnored else { return .take(count) }
                receiveBuffer.drop(count)
                content -= count
                continue
            }
            let passed = min(padding, receiveBuffer.count)
            receiveBuffer.drop(passed)
            padding -= passed
            guard phase == .open else { return .stop }
            // If padding is left, nothing after it has arrived.
            guard receiveBuffer.count >= RecordHeader.length else { return .wait }
            if let step = record(&receiveBuffer) { return step }
        }
    }

    /// Handles the header of the next record; returns `nil` if no step is needed.
    private mutating func record(_ receiveBuffer: inout ReceiveBuffer) -> Step? {
        let header = RecordHeader { receiveBuffer[$0] }
        let (type, id, count) = (header.type, header.requestID, header.contentLength)
        guard type != -1 else { return end(.broken) }
        if type == FCGI_GET_VALUES, id == 0 {
            guard count <= Self.longestQuestion else { return end(.broken) }
            guard receiveBuffer.count >= RecordHeader.length + count else { return .wait }
            let question = Array(receiveBuffer.bytes.dropFirst(RecordHeader.length).prefix(count))
            guard let response = RequestScanner.response(to: question, workers: workers) else { return end(.broken) }
            skip(header, &receiveBuffer)
            return .response(response)
        }
        switch (type, id) {
        case (FCGI_STDIN, requestID):
            skip(header, &receiveBuffer)
            isIgnored = false
            return count == 0 ? end(.ended) : nil
        case (FCGI_ABORT_REQUEST, requestID):
            skip(header, &receiveBuffer)
            isBehindAbort = true
            return end(.aborted)
        case (_, requestID):
            return end(.broken)
        case (FCGI_BEGIN_REQUEST...FCGI_DATA, 0):
            // These types belong to a request, and id 0 is reserved for management records.
            return end(.broken)
        case (_, 0):
            skip(header, &receiveBuffer)
            return .response(RecordBytes.unknownType(type))
        case (FCGI_BEGIN_REQUEST, _):
            skip(header, &receiveBuffer)
            return .response(RecordBytes.endRequest(id, protocolStatus: FCGI_CANT_MPX_CONN))
        default:
            skip(header, &receiveBuffer)
            return nil
        }
    }

    /// Consumes the header and marks the content as skipped. The caller may clear the mark.
    private mutating func skip(_ header: RecordHeader, _ receiveBuffer: inout ReceiveBuffer) {
        content = header.contentLength
        padding = header.paddingLength
        isIgnored = true
        receiveBuffer.drop(RecordHeader.length)
    }

    private mutating func end(_ phase: Phase) -> Step {
        self.phase = phase
        return .stop
    }

    // MARK: The connection

    /// Waits for more bytes until the timeout.
    private mutating func wait(
        _ receiveBuffer: inout ReceiveBuffer, for connection: borrowing Descriptor, _ timeout: Duration
    ) {
        do throws(SystemError) {
            while true {
                do throws(SystemError) {
                    let count = try receiveBuffer.receive(from: connection)
                    if count == 0 { phase = .broken }
                    transferred?.add(count)
                    return
                } catch  where error.number == EAGAIN {
                    let hasMore =
                        if let waiter {
                            try waiter.awaitPeer(connection, timeout)
                        } else {
                            try Poll.readable(connection.number, timeout: timeout)
                        }
                    guard hasMore else {
                        phase = .timedOut
                        return
                    }
                }
            }
        } catch {
            phase = .broken
        }
    }

    /// Sends a response record, if the peer accepts it without blocking. A peer that sends queries and reads nothing
    /// must not block the worker.
    private mutating func send(_ response: [UInt8], to connection: borrowing Descriptor) {
        if (try? connection.writeWithoutWaiting(response)) != true { phase = .broken }
    }
}

/// Waits for the peer of a request whose body has not arrived, and lets the worker serve other requests meanwhile.
protocol PeerWaiter: AnyObject, Sendable {
    /// - Returns: whether the connection has bytes to read or has ended.
    func awaitPeer(_ connection: borrowing Descriptor, _ timeout: Duration) throws(SystemError) -> Bool
}
