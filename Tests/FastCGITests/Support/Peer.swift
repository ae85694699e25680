import FastCGIClient
import Glibc
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

/// A web server for tests that can break the protocol: it sends any bytes, and never waits forever.
struct Peer: ~Copyable {
    private let descriptor: Descriptor
    private var decoder = RecordDecoder()

    fileprivate var number: CInt { descriptor.number }

    init(_ address: SocketAddress, timeout: Duration = .hang) throws {
        let connected = try address.connect()
        try connected.setReadTimeout(timeout)
        try connected.setWriteTimeout(timeout)
        descriptor = connected
    }

    func send(_ bytes: some Sequence<UInt8>) throws {
        try descriptor.write(bytes)
    }

    /// Sends what the connection accepts without blocking, and returns the number of bytes.
    func sendWithoutWaiting(_ bytes: [UInt8]) throws -> Int {
        try descriptor.setBlocking(false)
        defer { try? descriptor.setBlocking(true) }
        var sent = 0
        do throws(SystemError) {
            while sent < bytes.count {
                let end = min(sent + 4096, bytes.count)
                sent += try systemCall("write") {
                    unsafe bytes[sent..<end].withUnsafeBytes {
                        unsafe Glibc.write(descriptor.number, $0.baseAddress, $0.count)
                    }
                }
            }
        } catch {
            guard error.number == EAGAIN else { throw error }
        }
        return sent
    }

    func finishSending() throws {
        try descriptor.finishWriting()
    }

    /// The next record; `nil` at the end of the connection.
    mutating func receive() throws -> Record? {
        while true {
            if let record = decoder.next() { return record }
            let bytes = try descriptor.read(upTo: 64 * 1024)
            guard !bytes.isEmpty else {
                guard !decoder.isInsideRecord else { throw Failure("the connection ended inside a record") }
                return nil
            }
            decoder.append(bytes)
        }
    }

    /// All records up to FCGI_END_REQUEST.
    mutating func records() throws -> [Record] {
        var records: [Record] = []
        while let record = try receive() {
            records.append(record)
            if record.kind == .endRequest { return records }
        }
        throw Failure("the connection ended without a response, after \(records.count) records")
    }

    /// Receives one response.
    mutating func response() throws -> GatewayResponse {
        let output = try records().filter { $0.kind == .standardOutput }.flatMap(\.content)
        return try GatewayResponse(output)
    }

    /// Sends a request and receives its response.
    mutating func ask(_ request: ClientRequest, keepsConnection: Bool = false) throws -> GatewayResponse {
        try send(request.bytes(keepsConnection: keepsConnection))
        return try response()
    }

    /// Waits for the end of the connection, and returns `true` if no response precedes it. A reset counts as the end,
    /// because the server closes without reading everything. libfcgi may end a request that it has read the start of.
    mutating func endsWithoutResponse() throws -> Bool {
        do {
            while let record = try receive() {
                let isEmpty = record.kind == .standardOutput && record.content.isEmpty
                // A stopping server says that the connection closes.
                guard isEmpty || [.endRequest, .getValuesResult].contains(record.kind) else { return false }
            }
        } catch let error as SystemError where error.number == ECONNRESET || error.number == EPIPE {
            return true
        }
        return true
    }

    /// Whether the connection is open and silent for a while.
    func staysSilent(for duration: Duration) throws -> Bool {
        try !Poll.readable(descriptor.number, timeout: duration)
    }

    /// Gives the server time to read what was sent. The bytes stay in the socket, so there is no event to wait for; a
    /// slower server sees two pieces at once, which must be correct as well.
    func untilSeen() {
        usleep(300)
    }
}

extension Peer {
    /// Sends one request over its own connection.
    static func ask(_ address: SocketAddress, _ request: ClientRequest = .get()) throws -> GatewayResponse {
        var peer = try Peer(address)
        return try peer.ask(request)
    }

    /// Sends one request that must get a 200.
    static func askWell(
        _ address: SocketAddress,
        _ request: ClientRequest = .get(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let status = try ask(address, request).status
        #expect(status == .ok, sourceLocation: sourceLocation)
    }
}

extension ClientRequest {
    /// A GET request with a name that ``Recorder`` puts into its response.
    static func get(_ name: String = "x", _ more: [(name: String, value: String)] = []) -> ClientRequest {
        ClientRequest([(name: "REQUEST_METHOD", value: "GET"), (name: "NAME", value: name)] + more)
    }

    /// A POST request that announces its body.
    static func post(_ body: [UInt8], length: String? = nil) -> ClientRequest {
        let length = length ?? String(body.count)
        return ClientRequest(
            [(name: "REQUEST_METHOD", value: "POST"), (name: "CONTENT_LENGTH", value: length)],
            body: body
        )
    }
}

extension GatewayResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Irregular ends of a connection.
extension Peer {
    /// Closes the connection with a reset, as a process that is killed with unread bytes does (SO_LINGER of 0 seconds).
    consuming func reset() throws {
        var option = linger(l_onoff: 1, l_linger: 0)
        // setsockopt(2) copies the option before it returns.
        _ = try systemCall("setsockopt") {
            unsafe setsockopt(number, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }
    }

    /// shutdown(2) of the receiving direction.
    func finishReceiving() throws {
        _ = try systemCall("shutdown") { shutdown(number, CInt(SHUT_RD)) }
    }
}
