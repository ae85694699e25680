internal import Gatehouse
internal import HTTPTypes
internal import Hummingbird

/// A body that cannot be read. The application answers it like its own errors, unless it catches it.
struct IncomingBodyError: HTTPResponseError, CustomStringConvertible {
    let underlying: RequestBodyError

    var status: HTTPResponse.Status {
        switch underlying.code {
        case .tooLarge: .contentTooLarge
        case .timedOut: .requestTimeout
        default: .badRequest
        }
    }

    func response(
        from request: Hummingbird.Request, context: some Hummingbird.RequestContext
    ) throws -> Hummingbird.Response {
        Hummingbird.Response(status: status)
    }

    var description: String { underlying.description }
}
