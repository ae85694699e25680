public import Gatehouse
public import Hummingbird
internal import NIOPosix

extension Gate {
    /// Adds a router of Hummingbird below a path, behind a rule whose evidence the request context carries.
    ///
    /// The router sees the path below the prefix: with `gate.mount("/api", …)`, its route `todos` serves `/api/todos`. The
    /// gate decides before the router sees anything; see `Gate.subtree`.
    ///
    /// - Parameters:
    ///   - prefix: the path, such as `/api`.
    ///   - access: the rule for all requests.
    ///   - router: a router whose context has ``GateContextSource`` with the evidence of the rule as its source.
    ///   - fileID: the source file, for the table of routes. Omit it.
    ///   - line: the source line. Omit it.
    public mutating func mount<Evidence, Builder: HTTPResponderBuilder>(
        _ prefix: String, allow access: Access<Evidence>, _ router: Builder,
        fileID: String = #fileID, line: UInt = #line
    ) where Builder.Responder.Context: InitializableFromSource<GateContextSource<Evidence>> {
        mount(prefix, access, router, fileID, line) { Builder.Responder.Context(source: $0) }
    }

    /// Adds a router of Hummingbird below a path, behind a rule. The request context is one of an application, such as
    /// `BasicRequestContext`, and does not get the evidence of the rule.
    ///
    /// - Parameters:
    ///   - prefix: the path, such as `/api`.
    ///   - access: the rule for all requests.
    ///   - router: a router.
    ///   - fileID: the source file, for the table of routes. Omit it.
    ///   - line: the source line. Omit it.
    public mutating func mount<Evidence, Builder: HTTPResponderBuilder>(
        _ prefix: String, allow access: Access<Evidence>, _ router: Builder,
        fileID: String = #fileID, line: UInt = #line
    ) where Builder.Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        mount(prefix, access, router, fileID, line) { Builder.Responder.Context(source: $0.withoutEvidence) }
    }

    private mutating func mount<Evidence, Builder: HTTPResponderBuilder>(
        _ prefix: String, _ access: Access<Evidence>, _ router: Builder, _ fileID: String, _ line: UInt,
        _ makeContext: @escaping @Sendable (GateContextSource<Evidence>) -> Builder.Responder.Context
    ) {
        let forwarder = RequestForwarder<Builder.Responder, Evidence>(
            responder: router.buildResponder(),
            droppedSegments: prefix.utf8.split(separator: UInt8(ascii: "/")).count,
            channel: SilentChannel(MultiThreadedEventLoopGroup.singleton.any()),
            makeContext: makeContext)
        subtree(prefix, allow: access, fileID: fileID, line: line) { try await forwarder.respond(to: $0, $1) }
    }
}
