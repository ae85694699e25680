package import GatewayInterface
package import HTTPTypes

/// The record of a completed request, for the log, for metrics and for tests.
package struct RequestRecord: Sendable {
    /// The decision about a request.
    package enum Decision: Sendable, Hashable {
        /// The request was malformed, or refused before its route was looked up.
        case refused
        /// No route matches the path.
        case unknown
        /// A rule denied the request, or failed.
        case denied
        /// A rule allowed the request: the response is from a handler or from the table.
        case allowed
    }

    package let parameters: Parameters
    package internal(set) var method: HTTPRequest.Method?
    /// The path of the route as declared.
    package internal(set) var route: String?
    /// The name of the rule that decided.
    package internal(set) var rule: String?
    package internal(set) var decision = Decision.refused
    package internal(set) var status = HTTPResponse.Status.internalServerError
    /// The size of the body in bytes.
    package internal(set) var bytes = 0
    package internal(set) var duration = Duration.zero
    package internal(set) var incident: String?
    /// The result in a few words.
    package internal(set) var summary = ""
    /// Whether the request failed with an error.
    var isFailure = false
}
