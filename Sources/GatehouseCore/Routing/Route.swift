internal import HTTPTypes

/// One entry of a gate's table: method and path, the rule that opens it, and what answers.
struct Route: Sendable {
    let method: HTTPRequest.Method
    let pattern: PathPattern
    /// The name of the access rule.
    let rule: String
    /// Asks the rule and, only with its evidence, the handler. Throws a ``Denial`` without.
    let respond: @Sendable (Request) async throws -> Response
    let location: SourceLocation
}

/// Where in the source a route was written.
struct SourceLocation: Sendable, CustomStringConvertible {
    let fileID: String
    let line: UInt

    var description: String { "\(fileID):\(line)" }
}
