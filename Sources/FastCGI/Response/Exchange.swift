internal import GatewayInterface
internal import HTTPTypes

/// The source of a request's body and the destination of its response.
///
/// An exchange serves many requests, one after the other. Each has a number, and a call with the number of an earlier
/// request fails.
protocol Exchange: AnyObject, Sendable {
    /// Reads the next bytes of the body of request `number`; empty at the end.
    func readBody(upTo limit: Int, request number: Int) throws(RequestBodyError) -> [UInt8]

    /// The unread bytes of the announced body of request `number`; `nil` without an announced length.
    func remainingBody(request number: Int) -> Int?

    /// Makes every later read of the body of request `number` fail.
    func abandonBody(request number: Int)

    /// Sends the whole response to request `number`.
    func send(_ response: borrowing CompleteResponse, request number: Int) throws(FastCGIError)

    /// Sends a head, and a file as the body.
    func send(_ response: HTTPResponse, _ file: borrowing ResponseFile, request number: Int) throws(FastCGIError)

    /// Sends a head that makes the web server respond itself.
    func send(_ response: DelegatedResponse, request number: Int) throws(FastCGIError)

    /// Starts a response whose body is written in pieces.
    func startBody(_ response: HTTPResponse, request number: Int) throws(FastCGIError)

    /// Writes the next piece of the body.
    func writeBody(_ bytes: [UInt8], request number: Int) throws(FastCGIError)

    /// Sends the buffered bytes.
    func flushBody(request number: Int) throws(FastCGIError)

    /// Ends the body.
    func endBody(request number: Int) throws(FastCGIError)

    /// Sets the application status of FCGI_END_REQUEST.
    func setApplicationStatus(_ status: UInt32, request number: Int)

    /// Stores the work that starts after the response to request `number` has been sent.
    func leave(_ backgroundWork: [BackgroundWork], request number: Int)

    /// Learns about the request in progress; `nil` if nobody wants to know.
    var monitor: (any RequestMonitor)? { get }

    /// Allows the request of an authorizer.
    func authorize(_ response: HTTPResponse, request number: Int) throws(FastCGIError)
}

extension Exchange {
    var monitor: (any RequestMonitor)? { nil }
}

/// The body of one request of an exchange. It has three words, so it needs no allocation as an existential.
///
/// The constraint is on the extension: for a constrained generic type the runtime would search all conformances of the
/// program when it first uses the type.
struct ExchangeBody<Owner: Sendable>: Sendable {
    let exchange: Owner
    let number: Int
    let announcedLength: Int
}

extension ExchangeBody: RequestBodySource where Owner: Exchange {
    var length: Int? { announcedLength < 0 ? nil : announcedLength }
    var remaining: Int? { exchange.remainingBody(request: number) }

    func abandon() {
        exchange.abandonBody(request: number)
    }

    func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8] {
        try exchange.readBody(upTo: limit, request: number)
    }
}
