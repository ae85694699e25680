internal import CFastCGI

/// The request that a new process must answer before it counts as ready.
package struct HealthRequest: Sendable {
    private let bytes: [UInt8]
    private let isManagement: Bool

    /// Asks for a value of the application (FCGI_GET_VALUES). No handler runs, but a worker must answer.
    static let values = HealthRequest(
        bytes: RecordBytes.record(
            FCGI_GET_VALUES, requestID: 0, RecordBytes.pairs([(name: "FCGI_MPXS_CONNS", value: "")])),
        isManagement: true)

    private init(bytes: [UInt8], isManagement: Bool) {
        self.bytes = bytes
        self.isManagement = isManagement
    }

    /// A GET request over HTTPS from 127.0.0.1, whose response must have the status 200.
    ///
    /// - Parameters:
    ///   - target: The path.
    ///   - host: The host field.
    package init(target: String, host: String) {
        let parameters = [
            (name: "GATEWAY_INTERFACE", value: "CGI/1.1"), (name: "REQUEST_METHOD", value: "GET"),
            (name: "REQUEST_URI", value: target), (name: "SERVER_PROTOCOL", value: "HTTP/1.1"),
            (name: "REMOTE_ADDR", value: "127.0.0.1"), (name: "HTTPS", value: "on"), (name: "HTTP_HOST", value: host),
        ]
        let role = [0, UInt8(FCGI_RESPONDER), 0, 0, 0, 0, 0, 0]
        bytes =
            RecordBytes.record(FCGI_BEGIN_REQUEST, requestID: 1, role)
            + RecordBytes.record(FCGI_PARAMS, requestID: 1, RecordBytes.pairs(parameters))
            + RecordBytes.record(FCGI_PARAMS, requestID: 1, []) + RecordBytes.record(FCGI_STDIN, requestID: 1, [])
        isManagement = false
    }

    /// What the bytes of an answer show.
    enum Verdict: Equatable {
        case incomplete
        case healthy
        /// The reason, for the log.
        case unhealthy(String)
    }

    /// The longest answer that is read, in bytes.
    private static let longestAnswer = 64 * 1024

    /// Sends the request. The buffer of a new socket has room for it.
    func send(on connection: borrowing Descriptor) throws(SystemError) {
        _ = try connection.sendWithoutWaiting(bytes[...])
    }

    /// Examines all bytes that a process has sent.
    func verdict(_ answer: [UInt8]) -> Verdict {
        var start = 0
        var output: [UInt8] = []
        while answer.count - start >= RecordHeader.length {
            let header = RecordHeader { answer[start + $0] }
            guard header.type >= 0 else { return .unhealthy("it did not answer with FastCGI records") }
            guard answer.count - start >= header.recordLength else { break }
            let content = answer[start + RecordHeader.length..<start + RecordHeader.length + header.contentLength]
            start += header.recordLength
            switch header.type {
            case FCGI_GET_VALUES_RESULT where isManagement: return .healthy
            case FCGI_STDOUT: output += content
            case FCGI_STDERR: break
            case FCGI_END_REQUEST: return Self.verdict(output: output)
            default: return .unhealthy("it answered with a record of type \(header.type)")
            }
        }
        return answer.count < Self.longestAnswer ? .incomplete : .unhealthy("its answer is too long")
    }

    private static func verdict(output: [UInt8]) -> Verdict {
        let prefix = Array("Status: ".utf8)
        let digits = output.dropFirst(prefix.count).prefix(3)
        guard output.starts(with: prefix), digits.count == 3, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return .unhealthy("its response has no status")
        }
        let status = String(decoding: digits, as: UTF8.self)
        return status == "200" ? .healthy : .unhealthy("its response has the status \(status), not 200")
    }
}
