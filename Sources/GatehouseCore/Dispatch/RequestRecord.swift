package import GatewayInterface
package import HTTPTypes

/// What is known of a request when it has been answered: for the log, for metrics and for tests.
package struct RequestRecord: Sendable {
    /// What became of it.
    package enum Decision: Sendable, Hashable {
        /// It was malformed; no route was looked for.
        case refused
        /// No route has its path.
        case unknown
        /// A rule turned it away, or could not be asked.
        case denied
        /// A rule let it pass, to a handler or to what the table itself answers.
        case allowed
    }

    package let parameters: Parameters
    package internal(set) var method: HTTPRequest.Method?
    /// The path of the route, as it was written.
    package internal(set) var route: String?
    /// The name of the rule that decided.
    package internal(set) var rule: String?
    package internal(set) var decision = Decision.refused
    package internal(set) var status = HTTPResponse.Status.internalServerError
    /// The bytes of the body.
    package internal(set) var bytes = 0
    package internal(set) var duration = Duration.zero
    package internal(set) var incident: String?
    /// What happened, in a few words.
    package internal(set) var summary = ""
    /// Something broke.
    var isFailure = false
}
