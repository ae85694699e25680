import GatewayInterface
import HTTPTypes
import Logging
import Testing

@testable import GatehouseCore

/// Every outcome of a rule.
enum Outcome: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case evidence
    case hidden
    case forbidden
    case signIn = "sign-in"
    case signInPage = "sign-in page"
    case unavailable
    case throttled
    case httpError = "HTTPError"
    case bodyTooLarge = "body too large"
    case bodyTimedOut = "body timed out"
    case cancellation
    case timeout
    case error

    var testDescription: String { rawValue }

    /// The denial of this outcome; `nil` if it is not a denial.
    var denial: Denial? {
        switch self {
        case .hidden: .hidden
        case .forbidden: .forbidden
        case .signIn: .signIn
        case .signInPage: .signIn(at: "/sign-in")
        case .unavailable: .unavailable(retryAfter: 7)
        case .throttled: .tooManyRequests(retryAfter: 7)
        default: nil
        }
    }

    /// The error of this outcome; `nil` if it allows the request.
    var thrown: (any Error)? {
        switch self {
        case .evidence: nil
        case .hidden, .forbidden, .signIn, .signInPage, .unavailable, .throttled: denial
        case .httpError: HTTPError(.tooManyRequests, "Slow down.")
        case .bodyTooLarge: RequestBodyError(.tooLarge)
        case .bodyTimedOut: RequestBodyError(.timedOut)
        case .cancellation: CancellationError()
        case .timeout: RuleTimeoutError(rule: "slow", limit: .seconds(1))
        case .error: Mishap()
        }
    }

    /// A rule with this outcome that records each evaluation.
    func rule(_ name: String, _ calls: Calls = Calls()) -> Access<String> {
        Access(name) { _ in
            calls.note(name)
            if let error = thrown { throw error }
            return name
        }
    }
}

/// The outcome of a rule as text.
func outcome<Evidence>(
    _ access: Access<Evidence>,
    _ method: HTTPRequest.Method = .get,
    with values: [String: String] = [:],
    at seconds: Int64 = 1_800_000_000
) async throws -> String {
    do {
        return "\(try await access.evidence(for: request(method, with: values, at: seconds)))"
    } catch {
        return text(of: error)
    }
}

/// An error in the text form of ``outcome(_:_:with:at:)``.
func text(of error: any Error) -> String {
    (error as? Denial).map { "\($0.storage)" } ?? "error \(error)"
}

/// A request for a rule, or for a function that reads requests.
func request(
    _ method: HTTPRequest.Method = .get,
    _ target: String = "/x",
    with values: [String: String] = [:],
    body: RequestBody = RequestBody(),
    at seconds: Int64 = 1_800_000_000
) throws -> Request {
    Request(
        method: method,
        path: .none,
        context: RequestContext(
            target: try RequestTarget(target.utf8),
            parameters: try parameters(values),
            body: body,
            time: Timestamp(secondsSince1970: seconds),
            origin: try RequestOrigin(parameters(values), proxies: .none),
            mount: [],
            links: Links([], programName: "", checksHost: true),
            queue: BackgroundWorkQueue(
                limit: 16, limitPerRoute: 8, timeout: .seconds(10), logger: Logger(label: "test")),
            languages: Languages([])
        )
    )
}

/// The configuration errors of a gate with this rule.
func problems<Evidence>(_ access: Access<Evidence>) -> [String] {
    var gate = Gate()
    gate.get("/x", allow: access) { _, _ in "never" }
    do throws(GateError) {
        _ = try gate.routes()
        return []
    } catch {
        return error.problems
    }
}
