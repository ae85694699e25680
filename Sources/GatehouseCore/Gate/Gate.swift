internal import HTTPTypes

/// The gate: what is open, to whom, and what answers. A new one opens nothing.
///
/// ```swift
/// var gate = Gate()
/// gate.get("/", allow: .everyone) { _ in "Hello\n" }
/// gate.get("/notes/{id}", allow: owner) { request, note in note.text }
/// await gate.serve()
/// ```
///
/// A route cannot be written without an access rule, and the rule yields what the handler gets. Whatever no route
/// opens is answered with 404.
public struct Gate: Sendable {
    private(set) var routes: [Route] = []
    private(set) var mistakes: [String] = []

    /// Creates a gate that opens nothing.
    public init() {}

    /// Opens a path for GET and HEAD to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id}`: literal segments, decoded, and `{name}` for any one segment.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is answered with 500.
    public mutating func get<Evidence: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Answer
    ) {
        add(.get, path, access, SourceLocation(fileID: fileID, line: line), handler)
    }

    /// Opens a path for GET and HEAD by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id}`: literal segments, decoded, and `{name}` for any one segment.
    ///   - access: the rule.
    ///   - handler: makes the answer. What it throws is answered with 500.
    public mutating func get<Answer: ResponseConvertible>(
        _ path: String,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        add(.get, path, access, SourceLocation(fileID: fileID, line: line)) { request, _ in try await handler(request) }
    }

    /// Opens a path for POST to whoever the rule lets pass.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id}`: literal segments, decoded, and `{name}` for any one segment.
    ///   - access: the rule; its evidence goes to the handler.
    ///   - handler: makes the answer. What it throws is answered with 500.
    public mutating func post<Evidence: Sendable, Answer: ResponseConvertible>(
        _ path: String,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Answer
    ) {
        add(.post, path, access, SourceLocation(fileID: fileID, line: line), handler)
    }

    /// Opens a path for POST by a rule without evidence, such as ``Access/everyone``.
    ///
    /// - Parameters:
    ///   - path: `/notes/{id}`: literal segments, decoded, and `{name}` for any one segment.
    ///   - access: the rule.
    ///   - handler: makes the answer. What it throws is answered with 500.
    public mutating func post<Answer: ResponseConvertible>(
        _ path: String,
        allow access: Access<Void>,
        fileID: String = #fileID,
        line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {
        add(.post, path, access, SourceLocation(fileID: fileID, line: line)) { request, _ in
            try await handler(request)
        }
    }

    /// The one place where a route comes to be: the handler is out of reach but through the evidence.
    private mutating func add<Evidence: Sendable, Answer: ResponseConvertible>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ access: Access<Evidence>,
        _ location: SourceLocation,
        _ handler: @escaping @Sendable (Request, Evidence) async throws -> Answer
    ) {
        do throws(PatternError) {
            let pattern = try PathPattern(path)
            for other in routes where other.method == method && other.pattern.overlaps(pattern) {
                mistakes.append(
                    "\(location): \(method) \(path) and \(method) \(other.pattern.text) of \(other.location) match the "
                        + "same requests"
                )
            }
            let respond: @Sendable (Request) async throws -> Response = { request in
                let evidence = try await access.evidence(for: request)
                return try await handler(request, evidence).response(to: request)
            }
            routes.append(
                Route(method: method, pattern: pattern, rule: access.name, respond: respond, location: location)
            )
        } catch {
            mistakes.append("\(location): \(method) \(path): \(error.reason)")
        }
    }
}
