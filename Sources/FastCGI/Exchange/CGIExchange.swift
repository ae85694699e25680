internal import GatewayInterface
internal import Glibc
internal import HTTPTypes
internal import Synchronization

/// The one request of a process that was started by CGI (RFC 3875): environment, standard input, standard output.
final class CGIExchange: Exchange {
    private struct State {
        var isOpen = true
        var rest = 0
        /// Part of the body was read and thrown away.
        var isAbandoned = false
    }

    private let state = Mutex(State())
    private let isHead: Bool

    /// What came of reading the environment.
    enum Accepted {
        case request(Request, CGIExchange)
        case refused(HTTPResponse.Status, CGIExchange, reason: String)
    }

    /// Reads the environment of the process.
    static func accept(limits: ParameterLimits) -> Accepted {
        let parameters: Parameters
        do throws(ParametersError) {
            parameters = try ProcessEnvironment.parameters(limits: limits)
        } catch {
            return .refused(.badRequest, CGIExchange(isHead: false), reason: "\(error)")
        }
        let exchange = CGIExchange(isHead: parameters.has("REQUEST_METHOD", equalTo: "HEAD"))
        let length: Int
        switch ContentLength(parameters) {
        case .absent: length = 0
        case .bytes(let announced): length = announced
        case .malformed: return .refused(.badRequest, exchange, reason: "CONTENT_LENGTH is no number")
        }
        exchange.state.withLock { $0.rest = length }
        let body = RequestBody(ExchangeBody(exchange: exchange, number: 1, announcedLength: length))
        return .request(Request(parameters: parameters, body: body), exchange)
    }

    private init(isHead: Bool) {
        self.isHead = isHead
    }

    /// Whether the request still waits for its answer.
    var isOpen: Bool { state.withLock { $0.isOpen } }

    func remainingBody(request number: Int) -> Int? { state.withLock { $0.rest } }

    func abandonBody(request number: Int) {
        state.withLock { $0.isAbandoned = true }
    }

    func readBody(upTo limit: Int, request number: Int) throws(RequestBodyError) -> [UInt8] {
        try state.withLock { (state) throws(RequestBodyError) in
            guard state.isOpen else { throw RequestBodyError(.closed) }
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
            return bytes
        }
    }

    func send(_ answer: borrowing Answer, request number: Int) throws(FastCGIError) {
        try state.withLock { (state) throws(FastCGIError) in
            guard state.isOpen else {
                throw FastCGIError(.clientGone, "the request has been answered already")
            }
            let bytes = try answer.bytes(isHead: isHead)
            state.isOpen = false
            do throws(SystemError) {
                try StandardDescriptors.writeOutput(bytes)
            } catch {
                throw FastCGIError(.clientGone, "the web server closed standard output: \(error)")
            }
        }
    }
}
