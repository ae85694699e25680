public import Gatehouse
public import Hummingbird
internal import Logging
internal import ServiceLifecycle

extension ApplicationProtocol {
    /// Runs the application behind a gate, in place of `runService()`: by FastCGI, by CGI, or on a socket.
    ///
    /// ```swift
    /// try await app.runFastCGI(allow: .everyone)
    /// ```
    ///
    /// Routes, middleware and request context are those of the application. The gate decides about each request before the
    /// application sees it: host, HTTPS, requests from other sites, limits and the rule. It adds security header fields to
    /// each response. docs/hummingbird.md lists what differs from Hummingbird's own server.
    ///
    /// The start is that of `Gate.serve`: it detects the way of serving, reads the arguments of the program, and exits if
    /// they are invalid. The services of the application and the processes that run before its server run only if there is
    /// something to serve. With CGI, they run for each request.
    ///
    /// - Parameters:
    ///   - access: the rule for the whole application. An application that checks its clients itself uses `.everyone`.
    ///   - configuration: the settings of the gate. A public site sets `hosts`.
    ///   - mount: the URL path below which the application lies. Defaults to the path that the web server reports. The
    ///     application sees paths below it.
    /// - Throws: ``UnsupportedServerError``, and what a service or a process before the server throws.
    public func runFastCGI<Evidence>(
        allow access: Access<Evidence>,
        configuration: GateConfiguration = GateConfiguration(),
        mount: Mount = .automatic
    ) async throws {
        try ServerCheck.check(self)
        let gate = try await gate(allow: access, configuration: configuration)
        try await gate.serve(mount: mount, logger: ownLogger) { serve in
            let service = GateService(
                prelude: {
                    for process in processesRunBeforeServerStart { try await process() }
                },
                serve: serve)
            let own = ServiceGroupConfiguration.ServiceConfiguration(
                service: service, successTerminationBehavior: .gracefullyShutdownGroup)
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) } + [own],
                    logger: logger))
            try await group.run()
        }
    }

    /// A gate with the application at its root, for tests with `InMemoryClient` and `LiveClient` of GatehouseTesting.
    ///
    /// The services of the application and the processes that run before its server do not run.
    ///
    /// - Parameters:
    ///   - access: the rule for the whole application.
    ///   - configuration: the settings of the gate.
    /// - Throws: what the application throws when it builds its responder.
    public func gate<Evidence>(
        allow access: Access<Evidence>, configuration: GateConfiguration = GateConfiguration()
    ) async throws -> Gate {
        let forwarder = RequestForwarder<Responder, Evidence>(
            responder: try await responder,
            logger: ownLogger,
            logLevel: logger.logLevel,
            serverName: self.configuration.serverName,
            droppedSegments: 0,
            channel: SilentChannel(eventLoopGroup.any()),
            makeContext: { Responder.Context(source: $0.withoutEvidence) })
        var gate = Gate()
        gate.configuration = configuration
        gate.subtree("/", allow: access) { try await forwarder.respond(to: $0, $1) }
        return gate
    }

    /// The logger of the application, unless it is the one of swift-log that prints: then the gate's, which writes to the
    /// error log of the virtual host.
    private var ownLogger: Logger? {
        logger.handler is StreamLogHandler ? nil : logger
    }
}
