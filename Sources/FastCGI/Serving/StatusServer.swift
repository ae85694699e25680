internal import Logging
internal import Synchronization

/// A server with one worker in the process of a supervisor, on a socket of its own. It responds while all processes hang.
final class StatusServer: Sendable {
    private let server: Server
    private let listener: Mutex<Listener?>
    private let handler: Server.Handler
    private let logger: Logger

    /// Listens.
    ///
    /// - Parameters:
    ///   - place: The address and the handler.
    ///   - original: The configuration of the processes, which names the allowed peers.
    init(
        _ place: ServerConfiguration.StatusListener, _ original: ServerConfiguration, _ logger: Logger
    ) throws(FastCGIError) {
        var configuration = ServerConfiguration()
        configuration.peers = original.peers
        configuration.parameterLimits = original.parameterLimits
        configuration.logDestination = original.logDestination
        configuration.maximumExtraWorkers = 0
        // The supervisor itself follows the file.
        configuration.endsWhenReplaced = false
        server = try Server(configuration: configuration, logger: logger)
        let listener = try Listener(place.address)
        logger.notice("listening on \(listener.address ?? place.address) for the status")
        self.listener = Mutex(listener)
        handler = place.handler
        self.logger = logger
    }

    /// Serves until ``stop()``.
    func start() -> Task<Void, Never> {
        Task { [self] in
            guard let listener = listener.withLock({ $0.take() }) else { return }
            do throws(FastCGIError) {
                try await server.run(on: listener, handler)
            } catch {
                logger.error("the status is not served any more: \(error)")
            }
        }
    }

    func stop() { server.stop() }
}
