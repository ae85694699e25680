internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// Reads the records behind the parameters of a request, by itself: libfcgi overflows a buffer on some of them.
///
/// What it does with each (FastCGI specification, sections 3.3, 4 and 5):
/// - FCGI_STDIN of this request is the body; an empty one ends it. A body of an announced length is also over when so many
///   bytes have come: HAProxy sends no FCGI_STDIN at all for an empty body.
/// - FCGI_ABORT_REQUEST of this request ends it, and the handler learns that nobody waits for its answer.
/// - FCGI_GET_VALUES is answered, another management record too, with FCGI_UNKNOWN_TYPE: they may come at any time. An
///   answer cannot stand inside of a record of the handler's, because all writing and all reading of a request is done
///   under one lock, and each write is of whole records.
/// - The beginning of another request is answered with FCGI_CANT_MPX_CONN, and its records are passed over: its id is
///   not active.
/// - Everything else breaks the protocol: the body is truncated and the connection of no more use.
///
/// The reader itself holds no bytes: they stay in the inbox, or in the socket, until somebody asks for them.
struct BodyReader: Sendable {
    /// How far the body is.
    enum Phase: Equatable {
        case open
        case ended
        /// By the peer, with FCGI_ABORT_REQUEST.
        case aborted
        /// By the end of the connection, or by what is no FastCGI.
        case broken
        /// By a peer that sent nothing for too long.
        case timedOut
    }

    /// The longest FCGI_GET_VALUES that is answered: a multiple of what the names that there are take.
    private static let longestQuestion = 1024

    /// Serves others while this waits for its peer; `nil` where there are no others.
    var waiter: (any PeerWaiter)?
    private let requestID: UInt16
    private let workers: Int
    /// The length that CONTENT_LENGTH announces; `nil` without one.
    private let announced: Int?
    /// How many bytes of the body have been handed out or passed over.
    private(set) var passed = 0
    /// Whether the record with which the peer aborted the request has been passed over.
    private var isBehindAbort = false
    private(set) var phase = Phase.open
    /// What is left of the record that the connection is in the middle of.
    private var content = 0
    private var padding = 0
    /// Whether that record is passed over.
    private var isIgnored = false

    /// - Parameters:
    ///   - requestID: of the request whose parameters have been read.
    ///   - workers: the answer to FCGI_MAX_CONNS and FCGI_MAX_REQS.
    ///   - announced: the length of the body, as CONTENT_LENGTH announces it.
    init(requestID: UInt16, workers: Int, announced: Int? = nil) {
        self.requestID = requestID
        self.workers = workers
        self.announced = announced
    }

    /// What is to be done next.
    private enum Step {
        /// So many bytes of the body are there.
        case take(Int)
        /// Nothing more can be said before something arrives.
        case wait
        /// To be sent before anything else is looked at.
        case response([UInt8])
        /// The body is over; the phase says how.
        case stop
    }

    /// Reads the next bytes of the body.
    ///
    /// - Parameters:
    ///   - limit: the largest number of them, at least 1.
    ///   - timeout: how long the peer may send nothing.
    /// - Returns: what has come, at least one byte; none at the end of the body.
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

    /// What the peer may still send of a request that has been answered.
    enum Rest {
        /// Nothing: the next request begins here.
        case nothing
        /// The record that ends the body, which is complete; whoever reads the next request ignores that record.
        case endOfBody
        /// More of the body.
        case body

        /// Whether the connection can be kept or closed as it is. One that is closed while the peer sends is reset, and the
        /// peer may lose the response.
        func isSettled(keepsConnection: Bool) -> Bool {
            switch self {
            case .nothing: true
            case .endOfBody: keepsConnection
            case .body: false
            }
        }
    }

    /// Passes over what is left of the body, as far as it has arrived and is no more than one inbox holds.
    mutating func drain(_ receiveBuffer: inout ReceiveBuffer, from connection: borrowing Descriptor) -> Rest {
        var left = ReceiveBuffer.usualSize
        while true {
            switch next(&receiveBuffer) {
            case .take(let count):
                pass(count, &receiveBuffer)
            case .response(let response):
                send(response, to: connection)
            case .stop where isBehind && padding > 0 && receiveBuffer.count > 0:
                // Passed over by the next look.
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

    /// Whether the last record of the request has been passed over, but for its padding.
    private var isBehind: Bool { phase == .ended || isBehindAbort && content == 0 }

    /// Whether all of the body has come, before the record that ends it. A body of no announced length is taken for none until
    /// some of it has come.
    private var isComplete: Bool { passed == announced ?? 0 }

    private mutating func pass(_ count: Int, _ receiveBuffer: inout ReceiveBuffer) {
        receiveBuffer.drop(count)
        content -= count
        passed += count
    }

    /// Whether the peer has aborted the request, as far as that can be seen without reading on.
    ///
    /// It walks from header to header: bytes of a body are never taken for one.
    mutating func isAborted(_ receiveBuffer: ReceiveBuffer, on connection: borrowing Descriptor) -> Bool {
        guard phase == .open || phase == .ended else { return phase == .aborted }
        let length = Int(FCGI_HEADER_LEN)
        var place = content + padding
        // Only what lies in the socket is peeked at, and only if the next header can be there.
        let reach = 512
        var arrived = [UInt8](repeating: 0, count: place + length <= receiveBuffer.count + reach ? reach : 0)
        if !arrived.isEmpty {
            arrived.removeLast(arrived.count - ((try? connection.peek(into: &arrived)) ?? 0))
        }
        func byte(_ index: Int) -> Int {
            Int(index < receiveBuffer.count ? receiveBuffer[index] : arrived[index - receiveBuffer.count])
        }
        while place + length <= receiveBuffer.count + arrived.count {
            guard byte(place) == Int(FCGI_VERSION_1) else { return false }
            if byte(place + 1) == Int(FCGI_ABORT_REQUEST), byte(place + 2) << 8 | byte(place + 3) == Int(requestID) {
                phase = .aborted
                return true
            }
            // Behind the body another request may begin, with the same id.
            if byte(place + 1) == Int(FCGI_BEGIN_REQUEST) { return false }
            place += length + (byte(place + 4) << 8 | byte(place + 5)) + byte(place + 6)
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
            // Where padding is left, nothing else has come.
            guard receiveBuffer.count >= Int(FCGI_HEADER_LEN) else { return .wait }
            if let step = record(&receiveBuffer) { return step }
        }
    }

    /// Looks at the header of the next record; `nil` if there is nothing to be done about it.
    private mutating func record(_ receiveBuffer: inout ReceiveBuffer) -> Step? {
        let length = Int(FCGI_HEADER_LEN)
        let type = Int32(receiveBuffer[1])
        let id = UInt16(receiveBuffer[2]) << 8 | UInt16(receiveBuffer[3])
        let count = Int(receiveBuffer[4]) << 8 | Int(receiveBuffer[5])
        guard receiveBuffer[0] == UInt8(FCGI_VERSION_1) else { return end(.broken) }
        if type == FCGI_GET_VALUES, id == 0 {
            guard count <= Self.longestQuestion else { return end(.broken) }
            guard receiveBuffer.count >= length + count else { return .wait }
            let question = Array(receiveBuffer.bytes.dropFirst(length).prefix(count))
            guard let response = RequestScanner.response(to: question, workers: workers) else { return end(.broken) }
            skip(&receiveBuffer)
            return .response(response)
        }
        switch (type, id) {
        case (FCGI_STDIN, requestID):
            skip(&receiveBuffer)
            isIgnored = false
            return count == 0 ? end(.ended) : nil
        case (FCGI_ABORT_REQUEST, requestID):
            skip(&receiveBuffer)
            isBehindAbort = true
            return end(.aborted)
        case (_, requestID):
            return end(.broken)
        case (FCGI_BEGIN_REQUEST...FCGI_DATA, 0):
            // They belong to a request, and 0 is none.
            return end(.broken)
        case (_, 0):
            skip(&receiveBuffer)
            return .response(RecordBytes.unknownType(type))
        case (FCGI_BEGIN_REQUEST, _):
            skip(&receiveBuffer)
            return .response(RecordBytes.endRequest(id, protocolStatus: FCGI_CANT_MPX_CONN))
        default:
            skip(&receiveBuffer)
            return nil
        }
    }

    /// Takes the header away; the record's content is ignored unless somebody says something else.
    private mutating func skip(_ receiveBuffer: inout ReceiveBuffer) {
        content = Int(receiveBuffer[4]) << 8 | Int(receiveBuffer[5])
        padding = Int(receiveBuffer[6])
        isIgnored = true
        receiveBuffer.drop(Int(FCGI_HEADER_LEN))
    }

    private mutating func end(_ phase: Phase) -> Step {
        self.phase = phase
        return .stop
    }

    // MARK: The connection

    /// Waits for more, and for no longer than the timeout.
    private mutating func wait(
        _ receiveBuffer: inout ReceiveBuffer, for connection: borrowing Descriptor, _ timeout: Duration
    ) {
        do throws(SystemError) {
            while true {
                do throws(SystemError) {
                    if try receiveBuffer.receive(from: connection) == 0 { phase = .broken }
                    return
                } catch  where error.number == EAGAIN {
                    let hasMore =
                        if let waiter {
                            try waiter.awaitPeer(connection, timeout)
                        } else {
                            try Poll.readable((connection.number, -1, -1), timeout: timeout).0
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

    /// Sends an answer that nobody waits for, if the peer takes it at once. A peer that takes nothing and goes on asking
    /// must not hold the worker.
    private mutating func send(_ response: [UInt8], to connection: borrowing Descriptor) {
        if (try? connection.writeWithoutWaiting(response)) != true { phase = .broken }
    }
}

/// Waits for the peer of a request whose body has not arrived, and has other requests served meanwhile.
protocol PeerWaiter: AnyObject, Sendable {
    /// - Returns: whether the connection has bytes to read, or has ended.
    func awaitPeer(_ connection: borrowing Descriptor, _ timeout: Duration) throws(SystemError) -> Bool
}
