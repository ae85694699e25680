internal import GatewayInterface
internal import HTTPTypes

/// One request under way: where its body comes from and its answer goes to.
///
/// An exchange is used for many requests, one behind the other. Each has a number, and whoever holds on to the body
/// of an earlier one is refused by it.
protocol Exchange: AnyObject, Sendable {
    /// Reads the next bytes of the body of request `number`; none at its end.
    func readBody(upTo limit: Int, request number: Int) throws(RequestBodyError) -> [UInt8]

    /// How much of the announced body of request `number` has not been read.
    func remainingBody(request number: Int) -> Int?

    /// Makes every later read of the body of request `number` fail.
    func abandonBody(request number: Int)

    /// Takes the whole answer to request `number`.
    func send(_ response: borrowing CompleteResponse, request number: Int) throws(FastCGIError)

    /// Takes the head of the answer, and a file for its body.
    func send(_ response: HTTPResponse, _ file: borrowing ResponseFile, request number: Int) throws(FastCGIError)

    /// Takes what has the web server make the answer.
    func send(_ response: DelegatedResponse, request number: Int) throws(FastCGIError)

    /// Takes the head of an answer whose body is written piece by piece.
    func startBody(_ response: HTTPResponse, request number: Int) throws(FastCGIError)

    /// Takes the next piece of the body.
    func writeBody(_ bytes: [UInt8], request number: Int) throws(FastCGIError)

    /// Sends what has been taken.
    func flushBody(request number: Int) throws(FastCGIError)

    /// Ends the body.
    func endBody(request number: Int) throws(FastCGIError)

    /// Takes what the end of request `number` says besides the answer.
    func setApplicationStatus(_ status: UInt32, request number: Int)

    /// Takes what is to be done once the answer to request `number` has left.
    func leave(_ backgroundWork: [BackgroundWork], request number: Int)

    /// Lets the request of an authorizer pass.
    func authorize(_ response: HTTPResponse, request number: Int) throws(FastCGIError)
}

/// The body of one request of an exchange. Three words, so that it needs no allocation as an existential.
///
/// The constraint stands at the extension: a generic type that has one makes the runtime look for the conformance among all
/// that there are in the program, when it meets the type for the first time.
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
