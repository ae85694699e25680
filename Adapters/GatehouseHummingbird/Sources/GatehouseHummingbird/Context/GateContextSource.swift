public import Gatehouse
public import Hummingbird
public import Logging

/// The source of a request context behind a rule of a gate: the evidence of the rule, and the request.
///
/// ```swift
/// struct MemberContext: RequestContext {
///     typealias Source = GateContextSource<Member>
///     var coreContext: CoreRequestContextStorage
///     let member: Member
///
///     init(source: GateContextSource<Member>) {
///         coreContext = .init(source: source)
///         member = source.evidence
///     }
/// }
///
/// let router = Router(context: MemberContext.self)
/// router.get("todos") { _, context in try await todos.all(of: context.member) }
/// gate.mount("/api", allow: member, router)
/// ```
public struct GateContextSource<Evidence: Sendable>: RequestContextSource {
    /// The logger of the request, with the identifier of the request.
    public let logger: Logger

    /// The evidence of the rule.
    public let evidence: Evidence

    /// The request, as the gate sees it: the client's address, the host and the parameters of the web server.
    public let request: Gatehouse.Request

    /// The channel that an ``ApplicationRequestContextSource`` needs. It has addresses, and no other operation works.
    let channel: GateChannel

    /// The source that an existing request context needs.
    var withoutEvidence: ApplicationRequestContextSource {
        ApplicationRequestContextSource(channel: channel, logger: logger)
    }
}
